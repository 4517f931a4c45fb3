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

    @Test func `an interrupted ledger is refused`() throws {
        let scratch = try Scratch()
        let running = try begun(in: scratch)
        running.kill()
        #expect(try running.end().status == SIGKILL)
        let before = try snapshot(scratch.path)
        #expect(before["ledger/release/records.json"] == nil)

        let refused = try Demo.replay([], into: scratch("ledger"), "--manifest", Demo.manifest)
        #expect(refused.status == 4)
        #expect(refused.errors.contains("into a new ledger"))
        #expect(refused.errorLines.allSatisfy { $0.hasPrefix("scand: \(scratch("ledger")): ") })
        let journal = try bytes(scratch("ledger/journal"))
        #expect(try #require(before["ledger/journal"]).starts(with: journal))
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
        let arguments =
            ["replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--key", scratch("key")]
            + Demo.sides("01-filled")
        let both = [try Running(arguments), try Running(arguments)]
        let ended = try both.map { try $0.end() }
        #expect(ended.map(\.status).sorted() == [0, 4])
        #expect(try Scand.verify(scratch("ledger"), key: scratch("key.vkey")).status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["key", "key.vkey", "ledger"])
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
        #expect(try text(scratch("errors")).contains("The totals are in \(scratch("ledger"))"))
        #expect(try Scand.verify(scratch("ledger")).status == 0)
    }
}
