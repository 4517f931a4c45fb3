import Foundation
import TestSupport

/// What a command left behind when it ended.
struct Ended: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// Lines on standard error.
    var errorLines: [Substring] { errors.split(separator: "\n") }
    /// Lines on standard output.
    var lines: [Substring] { output.split(separator: "\n") }

    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(output.utf8))
    }
}

/// A command that is running.
final class Running {
    private let process = Process()
    private let scratch: Scratch
    private let ended = DispatchSemaphore(value: 0)

    /// Longest time that any command of these tests may take: the machine may be busy with other work.
    static let patience = 120.0

    init(
        _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
        executable: URL = Scand.executable
    ) throws {
        scratch = try Scratch()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        process.standardInput = FileHandle.nullDevice
        // Into files: a pipe that nobody empties would stop the command.
        let (output, errors) = (try Self.fresh(scratch("output")), try Self.fresh(scratch("errors")))
        // The command has them of its own. Foundation keeps a Process and its files for good, and where a test run had 1,360
        // open, its listing of them read beyond its end.
        defer { for file in [output, errors] { try? file.close() } }
        (process.standardOutput, process.standardError) = (output, errors)
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }
    /// Its number.
    var id: Int32 { process.processIdentifier }

    /// What it has written to standard output until now.
    var outputSoFar: String { (try? text(scratch("output"))) ?? "" }

    /// Processes that it has started and that run, by their number.
    var children: [Int32] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter {
                ProcessTable.parent(of: $0) == process.processIdentifier
            }
        }
    }

    /// Ends it as a power loss would.
    func kill() { send(SIGKILL) }

    /// Sends it a signal.
    func send(_ signal: Int32) { _ = Foundation.kill(process.processIdentifier, signal) }

    /// Bytes that it has read until now, from whatever file: a sign of how far it is.
    var bytesRead: Int {
        let lines = (try? text("/proc/\(process.processIdentifier)/io"))?.split(separator: "\n") ?? []
        return lines.first { $0.hasPrefix("rchar: ") }.flatMap { Int($0.dropFirst(7)) } ?? 0
    }

    /// What it has written to standard error until now.
    var errorsSoFar: String { (try? text(scratch("errors"))) ?? "" }

    /// Waits until something holds while it runs.
    func wait(until what: String, _ holds: () throws -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while try !holds() {
            guard Date() < deadline, isRunning else { throw Problem("\(what) did not come") }
            usleep(5_000)
        }
    }

    /// Waits for its end.
    func end() throws -> Ended {
        if ended.wait(timeout: .now() + Self.patience) == .timedOut {
            kill()
            throw Problem("scand \(process.arguments ?? []) did not end within \(Self.patience) s")
        }
        return Ended(
            status: process.terminationStatus, output: try text(scratch("output")),
            errors: Self.withoutPlace(try text(scratch("errors"))))
    }

    /// Without the warning that depends on the disk that the tests run on.
    private static func withoutPlace(_ errors: String) -> String {
        errors.split(separator: "\n", omittingEmptySubsequences: false)
            .filter {
                !$0.contains("What is destroyed at the release may stay on the disk") || $0.contains("/dev/shm/")
            }
            .joined(separator: "\n")
    }

    private static func fresh(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}

/// Other processes, as /proc shows them.
enum ProcessTable {
    /// The parent of a process that runs; `nil` when there is no such process, or when it has ended.
    static func parent(of id: Int32) -> Int32? {
        guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            // Behind the name, which may hold anything: state, parent.
            let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 1, fields[0] != "Z"
        else { return nil }
        return Int32(fields[1])
    }
}

/// The executable under test.
enum Scand {
    /// What the build made.
    static let executable = URL(fileURLWithPath: BuiltProduct.path("scand"))

    /// Runs a command to its end.
    static func run(
        _ arguments: String..., in directory: String? = nil, environment: [String: String] = [:]
    ) throws -> Ended {
        try run(arguments, in: directory, environment: environment)
    }

    static func run(
        _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:]
    ) throws -> Ended {
        try Running(arguments, in: directory, environment: environment).end()
    }

    /// Makes a signer without a passphrase.
    static func makeKey(
        _ name: String, at path: String, _ more: String..., in directory: String? = nil
    ) throws -> Ended {
        try run(["keys", "make", "--name", name, "--out", path, "--no-passphrase"] + more, in: directory)
    }

    /// Checks a ledger with the key that was made beside it.
    static func verify(_ ledger: String, key: String? = nil) throws -> Ended {
        try run("ledger", "verify", ledger, "--vkey", key ?? ledger + ".key.vkey", "--json")
    }
}

/// Why a test could not go on.
struct Problem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
