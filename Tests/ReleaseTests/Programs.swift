import Foundation
import Ledger
import LedgerSupport
import Release
import Testing

/// Programs that the tests run: Python of `scripts/setup-interop`, and what it is given to do.
enum Programs {
    static let root =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let python = "\(root)/.build-interop/bin/python"
    static let observer = "\(root)/Sources/scand/Ledger/observer/verify_ledger.py"
    static let validate = "\(root)/Tests/ReleaseTests/Interop/validate.py"
    /// NIST's schema, which the repository does not carry.
    static let schema = "\(root)/../shared/schemas/NIST_V0_cast_vote_records.json"

    static func canImport(_ module: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: python)
            && (try? run(["-c", "import \(module)"]).status) == 0
    }

    static let hasCryptography = canImport("cryptography")
    static let hasSchema = canImport("jsonschema") && FileManager.default.fileExists(atPath: schema)

    /// Runs Python to its end.
    static func run(_ arguments: [String], input: [UInt8] = []) throws -> (
        status: Int32, output: String, errors: String
    ) {
        let scratch = try Scratch()
        try write(input, to: scratch("input"))
        try write([], to: scratch("errors"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-B"] + arguments
        let output = Pipe()
        let given = try #require(FileHandle(forReadingAtPath: scratch("input")))
        let errors = try #require(FileHandle(forWritingAtPath: scratch("errors")))
        // Foundation keeps a Process and its files for good.
        defer { for file in [given, errors, output.fileHandleForReading] { try? file.close() } }
        (process.standardInput, process.standardError, process.standardOutput) = (given, errors, output)
        // The handler and not waitUntilExit, whose run loop was seen to miss the end where many tests start programs at once.
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let written = output.fileHandleForReading.readDataToEndOfFile()
        if ended.wait(timeout: .now() + 300) == .timedOut {
            process.terminate()
            throw CocoaError(.executableLoad, userInfo: [NSFilePathErrorKey: python])
        }
        return (
            process.terminationStatus, String(decoding: written, as: UTF8.self),
            String(decoding: try bytes(scratch("errors")), as: UTF8.self)
        )
    }
}

@Suite struct SchemaTests {
    @Test(
        .enabled(if: Programs.hasSchema, "no jsonschema (scripts/setup-interop) or no NIST schema in ../shared/schemas")
    )
    func `cvr files are valid by NIST's schema, and refer to what is in them`() throws {
        let scratch = try Scratch()
        for count in [0, 1, 60] {
            let release = try Release(
                Sample.sheets(count, pictures: true), election: Sample.election(),
                genesis: Sample.genesis(smallestGroup: 1))
            let contents = release.documents(counts: SheetCounts(accepted: count), day: nil)[0].bytes
            let cvr = scratch("cvr-\(count).json")
            try write(contents, to: cvr)
            let result = try Programs.run([Programs.validate, Programs.schema, cvr])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == "\(count)\n")

            let newlines = UInt8(ascii: "\n")
            var check = ReferenceCheck()
            check.add(try #require(JSON(parsing: contents.filter { $0 != newlines })))
            #expect(check.findings == [])

            let spoiled = String(decoding: contents, as: UTF8.self)
                .replacingOccurrences(of: "\"Version\":\"1.0.0\"", with: "\"Version\":\"1.0\"")
            try write(Array(spoiled.utf8), to: scratch("spoiled.json"))
            #expect(try Programs.run([Programs.validate, Programs.schema, scratch("spoiled.json")]).status == 1)
        }
    }
}
