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
        #expect(beyond.status == 2 && beyond.errors.contains("0 to 38") && beyond.output.isEmpty)
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
        #expect(found.output.contains("checkpoint") && found.output.contains("tile/0/000.p/39: missing"))
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
        #expect(try run("verify", "--earlier", scratch("other/checkpoint")).status == 1)
    }
}
