import Ledger
import Testing

@Suite struct HistoryTests {
    func history(_ events: [LedgerEvent]) throws -> LedgerHistory {
        var history = LedgerHistory()
        for event in events { try history.apply(event) }
        return history
    }

    func openHistory() throws -> [LedgerEvent] { [.genesis(try someGenesis()), .pollsOpened(nil)] }

    @Test func `a day from genesis to totals is counted`() throws {
        var events = try openHistory()
        events +=
            (1...10).map { .sheetAccepted(number: $0, box: emptyBox) }
            + [.sheetReturned(number: 11), .sheetVoided(number: 12), .sheetVoided(number: 13)]
        events += [.pollsClosed(PollsClose(SheetCounts(accepted: 10, returned: 1, voided: 2))), .totals(totals())]
        let history = try history(events)
        #expect(history.phase == .final)
        #expect(history.counts == SheetCounts(accepted: 10, returned: 1, voided: 2))
        #expect(history.counts.counted == 10)
        #expect(history.totals == totals())
    }

    @Test func `each phase takes its own events and no others`() throws {
        let closed: LedgerEvent = .pollsClosed(PollsClose(SheetCounts(accepted: 0, returned: 0, voided: 0)))
        let none = Totals(
            sheets: 0, contests: [], returnReasons: [], releaseDigest: digest, boxRoot: .empty, boxBlind: blind)
        let day: [LedgerEvent] = try openHistory() + [closed, .totals(none), .keysDestroyed(nil)]
        let all: [LedgerEvent] =
            day + [.sheetAccepted(number: 1, box: emptyBox), .sheetReturned(number: 1), .sheetVoided(number: 1)]
        let allowed: [[Int]] = [[0], [1], [2, 5, 6, 7], [3], [4], []]
        for done in 0...5 {
            let before = try history(Array(day.prefix(done)))
            for (place, event) in all.enumerated() {
                var after = before
                if allowed[done].contains(place) {
                    try after.apply(event)
                } else {
                    #expect(throws: LedgerRuleError.self) { try after.apply(event) }
                    #expect(after == before)
                }
            }
        }
    }

    @Test func `sheets are numbered without a gap, accepted and returned in one row`() throws {
        var history = try history(
            try openHistory() + [.sheetAccepted(number: 1, box: emptyBox), .sheetReturned(number: 2)])
        for number in [0, 1, 2, 4] {
            #expect(throws: LedgerRuleError.sheetNumber(number, expected: 3)) {
                try history.apply(.sheetAccepted(number: number, box: emptyBox))
            }
        }
        try history.apply(.sheetReturned(number: 3))
        #expect(history.nextSheetNumber == 4)
    }

    @Test func `no more sheets are taken than the ballot box has slots`() throws {
        var history = try history(try openHistory() + (1...15).map { .sheetAccepted(number: $0, box: emptyBox) })
        try history.apply(.sheetUnresolved(number: 16, box: emptyBox))
        #expect(throws: LedgerRuleError.boxFull) { try history.apply(.sheetAccepted(number: 17, box: emptyBox)) }
        #expect(throws: LedgerRuleError.boxFull) { try history.apply(.sheetUnresolved(number: 17, box: emptyBox)) }
        try history.apply(.sheetReturned(number: 17))
        try history.apply(.sheetVoided(number: 18))
    }

    @Test func `totals of another ballot box than the last sheet's are refused`() throws {
        let other = BoxCommitment(blind: blind, root: TreeHash.leaf([1]), .one)
        let sheets: [LedgerEvent] = (1...9).map { .sheetAccepted(number: $0, box: emptyBox) }
        let closed: LedgerEvent = .pollsClosed(PollsClose(SheetCounts(accepted: 9, returned: 1, unresolved: 1)))
        let returned: LedgerEvent = .sheetReturned(number: 10)
        var wrong = try history(
            try openHistory() + sheets + [returned, .sheetUnresolved(number: 11, box: other), closed])
        #expect(throws: LedgerRuleError.boxDiffers) { try wrong.apply(.totals(totals())) }
        var right = try history(
            try openHistory() + sheets + [returned, .sheetUnresolved(number: 11, box: emptyBox), closed])
        try right.apply(.totals(totals()))
        #expect(right.phase == .final)
        try right.apply(.keysDestroyed(nil))
        #expect(right.phase == .ended)
    }

    @Test func `a second copy is lost once and restored once`() throws {
        var history = try history(try openHistory())
        #expect(throws: LedgerRuleError.self) { try history.apply(.copyRestored) }
        try history.apply(.copyLost)
        #expect(history.isCopyLost)
        #expect(throws: LedgerRuleError.self) { try history.apply(.copyLost) }
        try history.apply(.copyRestored)
        #expect(!history.isCopyLost && history.hadCopy)
        var without = LedgerHistory()
        for event: LedgerEvent in [.genesis(try someGenesis()), .copyLost, .pollsOpened(nil)] {
            try without.apply(event)
        }
        #expect(!without.hadCopy)
        try without.apply(.copyRestored)
        #expect(without.hadCopy)
    }

    @Test func `polls close only with the counts of the leaves`() throws {
        let history = try history(
            try openHistory() + [.sheetAccepted(number: 1, box: emptyBox), .sheetReturned(number: 2)])
        for (accepted, returned, voided) in [(0, 1, 0), (1, 0, 0), (1, 1, 1), (2, 1, 0)] {
            var copy = history
            #expect(throws: LedgerRuleError.self) {
                try copy.apply(
                    .pollsClosed(PollsClose(SheetCounts(accepted: accepted, returned: returned, voided: voided))))
            }
        }
    }

    @Test(arguments: [
        totals(sheets: 9), totals(ballots: 11), totals(votesAllowed: 1), totals(overvotes: 2), totals(undervotes: 4),
        totals(ada: 8), totals(grace: 7), totals(returned: 2), totals(overvotes: 11), totals(undervotes: 1, ada: 11),
        totals(undervotes: .max), totals(votesAllowed: .max),
    ])
    func `totals with a sum that does not come out are refused`(_ wrong: Totals) throws {
        var history = try history(
            try openHistory() + (1...10).map { .sheetAccepted(number: $0, box: emptyBox) } + [
                .sheetReturned(number: 11)
            ]
                + [.pollsClosed(PollsClose(SheetCounts(accepted: 10, returned: 1, voided: 0)))])
        #expect(throws: LedgerRuleError.self) { try history.apply(.totals(wrong)) }
        try history.apply(.totals(totals()))
    }
}
