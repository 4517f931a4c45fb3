import Foundation
import Testing

/// A count whose totals are signed, and whose own disk was damaged since: the second copy stays whole, and no key is destroyed.
@Suite struct FinishedLedgerTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }
    private var copy: String { scratch("copy") }

    private let sheets = Demo.sides("01-filled") + Demo.sides("03-tick")

    init() throws { scratch = try Scratch() }

    /// A count of two sheets with a second copy, released or not.
    private func count(_ more: String...) throws {
        let counted = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", ledger, "--copy", copy, "--capacity", "4"] + more
                + sheets)
        try #require(counted.status == 0, "\(counted.errors)")
    }

    private func release(_ more: String...) throws -> Ended {
        try Scand.run(["ledger", "release", ledger, "--election", Demo.election] + more)
    }

    private func remove(_ name: String, in directory: String? = nil) throws {
        try FileManager.default.removeItem(atPath: "\(directory ?? ledger)/\(name)")
    }

    private func change(_ name: String, in directory: String? = nil) throws {
        let path = "\(directory ?? ledger)/\(name)"
        var changed = try bytes(path)
        changed[changed.count / 4] ^= 1
        try Data(changed).write(to: URL(fileURLWithPath: path))
    }

    enum Damage: String, CaseIterable {
        case noRelease, noTotals, otherRecords, anotherFile, otherSlots, noSlots, otherCosigned
    }

    /// Does damage to the ledger, and gives the file that is named and what is put back.
    private func damage(_ damage: Damage) throws -> (file: String, part: String) {
        switch damage {
        case .noRelease:
            try remove("release")
            return ("release/manifest", "release")
        case .noTotals:
            try remove("release/totals.json")
            return ("release/totals.json", "release")
        case .otherRecords:
            try change("release/cvr.json")
            return ("release/cvr.json", "release")
        case .anotherFile:
            _ = try scratch.write("ledger/release/notes.txt", "mine".utf8)
            return ("release/notes.txt", "release")
        case .otherSlots:
            try change("box/slots")
            return ("box/slots", "box/slots")
        case .noSlots:
            try remove("box/slots")
            return ("box/slots", "box/slots")
        case .otherCosigned:
            try change("cosigned")
            return ("cosigned", "cosigned")
        }
    }

    @Test(arguments: Damage.allCases)
    func `damage of a finished ledger's own disk is named, and never brought onto its second copy`(
        kind: Damage
    ) throws {
        try count()
        for place in [ledger, copy] {
            try FileManager.default.copyItem(atPath: "\(place)/checkpoint", toPath: "\(place)/cosigned")
        }
        let whole = try snapshot(copy)
        let (file, part) = try damage(kind)
        let commands = [
            ["ledger", "release", ledger, "--election", Demo.election],
            ["ledger", "release", "sign", ledger, "--election", Demo.election],
            ["ledger", "close", ledger],
            ["replay", "--election", Demo.election, "--ledger", ledger] + sheets,
        ]
        for command in commands {
            let ended = try Scand.run(command + ["--copy", copy])
            #expect(ended.status == 4 && ended.errorLines.count == 1, "\(command): \(ended.errors)")
            #expect(ended.errors.hasPrefix("scand: \(ledger): \(file): "), "\(ended.errors)")
            #expect(ended.errors.contains("put back what the second copy has: \(copy)/\(part)"), "\(ended.errors)")
            #expect(!ended.errors.contains("nothing was left to do") && ended.output.isEmpty)
            #expect(try snapshot(copy) == whole)
            let alone = try Scand.run(command)
            #expect(alone.status == 4 && alone.errorLines.count == 1, "\(command): \(alone.errors)")
            #expect(alone.errors.contains("\(file): ") && alone.errors.contains("put it back from the second copy"))
        }
        // What is told is done.
        try? FileManager.default.removeItem(atPath: "\(ledger)/\(part)")
        try FileManager.default.copyItem(atPath: "\(copy)/\(part)", toPath: "\(ledger)/\(part)")
        let ended = try release("--copy", copy)
        #expect(ended.status == 0 && ended.errors.contains("nothing was left to do"), "\(ended.errors)")
        #expect(try Scand.verify(ledger).status == 0)
        #expect(try snapshot(copy) == whole)
    }

    @Test func `what lacks on both disks is not said to be on the second copy`() throws {
        try count()
        try remove("release/cvr.json")
        try change("release/totals.json", in: copy)
        let whole = try snapshot(copy)
        let ended = try release("--copy", copy)
        #expect(ended.status == 4 && ended.errorLines.count == 1, "\(ended.errors)")
        #expect(ended.errors.contains("\(ledger): release/cvr.json: "))
        #expect(ended.errors.contains("the second copy \(copy) does not have it either: put it back from another copy"))
        #expect(try snapshot(copy) == whole)
    }

    @Test func `a second copy that lacks something of a finished count is brought up to date, and that is told`() throws
    {
        try count()
        let whole = try snapshot(ledger)
        let steps: [() throws -> Void] = [
            { try remove("release", in: copy) }, { try change("release/cvr.json", in: copy) },
            { try change("box/slots", in: copy) }, { try remove("checkpoint", in: copy) },
            { _ = try scratch.write("copy/box/keys", "the day's secret".utf8) },
        ]
        for step in steps {
            try step()
            let ended = try release("--copy", copy)
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(
                ended.errors.contains(
                    "the second copy \(copy) lacked something of the finished count, and was brought up to date"),
                "\(ended.errors)")
            #expect(
                ended.errors.contains("the release was finished before\n")
                    && !ended.errors.contains("nothing was left to do"))
            #expect(try snapshot(copy) == whole && snapshot(ledger) == whole)
        }
    }

    @Test func `a release that is finished is printed again`() throws {
        try count("--leave-open")
        #expect(try Scand.run("ledger", "close", ledger, "--copy", copy).status == 0)
        // The day's keys stay where the copy is forgotten.
        let kept = try release("--json")
        #expect(kept.status == 4 && kept.errors.contains("'scand ledger release' with --copy"), "\(kept.errors)")
        let first = try kept.json(Released.self).contests
        #expect(first["mayor"]?.ballots == 2)
        let twice = try release("--json")
        #expect(twice.status == 4)
        #expect(try twice.json(Released.self).contests == first)
        let table = try release("--copy", copy)
        #expect(table.status == 0 && table.output.contains("Ada Aster"), "\(table.output)")
        let again = try release("--copy", copy)
        #expect(again.status == 0 && again.output == table.output, "\(again.output)")
        let finished = try release("--json", "--copy", copy)
        #expect(finished.status == 0 && finished.errors.contains("nothing was left to do"))
        #expect(try finished.json(Released.self).contests == first)
    }

    @Test func `a release that was lost behind its signature is written again before the day's keys are destroyed`()
        throws
    {
        try count("--leave-open")
        #expect(try Scand.run("ledger", "close", ledger, "--copy", copy).status == 0)
        #expect(try release().status == 4)
        let released = try snapshot(ledger + "/release")
        try remove("release/cvr.json")
        let ended = try release("--copy", copy)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.errors.contains("release/cvr.json: ")
                && ended.errors.contains("the release was written again from the ballot box"), "\(ended.errors)")
        for place in [ledger, copy] {
            #expect(try snapshot(place + "/release") == released)
            #expect(!isThere(place + "/box/keys"))
            #expect(try Scand.verify(place, key: ledger + ".key.vkey").status == 0)
        }
    }

    @Test func `without the box key a release that was lost keeps the day's keys, and a station hears of its own step`()
        throws
    {
        try count("--leave-open")
        #expect(try Scand.run("ledger", "close", ledger, "--copy", copy).status == 0)
        let opened = try Scand.run(
            "ledger", "release", "open", ledger, "--election", Demo.election, "--vkey", ledger + ".key.vkey",
            "--box-key", ledger + ".box-key")
        #expect(opened.status == 0, "\(opened.errors)")
        try FileManager.default.moveItem(atPath: ledger + ".box-key", toPath: scratch("custodian"))
        func sign(_ more: String...) throws -> Ended {
            try Scand.run(["ledger", "release", "sign", ledger, "--election", Demo.election] + more)
        }
        let kept = try sign()
        #expect(
            kept.status == 4
                && kept.errors.contains("'scand ledger release sign' with --copy, or with --copy-is-gone"),
            "\(kept.errors)")
        #expect(!kept.errors.contains("'scand ledger release' with"))
        try FileManager.default.copyItem(atPath: ledger + "/release", toPath: scratch("kept"))
        try remove("release/cvr.json")
        let leaves = journalLeaves(of: ledger)
        for more in [["--copy", copy], ["--copy-is-gone"]] {
            for step in [["sign"], []] {
                let refused = try Scand.run(
                    ["ledger", "release"] + step + [ledger, "--election", Demo.election] + more)
                #expect(refused.status == 4 && refused.errorLines.count == 1, "\(refused.errors)")
                #expect(refused.errors.contains("\(ledger): release/cvr.json: "), "\(refused.errors)")
                #expect(refused.errors.contains("'scand ledger release' with the box key writes it again"))
                #expect(isThere(ledger + "/box/keys") && isThere(copy + "/box/keys") && !isThere(copy + "/release"))
                #expect(journalLeaves(of: ledger) == leaves)
            }
        }
        try remove("release")
        try FileManager.default.moveItem(atPath: scratch("kept"), toPath: ledger + "/release")
        let ended = try sign("--copy", copy)
        #expect(ended.status == 0 && ended.output.contains("Ada Aster"), "\(ended.errors)")
        for place in [ledger, copy] {
            #expect(!isThere(place + "/box/keys"))
            #expect(try Scand.verify(place, key: ledger + ".key.vkey").status == 0)
        }
    }
}
