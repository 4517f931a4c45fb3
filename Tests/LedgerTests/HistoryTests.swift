import Ledger
import Testing

@Suite struct HistoryTests {
    func history(_ events: [LedgerEvent]) throws -> LedgerHistory {
        var history = LedgerHistory()
        for event in events { try history.apply(event) }
        return history
    }

    func openHistory() throws -> [LedgerEvent] { [.genesis(try someGenesis()), .pollsOpened] }

    @Test func `a day from genesis to totals is counted`() throws {
        var events = try openHistory()
        events += (1...12).map { .sheetAccepted(number: $0) } + [.sheetReturned(number: 13), .sheetsVoided(count: 2)]
        events += [.pollsClosed(accepted: 12, returned: 1, voided: 2), .totals(totals())]
        let history = try history(events)
        #expect(history.phase == .final)
        #expect(history.counts == SheetCounts(accepted: 12, returned: 1, voided: 2))
        #expect(history.counts.counted == 10)
        #expect(history.totals == totals())
    }

    @Test func `each phase takes its own events and no others`() throws {
        let closed: LedgerEvent = .pollsClosed(accepted: 0, returned: 0, voided: 0)
        let none = Totals(sheets: 0, contests: [], returnReasons: [], recordsDigest: digest)
        let day: [LedgerEvent] = try openHistory() + [closed, .totals(none)]
        let all: [LedgerEvent] = day + [.sheetAccepted(number: 1), .sheetReturned(number: 1), .sheetsVoided(count: 1)]
        let allowed: [[Int]] = [[0], [1], [2, 4, 5], [3], []]
        for done in 0...4 {
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
        var history = try history(try openHistory() + [.sheetAccepted(number: 1), .sheetReturned(number: 2)])
        for number in [0, 1, 2, 4] {
            #expect(throws: LedgerRuleError.sheetNumber(number, expected: 3)) {
                try history.apply(.sheetAccepted(number: number))
            }
        }
        try history.apply(.sheetReturned(number: 3))
        #expect(history.nextSheetNumber == 4)
    }

    @Test func `no more sheets are voided than are counted`() throws {
        var history = try history(try openHistory() + [.sheetAccepted(number: 1), .sheetAccepted(number: 2)])
        for count in [0, -1, 3] {
            #expect(throws: LedgerRuleError.self) { try history.apply(.sheetsVoided(count: count)) }
        }
        try history.apply(.sheetsVoided(count: 2))
        #expect(throws: LedgerRuleError.self) { try history.apply(.sheetsVoided(count: 1)) }
    }

    @Test func `polls close only with the counts of the leaves`() throws {
        let history = try history(try openHistory() + [.sheetAccepted(number: 1), .sheetReturned(number: 2)])
        for (accepted, returned, voided) in [(0, 1, 0), (1, 0, 0), (1, 1, 1), (2, 1, 0)] {
            var copy = history
            #expect(throws: LedgerRuleError.self) {
                try copy.apply(.pollsClosed(accepted: accepted, returned: returned, voided: voided))
            }
        }
    }

    @Test(arguments: [
        totals(sheets: 9), totals(ballots: 11), totals(votesAllowed: 1), totals(overvotes: 2), totals(undervotes: 4),
        totals(ada: 8), totals(grace: 7), totals(returned: 2), totals(overvotes: 11), totals(undervotes: 1, ada: 11),
        totals(undervotes: .max), totals(votesAllowed: .max), totals(undervotes: -1, ada: 10, grace: 9),
    ])
    func `totals with a sum that does not come out are refused`(_ wrong: Totals) throws {
        var history = try history(
            try openHistory() + (1...10).map { .sheetAccepted(number: $0) } + [.sheetReturned(number: 11)]
                + [.pollsClosed(accepted: 10, returned: 1, voided: 0)])
        #expect(throws: LedgerRuleError.self) { try history.apply(.totals(wrong)) }
        try history.apply(.totals(totals()))
    }
}
