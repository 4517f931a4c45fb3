import BallotBox
import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// Starts, pauses, sums and steps of a day.
@Suite final class DayTests: BoxSuite {
    func start(_ store: BallotStore, after cause: MachineStart.Cause = .interruption) throws {
        #expect(
            try store.machineStarted(
                after: cause, software: "scand 0.1", softwareDigest: FileDigest(of: [4]), at: Machine.time))
    }

    /// The types of the leaves in a ledger's journal.
    func leaves() throws -> [String] {
        String(decoding: try journal(in: directory), as: UTF8.self).components(separatedBy: "scand/v2 ").dropFirst()
            .map { String($0.prefix { $0 != "\n" }) }
    }

    func time(_ minutes: Int) throws -> LedgerTime {
        try #require(LedgerTime(secondsSince1970: (Machine.time.minutesSince1970 + minutes) * 60))
    }

    @Test func `a row of returned sheets is one leaf, and its reasons are told at the close, rare ones as other`()
        throws
    {
        do {
            let store = try machine.opened(at: directory)
            for _ in 1...4 { try store.returned(reason: "overvote") }
            try store.returned(reason: "blank")
            #expect(store.nextSheetNumber == 6 && store.counts.returned == 5 && store.history.counts.returned == 0)
            try machine.feed([1], to: store)
            try store.returned(reason: "overvote")
            for _ in 1...5 { try store.fault("jam") }
        }
        // Another run goes on with the sums.
        let store = try machine.reopened(at: directory)
        #expect(store.history.counts == SheetCounts(accepted: 1, returned: 6) && store.nextSheetNumber == 8)
        let sheet = try store.seal(record: [1])
        try store.fault("cover")
        _ = try store.complete(sheet)
        try store.closePolls(at: Machine.time)
        let day = try #require(store.history.close?.day)
        #expect(day.returnReasons == [Totals.Count(id: "other", count: 1), Totals.Count(id: "overvote", count: 5)])
        #expect(day.faults == [Totals.Count(id: "jam", count: 5), Totals.Count(id: "other", count: 1)])
        #expect(
            try leaves() == [
                "genesis", "polls-opened", "sheets-returned", "sheet-accepted", "sheets-returned", "sheet-accepted",
                "polls-closed",
            ])
        try machine.finish(store)
        #expect(machine.verify(directory).damage == [])
    }

    @Test func `an interruption pauses, and what it caught is settled after it`() throws {
        do {
            let store = try machine.opened(at: directory)
            try machine.feed([1], to: store)
            _ = try store.seal(record: Array("caught".utf8))
        }
        do {
            let store = try machine.reopened(at: directory)
            try start(store)
            #expect(store.history.phase == .paused && store.pending != nil)
            #expect(throws: LedgerError.self) { try store.complete(try #require(store.pending)) }
        }
        let store = try machine.reopened(at: directory)
        try start(store)
        try store.resumePolls(at: Machine.time)
        _ = try store.complete(try #require(store.pending))
        try store.pausePolls(.person, at: Machine.time)
        #expect(throws: LedgerError.self) { try store.seal(record: [1]) }
        try store.returned(reason: "cover")
        try store.closePolls(at: Machine.time)
        #expect(
            try leaves() == [
                "genesis", "polls-opened", "sheet-accepted", "machine-started", "polls-paused", "machine-started",
                "polls-resumed", "sheet-accepted", "polls-paused", "sheets-returned", "polls-closed",
            ])
        #expect(try store.texts(with: machine.key).contains("caught"))
    }

    @Test func `the published checkpoint follows at steps of sheets or minutes, and at no other sheet`() throws {
        let store = try machine.opened(at: directory, copy: scratch("copy"))
        var published: [Int] = []
        for number in 1...14 {
            if number % 3 == 0 { try store.returned(reason: "blank") } else { try machine.feed([number], to: store) }
            // The tenth sheet comes in the minute of the eleventh and twelfth.
            if try store.anchorIfDue(at: time(number / 13)) { published.append(number) }
        }
        // Not with the tenth: whoever sees the checkpoint does not see when a sheet came.
        #expect(published == [13])
        #expect(machine.verify(directory).damage == [] && machine.verify(scratch("copy")).damage == [])
        let size = try #require(machine.verify(directory).checkpoint?.size)
        #expect(try #require(machine.verify(scratch("copy")).checkpoint?.size) == size)
        #expect(try store.anchorIfDue(at: time(30)) == false)
        #expect(try store.anchorIfDue(at: time(31)))
        #expect(try #require(machine.verify(directory).checkpoint?.size) > size)
        // Nothing new, and a clock that was set back.
        #expect(try store.anchorIfDue(at: time(61)) == false)
        #expect(try store.anchorIfDue(at: time(10)) == false)
        try machine.feed([15], to: store)
        #expect(try store.anchorIfDue(at: time(40)))
        #expect(machine.verify(directory).damage == [])
    }

    @Test func `publishing by parts gives the files that publishing as a whole gives`() throws {
        let writer = try Machine().open(at: directory, sheets: 0)
        let machine = try Machine()
        for sheets in [1, 100, 153, 1, 1, 255, 256, 300] {
            try machine.feed(sheets, to: writer)
            try writer.publish()
            #expect(machine.verify(directory).damage == [], "after \(writer.size) leaves")
            #expect(try #require(machine.verify(directory).checkpoint?.size) == writer.size)
        }
    }

    @Test func `a ledger that was set back behind what people hold is refused in one line`() throws {
        let held: [UInt8]
        do {
            let store = try machine.opened(at: directory)
            try machine.feed(1...2, to: store)
            try FileManager.default.copyItem(atPath: directory, toPath: scratch("earlier"))
            try machine.feed(3...3, to: store)
            held = store.note
        }
        func open(_ path: String, _ notes: [[UInt8]]) throws {
            _ = try BallotStore.open(at: path, signer: machine.signer, notOlderThan: notes)
        }
        let error = #expect(throws: LedgerError.self) { try open(scratch("earlier"), [held]) }
        #expect(
            error?.description.contains("4 events, but a checkpoint of 5 is held outside: this disk was set back")
                == true)
        #expect(error?.description.contains("\n") == false)
        try open(directory, [held, held])
    }
}
