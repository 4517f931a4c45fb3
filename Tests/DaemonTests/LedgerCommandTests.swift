import Foundation
import Ledger
import Testing

/// `scand ledger prove`, `show` and `fsck`, as an observer uses them.
@Suite struct LedgerCommandTests {
    private let scratch: Scratch
    private let ledger: String
    private let key: String

    init() throws {
        scratch = try Scratch()
        ledger = scratch("ledger")
        let counted = try Demo.counted.get().ledger
        key = counted + ".key.vkey"
        try FileManager.default.copyItem(atPath: counted, toPath: ledger)
    }

    private func run(_ command: String, _ more: String...) throws -> Ended {
        try Scand.run(["ledger", command, ledger] + more + ["--vkey", key])
    }

    @Test func `a proof of an event holds by itself, and for that event only`() throws {
        let proof = scratch("event.tlog-proof")
        #expect(try run("prove", "7", "-o", proof).status == 0)
        let verifier = try VerifierKey(parsing: String(try text(key).dropLast()))
        let portable = try #require(PortableProof(parsing: try bytes(proof)))
        let leaves = try leaves(of: ledger).map { Array($0.utf8) }
        #expect(try portable.verify(leaves[7], by: verifier))
        #expect(try !portable.verify(leaves[8], by: verifier))
        let beyond = try run("prove", "99")
        #expect(beyond.status == 2 && beyond.errors.contains("0 to \(leaves.count - 1)") && beyond.output.isEmpty)
    }

    @Test func `the ledger of another key is said to be that, in one line, and programs get all findings`() throws {
        #expect(try Scand.makeKey("example.org/other", at: scratch("other")).status == 0)
        let ended = try Scand.run("ledger", "verify", ledger, "--vkey", scratch("other.vkey"))
        let named = try text(key).dropLast()
        #expect(
            ended.status == 1
                && ended.lines.first?.hasPrefix(
                    "\(ledger): NOT VERIFIED: it is the ledger of another key, \(named): ") == true,
            "\(ended.output)")
        #expect(ended.lines.count { $0.contains(" [") } == 0, "\(ended.output)")
        let all = try Scand.run("ledger", "verify", ledger, "--vkey", scratch("other.vkey"), "--json")
        #expect(try all.status == 1 && all.json(Verification.self).findings.count > 1)
    }

    @Test func `a directory above a ledger names it`() throws {
        let ended = try Scand.run("ledger", "verify", scratch.path, "--vkey", key)
        #expect(ended.status == 1)
        #expect(
            ended.errors == "scand: \(scratch.path): no ledger is here itself; one is in \(ledger): name that\n")
        #expect(try run("verify").errors.isEmpty)
    }

    @Test func `events are shown as they stand in the ledger`() throws {
        let shown = try run("show", "--from", "2", "--to", "3")
        #expect(shown.status == 0)
        let leaves = try leaves(of: ledger)
        #expect(
            shown.output
                == (2...3).map { index in
                    "\(index)\n" + leaves[index].split(separator: "\n").map { "  \($0)\n" }.joined()
                }.joined())
        #expect(try run("show", "--json").lines.count == leaves.count)
        #expect(try run("show", "--from", "5", "--to", "2").status == 2)
    }

    @Test func `derived files are made anew, the journal never`() throws {
        #expect(try run("fsck").status == 0)
        let whole = try snapshot(ledger)
        try FileManager.default.removeItem(atPath: "\(ledger)/tile/0")
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(ledger)/checkpoint"))
        let found = try run("fsck")
        #expect(found.status == 1)
        let size = journalLeaves(of: ledger).count
        #expect(found.output.contains("checkpoint") && found.output.contains("tile/0/000.p/\(size): missing"))
        #expect(try run("fsck", "--repair").status == 0)
        #expect(try snapshot(ledger) == whole)

        var journal = try #require(whole["journal"])
        journal[200] ^= 1
        try Data(journal).write(to: URL(fileURLWithPath: "\(ledger)/journal"))
        let damaged = try run("fsck", "--repair")
        #expect(damaged.status == 4 && damaged.output.contains("journal"), "\(damaged.output)")
        #expect(try bytes("\(ledger)/journal") == journal)
    }

    @Test func `an earlier checkpoint that the ledger does not lead on from is named`() throws {
        try FileManager.default.copyItem(atPath: "\(ledger)/checkpoint", toPath: scratch("noon"))
        #expect(try run("verify", "--earlier", scratch("noon")).status == 0)
        // Another day under another key is no earlier view of this one.
        let other = try Demo.replay(Demo.sides("01-filled"), into: scratch("other"))
        #expect(other.status == 0)
        let foreign = try run("verify", "--earlier", scratch("other/checkpoint"))
        #expect(foreign.status == 2 && foreign.output.isEmpty && foreign.errorLines.count == 1)
        #expect(foreign.errors.hasPrefix("scand: \(scratch("other/checkpoint")): no checkpoint of this ledger: "))
    }

    /// A text as editors save it: with a byte-order mark, with CRLF, with both.
    private func saved(_ bytes: [UInt8]) -> [[UInt8]] {
        let (mark, crlf): ([UInt8], [UInt8]) = ([0xEF, 0xBB, 0xBF], bytes.flatMap { $0 == 10 ? [13, 10] : [$0] })
        return [mark + bytes, crlf, mark + crlf]
    }

    @Test func `files that an editor has saved are read as they were, or named`() throws {
        let note = try bytes("\(ledger)/checkpoint")
        let vkey = try bytes(key)
        for (note, vkey) in zip(saved(note), saved(vkey)) {
            let (noon, saved) = (try scratch.write("noon", note), try scratch.write("saved.vkey", vkey))
            let ended = try Scand.run("ledger", "verify", ledger, "--earlier", noon, "--vkey", saved)
            #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
        }
        for (bytes, said) in [
            (Array(note.dropLast()) + [13, 10], "line 1: some lines end in CRLF and this one does not"),
            ([0xFF, 0xFE] + note.flatMap { byte -> [UInt8] in [byte, 0] }, "is saved as UTF-16"),
            (Array(note.dropLast()), "not a signed checkpoint: no signature under the text"),
        ] {
            let noon = try scratch.write("noon", bytes)
            let ended = try run("verify", "--earlier", noon)
            #expect(ended.status == 2 && ended.output.isEmpty && ended.errorLines.count == 1)
            #expect(ended.errors.hasPrefix("scand: \(noon): \(said)"), "\(ended.errors)")
        }
        let mixed = try scratch.write("mixed.vkey", Array(vkey.dropLast()) + [13])
        let ended = try Scand.run("ledger", "verify", ledger, "--vkey", mixed)
        #expect(ended.status == 2 && ended.errorLines.count == 1)
        #expect(ended.errors.hasPrefix("scand: \(mixed): line 1: some lines"), "\(ended.errors)")
    }

    @Test func `a name that is not UTF-8 does not hide a file, and is no other file's`() throws {
        for (directory, shown) in [(ledger, "%FFcheckpoint"), ("\(ledger)/tile", "tile/%FFcheckpoint")] {
            let path = Array("\(directory)/".utf8) + [0xFF] + Array("checkpoint".utf8)
            let made = unsafe (path + [0]).withUnsafeBufferPointer { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe creat($0.baseAddress!, 0o600) }
            }
            try #require(made >= 0)
            close(made)
            defer {
                _ = unsafe (path + [0]).withUnsafeBufferPointer { bytes in
                    unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe unlink($0.baseAddress!) }
                }
            }
            // A file that really has the name that is shown is another finding.
            try Data().write(to: URL(fileURLWithPath: "\(directory)/%FFcheckpoint"))
            let ended = try run("verify")
            #expect(ended.status == 1)
            #expect(ended.output.contains("2 findings\n"), "\(ended.output)")
            #expect(
                ended.output.contains("\(ledger)/\(shown): the name is not UTF-8: its bytes are shown as %XX [files]\n")
            )
            #expect(ended.output.contains("\(ledger)/\(shown): does not belong here [files]\n"))
            try FileManager.default.removeItem(atPath: "\(directory)/%FFcheckpoint")
        }
        // Two names that Swift takes for one text.
        for name in ["\u{E9}", "e\u{301}"] { try Data().write(to: URL(fileURLWithPath: "\(ledger)/\(name)")) }
        let twins = try run("verify")
        #expect(twins.status == 1 && twins.output.contains("2 findings\n"), "\(twins.output)")
        #expect(twins.output.contains(": the name is another's in other characters"))
    }
}
