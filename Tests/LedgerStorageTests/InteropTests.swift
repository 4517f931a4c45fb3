import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// Verifiers that we did not write, installed by `scripts/setup-interop`.
enum Interop {
    static let programs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Interop"
    static let environment =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/.build-interop"
    static let go = ["/usr/bin/go", "/usr/local/go/bin/go"].first { FileManager.default.isExecutableFile(atPath: $0) }
    static let hasGo =
        go != nil && FileManager.default.fileExists(atPath: "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
    static let hasScales = FileManager.default.isExecutableFile(atPath: "\(environment)/bin/tlog-tiles")

    /// Runs a program to its end and gives its exit status and both outputs.
    static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: [UInt8], errors: String)
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOPROXY": "off", "GOFLAGS": ""]) { $1 }
        let scratch = try Scratch()
        try write([], to: scratch("errors"))
        let errors = try #require(FileHandle(forWritingAtPath: scratch("errors")))
        let output = Pipe()
        // Foundation keeps a Process and its files for good.
        defer { for file in [errors, output.fileHandleForReading] { try? file.close() } }
        (process.standardOutput, process.standardError) = (output, errors)
        // The handler and not waitUntilExit, whose run loop was seen to miss the end where many tests start programs at once.
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let written = output.fileHandleForReading.readDataToEndOfFile()
        if ended.wait(timeout: .now() + 300) == .timedOut {
            process.terminate()
            throw CocoaError(.executableLoad, userInfo: [NSFilePathErrorKey: program])
        }
        return (
            process.terminationStatus, Array(written), String(decoding: try bytes(scratch("errors")), as: UTF8.self)
        )
    }
}

/// A final ledger, an earlier checkpoint of it, and a copy with one entry changed.
struct InteropLedger {
    let directory: String
    let old: String
    let forged: String
    let size: Int

    init(_ machine: Machine, sheets: Int, in scratch: Scratch) throws {
        (directory, old, forged) = (scratch("ledger-\(sheets)"), scratch("old-\(sheets)"), scratch("forged-\(sheets)"))
        size = sheets + 4
        let writer = try machine.open(at: directory, sheets: sheets / 2)
        try write(writer.note, to: old)
        try machine.feed(sheets - sheets / 2, to: writer)
        try machine.close(writer)
        try machine.finish(writer)
        try FileManager.default.copyItem(atPath: directory, toPath: forged)
        let bundle = try #require(TileLayout(size: size).bundles.last).path
        var contents = try bytes("\(forged)/\(bundle)")
        contents[contents.count - 3] ^= 1
        try write(contents, to: "\(forged)/\(bundle)")
    }
}

@Suite(.serialized) struct InteropTests {
    let scratch: Scratch
    let machine: Machine

    init() throws {
        scratch = try Scratch()
        machine = try Machine()
    }

    @Test(.enabled(if: Interop.hasGo, "no Go with golang.org/x/mod: run scripts/setup-interop"))
    func `the log code of the Go project accepts our ledgers`() throws {
        let program = scratch("verify")
        let build = try Interop.run(
            try #require(Interop.go), ["build", "-o", program, "\(Interop.programs)/verify.go"])
        try #require(build.status == 0, "\(build.errors)")
        for sheets in [1, 251, 252, 253, 600] {
            let ledger = try InteropLedger(machine, sheets: sheets, in: scratch)
            let good = try Interop.run(program, [ledger.directory, machine.signer.key.text, ledger.old])
            #expect(good.status == 0, "\(good.errors)")
            #expect(String(decoding: good.output, as: UTF8.self) == "ok \(ledger.size)\n")
            #expect(try Interop.run(program, [ledger.forged, machine.signer.key.text]).status != 0)
            let otherKey = try Machine(seed: 2).signer.key.text
            #expect(try Interop.run(program, [ledger.directory, otherKey]).status != 0)
        }
    }

    @Test(.enabled(if: Interop.hasScales, "no tlog-scales: run scripts/setup-interop"))
    func `the Python verifier accepts our ledgers and makes the same proofs`() throws {
        let python = "\(Interop.environment)/bin/python"
        for sheets in [1, 252, 300] {
            let ledger = try InteropLedger(machine, sheets: sheets, in: scratch)
            let arguments = ["\(Interop.programs)/verify.py", ledger.directory, machine.signer.key.text, ledger.old]
            let good = try Interop.run(python, arguments)
            #expect(good.status == 0, "\(good.errors)")
            #expect(String(decoding: good.output, as: UTF8.self) == "ok \(ledger.size)\n")
            let forged = [arguments[0], ledger.forged, arguments[2]]
            #expect(try Interop.run(python, forged).status != 0)

            let entries = try TileLayout(size: ledger.size).bundles.flatMap {
                try #require(EntryBundle.decode(try bytes("\(ledger.directory)/\($0.path)")))
            }
            let tree = MerkleTree(leaves: entries.map { .leaf($0) })
            let note = try SignedNote(parsing: try bytes("\(ledger.directory)/checkpoint"))
            for index in [0, ledger.size / 2, ledger.size - 1] {
                let ours = PortableProof(tree.inclusionProof(of: index, inSize: ledger.size), under: note)
                let theirs = try Interop.run(
                    "\(Interop.environment)/bin/tlog-tiles", ["gen-proof", ledger.directory, "\(index)"])
                #expect(theirs.output == ours?.encoded)
            }
        }
    }
}
