import Foundation
import Testing

/// What is refused and told where a ledger is gone on with, and what keeps it from its end.
@Suite struct ResumedLedgerTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }

    init() throws { scratch = try Scratch() }

    @Test func `what was settled when a ledger was begun is not passed over when it is asked for anew`() throws {
        func count(_ more: [String]) throws -> Ended {
            try Scand.run(
                ["replay", "--election", Demo.election, "--ledger", ledger, "--leave-open"] + more
                    + Demo.sides("01-filled"))
        }
        let words = ["--capacity", "4", "--smallest-group", "3"]
        for _ in 1...2 { #expect(try count(words).status == 0) }
        for (option, value) in [
            ("--capacity", ["5"]), ("--smallest-group", ["1"]), ("--anchor-sheets", ["10"]),
            ("--anchor-minutes", ["1"]),
            ("--pictures", []),
        ] {
            let refused = try count([option] + value)
            #expect(
                refused.status == 2 && refused.errors.contains("scand: \(option): \(ledger) was begun with"),
                "\(refused.errors)")
        }
    }

    @Test func `a refused option changes nothing, so that what recovery finds is told by the run that goes on`() throws
    {
        func count(_ more: String...) throws -> Ended {
            try Scand.run(
                ["replay", "--election", Demo.election, "--ledger", ledger, "--leave-open", "--copy", scratch("copy")]
                    + more
                    + Demo.sides("01-filled"))
        }
        #expect(try count("--capacity", "4").status == 0)
        try FileManager.default.removeItem(atPath: scratch("copy"))
        #expect(try count("--capacity", "9").status == 2)
        #expect(!isThere(scratch("copy")))
        let ended = try count()
        #expect(
            ended.status == 0
                && ended.errors.contains("when the count is finished, 'scand ledger destroy-copy' destroys them"),
            "\(ended.errors)")
    }

    @Test func `a ledger that was set back behind what its witnesses saw is not gone on with`() throws {
        #expect(try Demo.replay(Demo.sides("01-filled"), into: ledger, "--leave-open").status == 0)
        let old = scratch("old/ledger")
        try FileManager.default.createDirectory(atPath: scratch("old"), withIntermediateDirectories: false)
        for name in try FileManager.default.contentsOfDirectory(atPath: scratch("."))
        where name.hasPrefix("ledger") {
            try FileManager.default.copyItem(atPath: scratch(name), toPath: scratch("old/\(name)"))
        }
        #expect(try Scand.run("ledger", "close", ledger).status == 0)
        try FileManager.default.copyItem(atPath: ledger + "/checkpoint", toPath: old + "/cosigned")
        let journal = try bytes(old + "/journal")
        for command in [["close", old], ["release", old, "--election", Demo.election]] {
            let refused = try Scand.run(["ledger"] + command)
            #expect(refused.status == 4 && refused.errors.contains("this disk was set back"), "\(refused.errors)")
        }
        #expect(try bytes(old + "/journal") == journal)
    }

    @Test func `a second copy that cannot be used keeps the day's keys from being said destroyed`() throws {
        #expect(try Demo.replay(Demo.sides("01-filled"), into: ledger, "--leave-open").status == 0)
        try FileManager.default.copyItem(atPath: ledger, toPath: scratch("copy"))
        try FileManager.default.removeItem(atPath: scratch("copy/journal"))
        #expect(try Scand.run("ledger", "close", ledger).status == 0)
        let released = try Scand.run(
            "ledger", "release", ledger, "--election", Demo.election, "--copy", scratch("copy"))
        #expect(released.status == 4, "\(released.errors)")
        #expect(released.errors.contains("\(scratch("copy"))/box/keys: has the day's keys"), "\(released.errors)")
        try FileManager.default.removeItem(atPath: scratch("copy"))
        let again = try Scand.run(
            "ledger", "release", ledger, "--election", Demo.election, "--copy-is-gone")
        #expect(again.status == 0, "\(again.errors)")
    }

    @Test func `where the ledger is gone and its second copy is there, no new ledger is begun`() throws {
        func count() throws -> Ended {
            try Demo.replay(Demo.sides("01-filled"), into: ledger, "--copy", scratch("copy"), "--leave-open")
        }
        #expect(try count().status == 0)
        try FileManager.default.moveItem(atPath: ledger, toPath: scratch("lost"))
        let refused = try count()
        #expect(refused.status == 4 && !isThere(ledger), "\(refused.errors)")
        #expect(refused.errors.contains("go on with the copy, '--ledger \(scratch("copy"))'"), "\(refused.errors)")
    }

    @Test(arguments: ["copy/.", "copy//", "other/../copy"])
    func `unfinished copies are found beside a place however it is written, and told`(place: String) throws {
        #expect(
            try Demo.replay(Demo.sides("01-filled"), into: ledger, "--copy", scratch("copy"), "--leave-open").status
                == 0)
        try FileManager.default.createDirectory(atPath: scratch("other"), withIntermediateDirectories: false)
        let draft = scratch("copy.tmp-fedcba9876543210")
        try FileManager.default.createDirectory(atPath: draft + "/box", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: ledger + "/box/keys", toPath: draft + "/box/keys")
        let closed = try Scand.run("ledger", "close", ledger, "--copy", scratch(place))
        #expect(
            closed.status == 0 && closed.errors.contains("unfinished copies with the day's keys"), "\(closed.errors)")
        #expect(!isThere(draft))
    }

    @Test func `an unfinished copy beside a ledger that is finished is told too`() throws {
        #expect(try Demo.replay(Demo.sides("01-filled"), into: ledger, "--leave-open").status == 0)
        let draft = scratch("ledger.tmp-fedcba9876543210")
        try FileManager.default.createDirectory(atPath: draft + "/box", withIntermediateDirectories: true)
        let keys = try bytes(ledger + "/box/keys")
        #expect(try Demo.replay(Demo.sides("01-filled"), into: ledger).status == 0)
        for command in [["close", ledger], ["release", ledger, "--election", Demo.election]] {
            try FileManager.default.createDirectory(atPath: draft + "/box", withIntermediateDirectories: true)
            try Data(keys).write(to: URL(fileURLWithPath: draft + "/box/keys"))
            let ended = try Scand.run(["ledger"] + command)
            #expect(ended.errors.contains("unfinished copies with the day's keys"), "\(ended.errors)")
            #expect(!isThere(draft))
        }
    }

    @Test func `what cannot be looked at may have the day's keys, and keeps them from being said destroyed`() throws {
        #expect(try Demo.replay(Demo.sides("01-filled"), into: ledger, "--leave-open").status == 0)
        #expect(try Scand.run("ledger", "close", ledger).status == 0)
        let deep = ledger + "/" + (0..<9).map { "\($0)" }.joined(separator: "/")
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: ledger + "/box/keys", toPath: deep + "/keys")
        let kept = try Scand.run("ledger", "release", ledger, "--election", Demo.election)
        #expect(kept.status == 4, "\(kept.errors)")
        #expect(
            kept.errors.contains(
                "the day's keys are not destroyed: \(deep): too deep to belong to a ledger, and it may have the day's keys: mend it or "
                    + "take it away, then 'scand ledger release' again"), "\(kept.errors)")
        #expect(kept.output.contains("The totals of 1 sheets are signed"))
        #expect(journalLeaves(of: ledger).last?.hasPrefix("scand/v2 totals") == true && isThere(ledger + "/box/keys"))
        try FileManager.default.removeItem(atPath: ledger + "/0")
        #expect(try Scand.run("ledger", "release", ledger, "--election", Demo.election).status == 0)
        #expect(!isThere(ledger + "/box/keys"))
    }

    @Test func `a ledger whose keys were found beside it is for a test, as one whose keys were made there`() throws {
        let begin =
            ["replay", "--election", Demo.election, "--ledger", ledger, "--leave-open"] + Demo.sides("01-filled")
        for isFound in [false, true] {
            let begun = try Scand.run(begin)
            #expect(begun.status == 0 && begun.errors.contains("the ledger is for a test"), "\(begun.errors)")
            #expect(begun.errors.contains("with keys that were found beside it") == isFound)
            let shown = try Scand.run("ledger", "verify", ledger, "--vkey", ledger + ".key.vkey")
            #expect(shown.output.contains(", for a test") || shown.output.contains(", for test"), "\(shown.output)")
            try FileManager.default.removeItem(atPath: ledger)
        }
        // One that is named does not make up for the other.
        try FileManager.default.removeItem(atPath: ledger + ".box-key")
        for name in [ledger + ".box-key.boxkey", ledger + ".key", ledger + ".key.vkey"] {
            try? FileManager.default.removeItem(atPath: name)
        }
        #expect(try Scand.makeKey("example.org/station", at: scratch("key")).status == 0)
        let half = begin + ["--key", scratch("key"), "--accept-file-system"]
        for _ in 0..<2 {
            let begun = try Scand.run(half)
            #expect(begun.status == 0 && begun.errors.contains("the ledger is for a test"), "\(begun.errors)")
            try FileManager.default.removeItem(atPath: ledger)
        }
        let both = try Scand.run(half + ["--box-key", ledger + ".box-key.boxkey"])
        #expect(both.status == 0 && !both.errors.contains("is for a test"), "\(both.errors)")
        let shown = try Scand.run("ledger", "verify", ledger, "--vkey", scratch("key.vkey"))
        #expect(shown.output.contains(", for an election"))
    }

    @Test func `pictures that the box has not are refused before anything is made or written`() throws {
        let begin = [
            "replay", "--election", Demo.election, "--ledger", ledger, "--leave-open", "--accept-file-system",
        ]
        let none = try Scand.run(begin + ["--release-pictures"] + Demo.sides("01-filled"))
        #expect(none.status == 2 && none.errors.contains("keeps no pictures: leave the option out"), "\(none.errors)")
        #expect(!isThere(ledger) && !isThere(ledger + ".key"))
        #expect(try Scand.run(begin + Demo.sides("01-filled")).status == 0)
        let before = journalLeaves(of: ledger)
        let more = try Scand.run(
            begin.filter { $0 != "--leave-open" } + ["--release-pictures"] + Demo.sides("01-filled"))
        #expect(more.status == 2 && more.errors.contains("keeps no pictures: leave the option out"), "\(more.errors)")
        #expect(journalLeaves(of: ledger) == before)
    }

    @Test func `keys that somebody saved below the ledger, or that a broken stick has, keep it from being done`() throws
    {
        #expect(
            try Demo.replay(Demo.sides("01-filled"), into: ledger, "--copy", scratch("copy"), "--leave-open").status
                == 0)
        try FileManager.default.copyItem(atPath: scratch("copy"), toPath: scratch("stick"))
        #expect(try Scand.run("ledger", "close", ledger, "--copy", scratch("copy")).status == 0)
        let release = ["ledger", "release", ledger, "--election", Demo.election, "--copy"]
        try FileManager.default.createDirectory(atPath: ledger + "/backup", withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: ledger + "/box/keys", toPath: ledger + "/backup/keys")
        let kept = try Scand.run(release + [scratch("copy")])
        #expect(kept.status == 4 && kept.errors.contains("\(ledger)/backup/keys: has the day's keys"), "\(kept.errors)")
        #expect(journalLeaves(of: ledger).last?.hasPrefix("scand/v2 totals") == true)
        try FileManager.default.removeItem(atPath: ledger + "/backup")
        #expect(try Scand.run(release + [scratch("copy")]).status == 0)

        try FileManager.default.removeItem(atPath: scratch("stick") + "/journal")
        let again = try Scand.run(release + [scratch("stick")])
        #expect(
            again.status == 4 && again.errors.contains("it still has the day's keys: destroy it"), "\(again.errors)")
    }

    @Test func `what is said of a last sheet of closed polls, or of pictures that are not there, is not passed over`()
        throws
    {
        let begin = ["replay", "--election", Demo.election, "--ledger", ledger] + Demo.sides("01-filled")
        #expect(try Scand.run(begin + ["--leave-open"]).status == 0)
        #expect(try Scand.run("ledger", "close", ledger).status == 0)
        for words in [["ledger", "close", ledger], begin] {
            let ended = try Scand.run(words + ["--last-sheet", "9:back"])
            #expect(ended.status == 2 && ended.errors.contains("no sheet is on its way: leave the option out"))
        }
        let released = try Scand.run("ledger", "release", ledger, "--election", Demo.election, "--release-pictures")
        #expect(released.status == 2 && released.errors.contains("keeps no pictures: leave the option out"))
        #expect(try Scand.run("ledger", "release", ledger, "--election", Demo.election).status == 0)
    }
}
