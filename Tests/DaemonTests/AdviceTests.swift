import Foundation
import Ledger
import Testing

/// What a command says to do next fits the ledger that it was given: what is done is not advised again, and no count that
/// may have sheets in it is told to begin anew elsewhere.
@Suite struct AdviceTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }
    private let sheet = Demo.sides("01-filled")

    init() throws { scratch = try Scratch() }

    /// Closed polls whose box only the custodian opens.
    private func countSealed(_ more: String...) throws {
        #expect(try Scand.makeKey("example.org/station", at: scratch("key")).status == 0)
        #expect(try Scand.makeKey("example.org/custodian", at: scratch("box"), "--kind", "box").status == 0)
        let counted = try Scand.run(
            [
                "replay", "--election", Demo.election, "--ledger", ledger, "--key", scratch("key"), "--box-key",
                scratch("box.boxkey"), "--capacity", "8", "--accept-file-system",
            ] + more + sheet)
        try #require(counted.status == 0, "\(counted.errors)")
    }

    private func release(_ more: String...) throws -> Ended {
        try Scand.run(
            [
                "ledger", "release", "--election", Demo.election, "--key", scratch("key"), "--accept-file-system",
                ledger,
            ] + more)
    }

    private func sign(_ more: String...) throws -> Ended {
        try Scand.run(
            [
                "ledger", "release", "sign", "--election", Demo.election, "--key", scratch("key"),
                "--accept-file-system", ledger,
            ] + more)
    }

    private func open() throws -> Ended {
        try Scand.run(
            "ledger", "release", "open", ledger, "--election", Demo.election, "--vkey", scratch("key.vkey"),
            "--box-key",
            scratch("box"))
    }

    private func close() throws -> Ended {
        try Scand.run("ledger", "close", ledger, "--key", scratch("key"), "--accept-file-system")
    }

    @Test func `totals that were signed are not called sealed`() throws {
        try countSealed()
        let early = try sign()
        #expect(early.status == 4)
        #expect(
            early.errors == "scand: \(ledger): refused: \(ledger)/box/openings: nothing is there: "
                + "'scand ledger release open' with the box key leaves it, and all three come back to the station: release, "
                + "unsigned-totals, box/openings\n")
        let opened = try open()
        #expect(opened.status == 0)
        let signed = try sign()
        #expect(signed.status == 0 && !signed.output.contains("sealed"), "\(signed.output)\(signed.errors)")
        #expect(
            signed.output.contains("The totals of 1 sheets are signed: they are in \(ledger)/release/totals.json."))
        let digest = FileDigest(of: try bytes("\(ledger)/release/manifest")).hex
        #expect(opened.errors.contains("release/manifest has the SHA-256 \(digest): note it"), "\(opened.errors)")
        let verified = try Scand.run("ledger", "verify", ledger, "--vkey", scratch("key.vkey"))
        #expect(verified.output.contains("  release   manifest with SHA-256 \(digest)\n"), "\(verified.output)")
        let again = try open()
        #expect(again.status == 4)
        #expect(
            again.errors
                == "scand: \(ledger): refused: the ballot box was opened before, and the totals are signed\n")
    }

    @Test func `a box that was opened is not to be opened again while its keys remain`() throws {
        try countSealed("--copy", scratch("copy"))
        try FileManager.default.moveItem(atPath: scratch("copy"), toPath: scratch("away"))
        let released = try release("--box-key", scratch("box"))
        #expect(released.status == 4 && released.errors.contains("the day's keys are not destroyed"))
        let closed = try close()
        #expect(closed.status == 0)
        #expect(
            closed.output
                == "\(ledger): polls were closed before: 1 accepted, 0 returned, 0 voided, 0 unresolved; the totals "
                + "are signed, and 'scand ledger release' destroys the day's keys\n")
        let repeated = try release()
        #expect(repeated.status == 4 && !repeated.output.contains("sealed"), "\(repeated.output)")
        #expect(try release("--copy", scratch("away")).status == 0)
    }

    @Test func `a box whose polls are not closed names what closes them`() throws {
        try countSealed("--leave-open")
        let ended = try open()
        #expect(ended.status == 4)
        #expect(
            ended.errors
                == "scand: \(ledger): refused: polls are not closed: 'scand ledger close' with the signing key "
                + "closes them; --signing-key-is-lost opens the box of polls that nobody can close\n")
        #expect(try close().status == 0)
        #expect(try open().status == 0)
    }

    @Test func `a ledger that lost its journal is told of what is missing, not to begin another`() throws {
        try countSealed("--leave-open")
        try FileManager.default.moveItem(atPath: "\(ledger)/journal", toPath: scratch("journal"))
        let counted = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", ledger, "--key", scratch("key")] + sheet)
        for ended in [counted, try close(), try release(), try sign()] {
            #expect(ended.status == 4)
            #expect(
                ended.errors == "scand: \(ledger): journal: is missing from this ledger; the ledger is as it was left: "
                    + "'scand ledger verify' names all damage, and with --earlier what is missing beside a checkpoint that people "
                    + "hold; a second copy or an observer's copy may have it\n")
        }
        try FileManager.default.moveItem(atPath: scratch("journal"), toPath: "\(ledger)/journal")
        #expect(try close().status == 0)
    }

    @Test func `a key that is not beside its ledger is asked for, and nothing else is`() throws {
        try countSealed("--leave-open")
        for arguments in [
            ["ledger", "close", ledger], ["ledger", "release", ledger, "--election", Demo.election],
            ["replay", "--election", Demo.election, "--ledger", ledger] + sheet,
        ] {
            let ended = try Scand.run(arguments)
            #expect(ended.status == 2)
            #expect(
                ended.errors
                    == "scand: \(ledger): a ledger is there, but its key is not at \(ledger).key: give it with "
                    + "--key\n")
        }
    }

    @Test func `where there must be a ledger, no other place is advised`() throws {
        try FileManager.default.createDirectory(atPath: ledger, withIntermediateDirectories: false)
        #expect(try Scand.makeKey("example.org/station", at: scratch("key")).status == 0)
        for ended in [try close(), try release()] {
            #expect(ended.status == 4)
            #expect(
                ended.errors
                    == "scand: \(ledger): not a ledger: it has no journal; expected the directory of a ledger\n")
        }
    }

    @Test func `another ledger is no second copy, and that is what is said`() throws {
        try countSealed("--leave-open")
        let other = try Demo.replay(sheet, into: scratch("other"))
        #expect(other.status == 0)
        let before = try snapshot(scratch("other"))
        let ended = try Scand.run(
            "ledger", "close", ledger, "--key", scratch("key"), "--copy", scratch("other"), "--accept-file-system")
        #expect(ended.status == 4)
        #expect(
            ended.errors
                == "scand: \(ledger): refused: \(scratch("other")): this is another ledger, and no second copy of "
                + "this one: name another place\n")
        #expect(try snapshot(scratch("other")) == before)
    }

    @Test func `a release that the disk refuses goes on, and no sheet is counted again`() throws {
        try countSealed()
        try FileManager.default.createDirectory(
            atPath: "\(ledger)/release/cvr.json", withIntermediateDirectories: true)
        for ended in [try release("--box-key", scratch("box")), try open()] {
            #expect(ended.status == 4)
            #expect(
                ended.errors
                    == "scand: \(ledger): release/cvr.json: rename: Is a directory; polls are closed and no sheet is "
                    + "counted again: when the cause is mended, 'scand ledger release' goes on; 'scand ledger verify' "
                    + "names all damage\n")
        }
        try FileManager.default.removeItem(atPath: "\(ledger)/release/cvr.json")
        #expect(try release("--box-key", scratch("box")).status == 0)
    }
}
