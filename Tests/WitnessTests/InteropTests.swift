import Foundation
import Ledger
import LedgerSupport
import Testing
import Witness

/// Our cosignatures before a verifier that we did not write: PyPI's tlog-scales, installed by `scripts/setup-interop`.
@Suite struct InteropTests {
    static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let python =
        here.deletingLastPathComponent().deletingLastPathComponent().path + "/.build-interop/bin/python"

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: python), "no tlog-scales: run scripts/setup-interop"))
    func `tlog-scales accepts the log's signature and the cosignature, and no changed one`() throws {
        let scratch = try Scratch()
        let log = try TestLog()
        let witness = try LogWitness(
            policy: log.policy, signer: signer("example.org/witness"), memory: scratch("state"))
        _ = try witness.add(log.request(0, 7)) { 1_700_000_000 }
        let note = try #require(try witness.newest(of: log.origin))
        try write(note.encoded, to: scratch("cosigned"))
        let keys = [log.signer.key.text, witness.key.text]
        #expect(try Self.run([scratch("cosigned")] + keys) == "ok 7 1700000000\n")

        var changed = note.encoded
        changed[changed.count - 10] ^= 2
        try write(changed, to: scratch("changed"))
        #expect(try Self.run([scratch("changed")] + keys) != "ok 7 1700000000\n")
        let stranger = CosignerKey(of: try signer("example.org/witness").key)
        #expect(try Self.run([scratch("cosigned"), keys[0], stranger.text]) != "ok 7 1700000000\n")
    }

    /// What the program prints.
    private static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [here.appendingPathComponent("Interop/cosigned.py").path] + arguments
        let output = Pipe()
        defer { try? output.fileHandleForReading.close() }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        return String(decoding: bytes, as: UTF8.self)
    }
}
