import Foundation
import Keys
import Ledger
import LedgerSupport
import Testing

/// Makes a signer without a passphrase, and gives its public half.
func signerKey(name: String, at path: String) throws(KeyFileError) -> VerifierKey {
    guard case .signer(let key) = try KeyFile.make(.signer, name: name, at: path, passphrase: nil) else {
        preconditionFailure("a signer was asked for")
    }
    return key
}

extension Scratch {
    /// Writes a file with permissions, and gives its path.
    func file(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        try write(Array(text.utf8), to: self(name))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: self(name))
        return self(name)
    }

    /// Names of all that is in it.
    var names: [String] { get throws { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() } }
}

func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

/// Runs a program to its end; its status and what it wrote to standard output.
@discardableResult func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    defer { try? output.fileHandleForReading.close() }
    process.standardOutput = output
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let written = output.fileHandleForReading.readDataToEndOfFile()
    ended.wait()
    return (process.terminationStatus, String(decoding: written, as: UTF8.self))
}
