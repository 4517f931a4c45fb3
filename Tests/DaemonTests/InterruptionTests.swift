import Foundation
import Testing

/// Runs that were ended in the middle, as by a power loss, and two runs at once.
@Suite struct InterruptionTests {
    /// A count of the demo that is well under way: some sheets are in the journal.
    private func begun(in scratch: Scratch) throws -> Running {
        let running = try Running([
            "replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--manifest", Demo.manifest, "--json",
        ])
        let deadline = Date(timeIntervalSinceNow: Running.patience)
        while countedSheets(in: scratch("ledger")) < 3 {
            guard Date() < deadline, running.isRunning else { throw Problem("the journal did not grow") }
            usleep(2_000)
        }
        return running
    }

    /// What is not settled yet of the demo's stack, side after side.
    private func rest(after ledger: String) throws -> [String] {
        try Demo.expected().sheets.dropFirst(settledSheets(in: ledger)).flatMap { sheet in
            sheet.sides.map { "\(Demo.folder)/\($0.image)" }
        }
    }

    @Test(arguments: [UInt64.random(in: 0...999_999)])
    func `a count that is killed again and again ends with every sheet once`(seed: UInt64) throws {
        let scratch = try Scratch()
        let ledger = scratch("ledger")
        var random = SplitMix(state: seed)
        let arguments = ["replay", "--election", Demo.election, "--ledger", ledger, "--json", "--last-sheet", "back"]
        var kills = 0
        while settledSheets(in: ledger) < 26 {
            let goal = settledSheets(in: ledger) + Int.random(in: 1...4, using: &random)
            let running = try Running(arguments + rest(after: ledger))
            while running.isRunning && settledSheets(in: ledger) < goal { usleep(500) }
            // Somewhere in the work on the next sheet, which takes some milliseconds.
            usleep(UInt32.random(in: 0...8_000, using: &random))
            running.kill()
            let ended = try running.end()
            try #require(ended.status == SIGKILL, "seed \(seed): \(ended.errors)")
            kills += 1
        }
        #expect(kills >= 4)
        let left = try rest(after: ledger)
        #expect(!left.isEmpty)
        let ended = try Scand.run(arguments + left)
        #expect(ended.status == 0, "seed \(seed): \(ended.errors)")
        let report = try ended.json(Report.self)
        let expected = try Demo.expected().totals
        #expect(report.contests == expected.contests, "seed \(seed)")
        #expect(report.counts.accepted == expected.sheets.accepted, "seed \(seed)")
        #expect(report.counts.returned == 33 - expected.sheets.accepted && report.counts.unresolved == 0)
        #expect(try Scand.verify(ledger).json(Verification.self).final)
        #expect(try releasedSheets(in: ledger) == releasedSheets(in: Demo.counted.get().ledger))
    }

    @Test func `a sheet on its way is asked for, and becomes void, counted or unresolved as a person says`() throws {
        let expected = try Demo.expected().totals
        for (outcome, voided, unresolved) in [("back", 1, 0), ("fell", 0, 0), ("unknown", 0, 1)] {
            let scratch = try Scratch()
            let ledger = scratch("ledger")
            try interruptWithPending(ledger, in: scratch)
            let settled = settledSheets(in: ledger)
            let arguments = ["replay", "--election", Demo.election, "--ledger", ledger, "--json"]
            let refused = try Scand.run(arguments + rest(after: ledger))
            #expect(refused.status == 4 && refused.errors.contains("--last-sheet back"), "\(refused.errors)")
            #expect(settledSheets(in: ledger) == settled)
            // What fell, or may have fallen, is not fed again.
            let sheets = try Demo.expected().sheets.dropFirst(settled + (outcome == "back" ? 0 : 1))
            let ended = try Scand.run(
                arguments + ["--last-sheet", outcome] + sheets.flatMap { $0.sides.map { "\(Demo.folder)/\($0.image)" } }
            )
            #expect(ended.status == 0, "\(ended.errors)")
            let report = try ended.json(Report.self)
            #expect(report.contests == expected.contests, "\(outcome)")
            #expect(report.counts.voided == voided && report.counts.unresolved == unresolved, "\(outcome)")
            #expect(report.counts.accepted + unresolved == expected.sheets.accepted, "\(outcome)")
            #expect(try Scand.verify(ledger).json(Verification.self).final)
        }
    }

    /// A ledger of the demo's first sheet, in whose box the second sheet's record is too: as if the power had failed before
    /// its leaf.
    private func interruptWithPending(_ ledger: String, in scratch: Scratch) throws {
        try count(sheet: 0, into: ledger, in: scratch)
        try FileManager.default.copyItem(atPath: ledger, toPath: scratch("later"))
        for suffix in [".key", ".box-key"] {
            try FileManager.default.copyItem(atPath: ledger + suffix, toPath: scratch("later" + suffix))
        }
        try count(sheet: 1, into: scratch("later"), in: scratch)
        try Data(bytes(scratch("later/box/slots"))).write(to: URL(fileURLWithPath: "\(ledger)/box/slots"))
    }

    /// Counts one sheet, and is killed when its leaf is there.
    private func count(sheet: Int, into ledger: String, in scratch: Scratch) throws {
        let folder = scratch("sheet-\(sheet)")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for (side, letter) in zip(try Demo.expected().sheets[sheet].sides, ["a", "b"]) {
            try FileManager.default.copyItem(
                atPath: "\(Demo.folder)/\(side.image)", toPath: "\(folder)/s-\(letter).png")
        }
        let running = try Running(["replay", "--election", Demo.election, "--ledger", ledger, "--watch", folder])
        try running.wait(until: "the sheet's leaf") { countedSheets(in: ledger) == sheet + 1 }
        running.kill()
        #expect(try running.end().status == SIGKILL)
    }

    @Test func `while one run writes a ledger, another is refused and the first is not disturbed`() throws {
        let scratch = try Scratch()
        let running = try begun(in: scratch)
        let second = try Demo.replay([], into: scratch("ledger"), "--manifest", Demo.manifest)
        #expect(running.isRunning)
        #expect(second.status == 4)
        #expect(second.errorLines.count == 1)
        #expect(second.errors.contains("another process is writing this ledger"))
        let first = try running.end()
        #expect(first.status == 0)
        #expect(try first.json(Report.self).contests == Demo.expected().totals.contests)
        #expect(try Scand.verify(scratch("ledger")).status == 0)
    }

    @Test func `of two runs that begin a ledger at once, one makes it`() throws {
        let scratch = try Scratch()
        #expect(try Scand.makeKey("n", at: scratch("key")).status == 0)
        #expect(try Scand.makeKey("n", at: scratch("box"), "--kind", "box").status == 0)
        let arguments =
            [
                "replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--key", scratch("key"),
                "--box-key", scratch("box"),
            ] + Demo.sides("01-filled")
        let both = [try Running(arguments), try Running(arguments)]
        let ended = try both.map { try $0.end() }
        #expect(ended.map(\.status).sorted() == [0, 4])
        #expect(try Scand.verify(scratch("ledger"), key: scratch("key.vkey")).status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
                == ["box", "box.boxkey", "key", "key.vkey", "ledger"])
    }

    @Test func `a result that nobody can read is still in the ledger, and the message says so`() throws {
        let scratch = try Scratch()
        let command = try Process.run(
            URL(fileURLWithPath: "/bin/sh"),
            arguments: [
                "-c", "exec \"$0\" \"$@\" >/dev/full 2>\(scratch("errors"))", Scand.executable.path, "replay",
                "--election", Demo.election, "--ledger", scratch("ledger"),
            ] + Demo.sides("01-filled"))
        command.waitUntilExit()
        #expect(command.terminationStatus == 3)
        #expect(try text(scratch("errors")).contains("The count is in \(scratch("ledger"))"))
        #expect(try Scand.verify(scratch("ledger")).status == 0)
    }
}
