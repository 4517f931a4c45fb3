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

    /// Kills in a test; more by hand: `SCAND_KILLS=5000 swift test -c release --filter InterruptionTests`.
    private static let killCount = ProcessInfo.processInfo.environment["SCAND_KILLS"].flatMap { Int($0) } ?? 8

    /// Runs a command, and kills it at any moment, until it has ended by itself; begins anew until there were enough kills.
    ///
    /// - Parameters:
    ///   - begin: makes a place for a new count, and gives the command for it.
    ///   - check: looks at what stands there in the end.
    private func killAgainAndAgain(
        seed: UInt64, begin: (Scratch) throws -> [String], check: (Scratch) throws -> Void
    ) throws {
        var random = SplitMix(state: seed)
        var kills = 0
        while kills < Self.killCount {
            let scratch = try Scratch()
            let arguments = try begin(scratch)
            while true {
                let running = try Running(arguments)
                // A count of the demo takes a second where nothing else runs.
                usleep(UInt32.random(in: 0...1_200_000, using: &random))
                running.kill()
                let ended = try running.end()
                if ended.status == SIGKILL {
                    kills += 1
                    continue
                }
                // Killed behind its last step, a count is finished, and says so.
                let isFinished = ended.status == 4 && ended.errors.contains("the count is finished")
                try #require(ended.status == 0 || isFinished, "seed \(seed), kill \(kills): \(ended.errors)")
                try check(scratch)
                break
            }
        }
    }

    /// Every sheet of the demo once, and no key left.
    private func requireWhole(_ ledger: String, seed: UInt64) throws {
        let verified = try Scand.verify(ledger).json(Verification.self)
        let expected = try Demo.expected().totals
        #expect(verified.phase == "ended", "seed \(seed)")
        #expect(verified.accepted == expected.sheets.accepted, "seed \(seed)")
        #expect(verified.returned == 33 - expected.sheets.accepted && verified.unresolved == 0, "seed \(seed)")
        #expect(try releasedSheets(in: ledger) == releasedSheets(in: Demo.counted.get().ledger), "seed \(seed)")
        #expect(!isThere(ledger + "/box/keys") && !isThere(ledger + "/box/keys.2"), "seed \(seed)")
    }

    @Test(arguments: [UInt64.random(in: 0...999_999)])
    func `a list whose count is killed again and again, by the same command, has every sheet once`(
        seed: UInt64
    ) throws {
        try killAgainAndAgain(seed: seed) { scratch in
            [
                "replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--json", "--manifest",
                Demo.manifest, "--capacity", "64", "--copy", scratch("copy"),
            ]
        } check: { scratch in
            try requireWhole(scratch("ledger"), seed: seed)
            #expect(try snapshot(scratch("copy")) == snapshot(scratch("ledger")), "seed \(seed)")
        }
    }

    @Test(arguments: [UInt64.random(in: 0...999_999)])
    func `a folder whose count is killed again and again, by the same command, has every sheet once`(
        seed: UInt64
    ) throws {
        try killAgainAndAgain(seed: seed) { scratch in
            try fill(scratch("folder"), with: try Demo.expected().sheets)
            _ = try scratch.write("folder/end", [])
            return [
                "replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--json", "--watch",
                scratch("folder"), "--close", "--capacity", "64",
            ]
        } check: { scratch in
            try requireWhole(scratch("ledger"), seed: seed)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("folder/settled")).count == 66)
        }
    }

    /// A folder of sheets, as another program would fill it.
    private func fill(_ folder: String, with sheets: [Expected.Sheet]) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for sheet in sheets {
            for (side, letter) in zip(sheet.sides, ["a", "b"]) {
                try FileManager.default.copyItem(
                    atPath: "\(Demo.folder)/\(side.image)", toPath: "\(folder)/\(sheet.sheet)-\(letter).png")
            }
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal pauses a list, and the same command goes on`(signal: Int32) throws {
        let scratch = try Scratch()
        let running = try begun(in: scratch)
        running.send(signal)
        let paused = try running.end()
        #expect(paused.status == 0 && paused.errors.contains("polls are paused"), "\(paused.errors)")
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase == "paused")
        let leaves = journalLeaves(of: scratch("ledger"))
        #expect(leaves.last?.hasPrefix("scand/v2 polls-paused\nreason signal\n") == true, "\(leaves.last ?? "")")
        let ended = try Demo.replay([], into: scratch("ledger"), "--manifest", Demo.manifest)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try ended.json(Report.self).contests == Demo.expected().totals.contests)
    }

    @Test func `a list that was changed, grew, shrank or has another order is not gone on with`() throws {
        let scratch = try Scratch()
        let sheets = ["01-filled", "03-tick", "07-cross"].map(Demo.sides)
        let first = try Demo.replay(sheets.flatMap(\.self), into: scratch("ledger"), "--leave-open")
        #expect(first.status == 0, "\(first.errors)")
        let before = usedPart(ofJournal: scratch("ledger/journal"))
        let others = [
            Array(sheets.dropLast()), sheets + [Demo.sides("09-against-all")], sheets.reversed(),
            [sheets[0], sheets[1], Demo.sides("09-against-all")],
        ]
        for other in others {
            let ended = try Demo.replay(other.flatMap(\.self), into: scratch("ledger"))
            #expect(ended.status == 4)
            #expect(
                ended.errors
                    == "scand: \(scratch("ledger")): was begun for another list of sheets: give the same files, as they "
                    + "were, in the same order; where one of them was replaced meanwhile, 'scand ledger close' ends this count, "
                    + "and what is not settled needs a ledger and a signing key of its own ('scand keys make')\n")
        }
        #expect(usedPart(ofJournal: scratch("ledger/journal")) == before)
        // Not even what is derived is mended on the word of another list.
        try FileManager.default.removeItem(atPath: scratch("ledger/checkpoint"))
        #expect(
            try Demo.replay(others[0].flatMap(\.self), into: scratch("ledger"), "--copy", scratch("copy")).status == 4)
        #expect(!isThere(scratch("ledger/checkpoint")) && !isThere(scratch("copy")))
        let same = try Demo.replay(sheets.flatMap(\.self), into: scratch("ledger"))
        #expect(same.status == 0, "\(same.errors)")
        #expect(same.errors.contains("3 of the list's 3 sheets are settled"))
        #expect(try same.json(Report.self).counts.accepted == 3)
    }

    @Test func `a sheet of a folder on its way becomes counted, void or unresolved as a person says`() throws {
        let expected = try Demo.expected()
        for (outcome, voided, unresolved) in [(nil, 0, 0), ("back", 1, 0), ("fell", 0, 0), ("unknown", 0, 1)] {
            let scratch = try Scratch()
            let (ledger, folder) = (scratch("ledger"), scratch("folder"))
            try interruptWithPending(ledger, folder, in: scratch)
            _ = try scratch.write("folder/end", [])
            let command = [
                "replay", "--election", Demo.election, "--ledger", ledger, "--json", "--watch", folder, "--close",
            ]
            let stale = try Scand.run(command + ["--last-sheet", "1:back"])
            #expect(stale.status == 2)
            #expect(
                stale.errors
                    == "scand: --last-sheet: it is sheet 2 that was on its way: look where that one is, and name it\n")
            let ended = try Scand.run(
                command
                    + (outcome.map { ["--last-sheet", "2:\($0)"] } ?? []))
            #expect(ended.status == 0, "\(ended.errors)")
            let report = try ended.json(Report.self)
            #expect(report.counts.voided == voided && report.counts.unresolved == unresolved, "\(outcome ?? "")")
            #expect(report.counts.accepted + unresolved == 2, "\(outcome ?? "")")
            #expect(try releasedSheets(in: ledger).count == 2)
            #expect(try Scand.verify(ledger).json(Verification.self).final)
        }
        #expect(expected.sheets[0].status == "accepted" && expected.sheets[1].status == "accepted")
    }

    @Test func `a disk that fails between a sheet's record and its leaf neither loses nor doubles a folder's sheet`()
        throws
    {
        let scratch = try Scratch()
        let (ledger, folder) = (scratch("ledger"), scratch("folder"))
        let command = ["replay", "--election", Demo.election, "--ledger", ledger, "--json", "--watch", folder]
        try fill(folder, with: [])
        _ = try scratch.write("folder/end", [])
        #expect(try Scand.run(command).status == 0)
        try fill(folder, with: Array(try Demo.expected().sheets.prefix(2)))
        // The run writes that it started, that polls go on, and then the first sheet's leaf.
        let failed = try Running(
            [
                "-f", "-qq", "-o", "/dev/null", "-P", ledger + "/journal", "-e", "trace=pwrite64", "-e",
                "inject=pwrite64:error=EIO:when=3", Scand.executable.path,
            ] + command, executable: URL(fileURLWithPath: "/usr/bin/strace")
        ).end()
        #expect(failed.status == 4 && failed.errors.contains("journal: write: Input/output error"), "\(failed.errors)")
        #expect(countedSheets(in: ledger) == 0)
        let again = try Scand.run(command + ["--close"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(try again.json(Report.self).counts.accepted == 2)
        #expect(try releasedSheets(in: ledger).count == 2)
    }

    @Test func `a signing key that is lost while a sheet is on its way leaves totals without it, and they say so`()
        throws
    {
        let scratch = try Scratch()
        let (ledger, folder) = (scratch("ledger"), scratch("folder"))
        try interruptWithPending(ledger, folder, in: scratch)
        let open = [
            "ledger", "release", "open", ledger, "--election", Demo.election, "--vkey", ledger + ".key.vkey",
            "--box-key",
            ledger + ".box-key", "--json",
        ]
        let early = try Scand.run(open)
        #expect(early.status == 4 && early.errors.contains("polls are not closed"), "\(early.errors)")
        let opened = try Scand.run(open + ["--signing-key-is-lost"])
        #expect(opened.status == 0, "\(opened.errors)")
        #expect(
            opened.errors.contains("sheet 2 was on its way when the machine stopped")
                && opened.errors.contains("NOT COUNTED"))
        #expect(try releasedSheets(in: ledger).count == 1)
        let verified = try Scand.verify(ledger)
        #expect(verified.status == 1)
        let findings = try verified.json(Verification.self).findings
        #expect(findings.map(\.code) == ["not-closed", "not-closed"], "\(findings)")
        #expect(findings.contains { $0.file == "unsettled" && $0.what.contains("sheet 2") }, "\(findings)")

        // The key is found again: the sheet is settled, and the box opened anew.
        let closed = try Scand.run("ledger", "close", ledger, "--last-sheet", "2:fell")
        #expect(closed.status == 0, "\(closed.errors)")
        let released = try Scand.run("ledger", "release", ledger, "--election", Demo.election)
        #expect(released.status == 0, "\(released.errors)")
        #expect(!isThere(ledger + "/unsettled") && !isThere(ledger + "/unsigned-totals"))
        #expect(try releasedSheets(in: ledger).count == 2 && Scand.verify(ledger).status == 0)
    }

    @Test func `an answer that nobody asked for is refused, and answers for no sheet`() throws {
        let scratch = try Scratch()
        let sheets = ["01-filled", "03-tick"].flatMap(Demo.sides)
        #expect(try Demo.replay(sheets, into: scratch("ledger"), "--leave-open").status == 0)
        for place in ["back", "fell", "unknown"] {
            for command in [
                ["replay", "--election", Demo.election, "--ledger"] + [scratch("ledger")] + sheets,
                ["ledger", "close", scratch("ledger")],
            ] {
                let ended = try Scand.run(command + ["--last-sheet", "2:\(place)"])
                #expect(ended.status == 2 && ended.output.isEmpty)
                #expect(
                    ended.errors == "scand: --last-sheet 2:\(place): no sheet is on its way: leave the option out\n")
            }
        }
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).accepted == 2)
    }

    /// A ledger of the demo's first sheet, in whose box the second sheet's record is too: as if the power had failed before
    /// its leaf, with its files in work.
    private func interruptWithPending(_ ledger: String, _ folder: String, in scratch: Scratch) throws {
        let sheets = try Demo.expected().sheets
        try fill(folder, with: [sheets[0]])
        try watch(folder, into: ledger, until: 1)
        try FileManager.default.copyItem(atPath: ledger, toPath: scratch("later"))
        for suffix in [".key", ".box-key"] {
            try FileManager.default.copyItem(atPath: ledger + suffix, toPath: scratch("later" + suffix))
        }
        try fill(folder, with: [sheets[1]])
        try watch(folder, into: scratch("later"), until: 2)
        try Data(bytes(scratch("later/box/slots"))).write(to: URL(fileURLWithPath: "\(ledger)/box/slots"))
        // The second sheet's files as the kill would have left them.
        let inWork = try FileManager.default.subpathsOfDirectory(atPath: folder + "/in-work")
            .first { $0.hasSuffix("-0") }
        let place = "\(folder)/in-work/\(try #require(inWork))"
        for name in ["\(sheets[1].sheet)-a.png", "\(sheets[1].sheet)-b.png"] where isThere("\(folder)/settled/\(name)")
        {
            try FileManager.default.moveItem(atPath: "\(folder)/settled/\(name)", toPath: "\(place)/\(name)")
        }
    }

    /// Counts a folder, and is killed when so many sheets have leaves.
    private func watch(_ folder: String, into ledger: String, until sheets: Int) throws {
        let running = try Running(["replay", "--election", Demo.election, "--ledger", ledger, "--watch", folder])
        try running.wait(until: "the sheet's leaf") { countedSheets(in: ledger) == sheets }
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
                "replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--accept-file-system", "--key",
                scratch("key"),
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
