import Ledger
import Testing

private let time = LedgerTime("2026-11-28T08:00Z")!
private let sheetBox = BoxCommitment(blind: blind, root: .empty, .two)

private func genesisOfTwo(copy: Bool = false, smallestGroup: Int = 3) throws -> Genesis {
    let terms = try #require(
        Genesis.Terms(
            created: time, purpose: .election, softwareDigest: digest, sheetsDigest: nil, hasCopy: copy,
            smallestGroup: smallestGroup, anchorSheets: 100, anchorMinutes: 10))
    let one = try someGenesis()
    return Genesis(
        election: "demo", definitionDigest: digest, key: one.key, software: "scand 1", box: one.box, terms: terms)
}

private func started(_ after: MachineStart.Cause, _ definition: FileDigest = digest) -> LedgerEvent {
    .machineStarted(
        MachineStart(
            after: after, definitionDigest: definition, software: "scand 2", softwareDigest: digest, time: time))
}

private func accepted(_ numbers: ClosedRange<Int>) -> [LedgerEvent] {
    numbers.map { .sheetAccepted(number: $0, box: sheetBox) }
}

private func closed(
    _ counts: SheetCounts, reasons: [Totals.Count] = [], faults: [Totals.Count] = []
) -> LedgerEvent {
    .pollsClosed(PollsClose(counts, day: PollsClose.Day(faults: faults, returnReasons: reasons, time: time)))
}

private func choice(ballots: Int, undervotes: Int = 0, ada: Int, bob: Int = 0) -> ContestTotals {
    ContestTotals(
        id: "mayor", votesAllowed: 1, ballots: ballots, overvotes: 0, undervotes: undervotes,
        votes: [.init(id: "ada", count: ada), .init(id: "bob", count: bob)])
}

private func result(
    _ contests: [ContestTotals], sheets: Int, stationary: Int? = nil, portable: Int = 0, batches: [Totals.Count] = []
) -> LedgerEvent {
    let modes = [("stationary", stationary ?? sheets), ("portable", portable)].filter { $0.1 > 0 }
    return .totals(
        Totals(
            sheets: sheets, contests: contests, modes: modes.map { .init(id: $0.0, count: $0.1) }, batches: batches,
            releaseDigest: digest, boxRoot: .empty, boxBlind: blind))
}

private func mode(_ mode: VotingMode) -> LedgerEvent { .modeChanged(mode, since: time, time: time) }
private let act: LedgerEvent = .acted(Act(action: .open, person: "p1", role: .worker, time: time))
private let (opened, resumed): (LedgerEvent, LedgerEvent) = (.pollsOpened(time), .pollsResumed(time))
private let paused: LedgerEvent = .pollsPaused(.person, time)
private let destroyed: LedgerEvent = .keysDestroyed(KeysDestroyed(copy: .none, drafts: 0))
private func control(_ counts: SheetCounts) -> LedgerEvent {
    .controlData(ControlData(moment: .evening, counts: counts, time: time))
}

/// The rules of order of version 2: each is broken alone by a history that is right up to there.
@Suite struct OrderTests {
    private func refusal(_ before: [LedgerEvent], _ event: LedgerEvent, copy: Bool = false) throws -> String? {
        var history = LedgerHistory()
        try history.apply(.genesis(try genesisOfTwo(copy: copy)))
        for event in before { try history.apply(event) }
        let standing = history
        do throws(LedgerRuleError) {
            try history.apply(event)
            return nil
        } catch {
            #expect(history == standing, "a refused event changes nothing")
            return error.description
        }
    }

    @Test func `a day with everything in it is in order, and its leaves are read as they were written`() throws {
        let counts = SheetCounts(accepted: 9, returned: 4, voided: 1, unresolved: 1, withdrawn: 2)
        let totals = [choice(ballots: 8, ada: 6, bob: 2)]
        let day: [LedgerEvent] =
            [.genesis(try genesisOfTwo()), act, mode(.test), .testsFed(sheets: 7, time: time), mode(.stationary)]
            + [.copyRestored, .copyLost, started(.stop), opened] + accepted(1...2)
            + [.sheetsReturned(from: 3, to: 6), started(.interruption), .pollsPaused(.interruption, time)]
            + [
                .sheetVoided(number: 7), control(SheetCounts(accepted: 2, returned: 4, voided: 1)), mode(.portable),
                resumed,
            ]
            + [.batchBegun(1)] + accepted(8...10) + [.batchEnded(1, sheets: 3), .batchBegun(2)] + accepted(11...12)
            + [.batchWithdrawn(2, sheets: 2, box: sheetBox)] + accepted(13...14)
            + [.sheetUnresolved(number: 15, box: sheetBox)]
            + [closed(counts, reasons: [.init(id: "blank", count: 3), .init(id: "other", count: 1)])]
            + [.adjudicated(Adjudication(sheets: 1, contests: [choice(ballots: 8, undervotes: 1, ada: 5, bob: 2)]))]
            + [
                result(totals, sheets: 8, stationary: 2, portable: 6, batches: [.init(id: "1", count: 3)]), act,
                destroyed,
            ]
        var history = LedgerHistory()
        for event in day {
            let leaf = history.leaf(of: event)
            #expect(try history.apply(leaf: leaf[...]) == event, "\(String(decoding: leaf, as: UTF8.self))")
        }
        #expect(history.phase == .ended && history.counts == counts && history.counts.counted == 8)
        #expect(history.software.map(\.name) == ["scand 1", "scand 2"])
        #expect(throws: LedgerRuleError.self) { try history.apply(act) }
    }

    private static let two = accepted(1...2)

    @Test(
        arguments: [
            ([], paused, "polls paused cannot follow while the ledger is prepared"),
            ([opened], opened, "polls opened cannot follow while the ledger is open"),
            ([opened], resumed, "polls resumed cannot follow while the ledger is open"),
            ([opened, paused], paused, "polls paused cannot follow while the ledger is paused"),
            (
                [opened, paused], .sheetAccepted(number: 1, box: sheetBox),
                "sheet accepted cannot follow while the ledger is paused"
            ),
            ([], .sheetVoided(number: 1), "sheet voided cannot follow while the ledger is prepared"),
            ([opened], .sheetAccepted(number: 2, box: sheetBox), "sheet 2 where 1 is next"),
            ([opened], .sheetsReturned(from: 2, to: 2), "sheet 2 where 1 is next"),
            ([opened, .sheetsReturned(from: 1, to: 3)], .sheetVoided(number: 3), "sheet 3 where 4 is next"),
            ([opened, .sheetsReturned(from: 1, to: 3)], .sheetsReturned(from: 4, to: 3), "sheet 3 where 4 is next"),
            (
                [opened, started(.interruption)], resumed,
                "polls resumed where polls have to be paused first: the machine was interrupted"
            ),
            (
                [opened, started(.interruption)], paused,
                "polls paused where polls have to be paused first: the machine was interrupted"
            ),
            ([], started(.stop, FileDigest(of: [9])), "the machine started with another definition than the genesis's"),
            ([], mode(.stationary), "stationary cannot follow in the mode stationary"),
            ([opened], mode(.test), "test cannot follow in the mode stationary"),
            ([mode(.training)], opened, "polls opened cannot follow in the mode training"),
            ([], .testsFed(sheets: 1, time: time), "tests fed cannot follow in the mode stationary"),
            (
                [opened, mode(.plainBox)], .sheetAccepted(number: 1, box: sheetBox),
                "sheet accepted cannot follow in the mode plain-box"
            ),
            (
                [opened, mode(.overnight)], .sheetsReturned(from: 1, to: 1),
                "sheets returned cannot follow in the mode overnight"
            ),
            ([opened], .batchBegun(2), "batch 2 where 1 is expected"),
            ([opened, .batchBegun(1)], .batchBegun(2), "batch begun while batch 1 is open"),
            ([opened, .batchBegun(1)], mode(.portable), "mode changed while batch 1 is open"),
            ([opened, .batchBegun(1)], closed(SheetCounts()), "polls closed while batch 1 is open"),
            ([opened], .batchEnded(1, sheets: 0), "batch ended while no batch is open"),
            ([opened, .batchBegun(1)], .batchEnded(1, sheets: 1), "batch ended with 1 sheets, but the leaves have 0"),
            ([opened, .batchBegun(1)], .batchWithdrawn(2, sheets: 0, box: sheetBox), "batch 2 where 1 is expected"),
            (
                [opened, .batchBegun(1), paused], .batchEnded(1, sheets: 0),
                "batch ended cannot follow while the ledger is paused"
            ),
            ([opened], control(SheetCounts()), "control data cannot follow while the ledger is open"),
            (
                [opened, paused], control(SheetCounts(accepted: 1)),
                "control data with 1 accepted, 0 returned, 0 voided, 0 unresolved, but the leaves have 0 accepted, 0 returned, 0 voided, 0 unresolved"
            ),
            (
                [opened], closed(SheetCounts(returned: 1)),
                "polls closed with 0 accepted, 1 returned, 0 voided, 0 unresolved, but the leaves have 0 accepted, 0 returned, 0 voided, 0 unresolved"
            ),
            (
                [opened], closed(SheetCounts(), faults: [.init(id: "jam", count: 2)]),
                "jam with 2 sheets, where at least 3 are named"
            ),
            (
                [opened], closed(SheetCounts(), faults: [.init(id: "other", count: 0)]),
                "other with 0 sheets, where at least 3 are named"
            ),
            (
                [opened, .sheetsReturned(from: 1, to: 4)],
                closed(SheetCounts(returned: 4), reasons: [.init(id: "blank", count: 3)]),
                "return reasons of 3 sheets, but 4 were returned"
            ),
            (
                [opened, .sheetsReturned(from: 1, to: 2)],
                closed(SheetCounts(returned: 2), reasons: [.init(id: "blank", count: 2)]),
                "blank with 2 sheets, where at least 3 are named"
            ),
            ([], .interrupted, "interrupted cannot follow while the ledger is prepared"),
            ([opened], .sheetReturned(number: 1), "sheet returned cannot follow while the ledger is open"),
            ([], .copyLost, "copy lost cannot follow while the ledger is prepared"),
            ([], destroyed, "keys destroyed cannot follow while the ledger is prepared"),
            (
                [opened], .adjudicated(Adjudication(sheets: 0, contests: [])),
                "adjudicated cannot follow while the ledger is open"
            ),
        ] as [([LedgerEvent], LedgerEvent, String)])
    func `each rule of order is kept`(_ before: [LedgerEvent], _ event: LedgerEvent, _ said: String) throws {
        #expect(try refusal(before, event) == said)
    }

    @Test func `the second copy is there from the beginning where the genesis says so`() throws {
        #expect(try refusal([], .copyLost, copy: true) == nil)
        #expect(try refusal([], .copyRestored, copy: true) != nil && refusal([], .copyRestored) == nil)
    }

    @Test func `no more sheets are counted than the box has slots, and withdrawn ones make room`() throws {
        var history = LedgerHistory()
        let genesis = try genesisOfTwo()
        let slots = genesis.box.slotCount
        for event in [.genesis(genesis), opened, .batchBegun(1)] + accepted(1...slots) { try history.apply(event) }
        let next: LedgerEvent = .sheetAccepted(number: slots + 1, box: sheetBox)
        #expect(throws: LedgerRuleError.boxFull) { try history.apply(next) }
        try history.apply(.batchWithdrawn(1, sheets: slots, box: sheetBox))
        try history.apply(next)
    }

    private static let beforeTotals =
        [opened, .batchBegun(1)] + two + [.batchEnded(1, sheets: 2), closed(SheetCounts(accepted: 2))]
    private static let batch = [Totals.Count(id: "1", count: 2)]

    @Test(
        arguments: [
            (result([choice(ballots: 2, ada: 2)], sheets: 1, batches: batch), "totals of 1 sheets, but 2 were counted"),
            (
                result([choice(ballots: 2, ada: 2)], sheets: 2, stationary: 1, portable: 1, batches: batch),
                "the modes of the totals are not those of the leaves"
            ),
            (result([choice(ballots: 2, ada: 2)], sheets: 2), "the batches of the totals are not those of the leaves"),
            (result([choice(ballots: 3, ada: 3)], sheets: 2, batches: batch), "contest mayor: 3 ballots on 2 sheets"),
            (
                result([choice(ballots: 2, undervotes: 1, ada: 2)], sheets: 2, batches: batch),
                "contest mayor: votes and undervotes add up to 3, not 2"
            ),
        ] as [(LedgerEvent, String)])
    func `totals are those of the leaves`(_ totals: LedgerEvent, _ said: String) throws {
        #expect(try refusal(Self.beforeTotals, totals) == said)
        #expect(
            try refusal(Self.beforeTotals, result([choice(ballots: 2, ada: 2)], sheets: 2, batches: Self.batch)) == nil)
    }

    @Test(
        arguments: [
            (.ranked(blanks: 1, ranks: [[.init(id: "a", count: 4)], [.init(id: "a", count: 2)]]), nil),
            (.ranked(blanks: 5, ranks: [[.init(id: "a", count: 0)]]), "1 overvoted and 5 blank of 5 ballots"),
            (
                .ranked(blanks: 1, ranks: [[.init(id: "a", count: 2), .init(id: "b", count: 2)]]),
                "4 votes at rank 1 on 3 ballots"
            ),
            (
                .list(votesAllowed: 2, blanks: 1, lists: [.init(id: "l", count: 3)], votes: [.init(id: "a", count: 3)]),
                nil
            ),
            (
                .list(votesAllowed: 2, blanks: 1, lists: [.init(id: "l", count: 2)], votes: []),
                "lists and blanks add up to 3, not 4"
            ),
            (
                .list(votesAllowed: 2, blanks: 1, lists: [.init(id: "l", count: 3)], votes: [.init(id: "a", count: 4)]),
                "4 votes for one option on 3 ballots"
            ),
            (
                .choice(votesAllowed: 2, undervotes: 3, votes: [.init(id: "a", count: 5)]),
                "5 votes for one option on 4 ballots"
            ),
        ] as [(ContestTotals.Sums, String?)])
    func `each kind of contest adds up`(_ sums: ContestTotals.Sums, _ said: String?) throws {
        let overvotes: Int
        if case .ranked(_, let ranks) = sums, ranks.count == 2 { overvotes = 0 } else { overvotes = 1 }
        let contest = ContestTotals(id: "x", ballots: 5, overvotes: overvotes, sums: sums)
        #expect([contest].firstImbalance(counted: 5, .two) == said.map { "contest x: \($0)" })
    }

    @Test func `before and after adjudication the contests are the same`() throws {
        let before = Self.beforeTotals + [.adjudicated(Adjudication(sheets: 1, contests: [choice(ballots: 2, ada: 2)]))]
        #expect(try refusal(before, .adjudicated(Adjudication(sheets: 1, contests: []))) == "adjudicated a second time")
        #expect(
            try refusal(Self.beforeTotals, .adjudicated(Adjudication(sheets: 3, contests: [])))
                == "adjudicated of 3 sheets, but 2 were counted")
        #expect(
            try refusal(before, result([choice(ballots: 1, ada: 1)], sheets: 2, batches: Self.batch))
                == "the totals have other contests, options or ballots than before adjudication")
    }

    @Test func `unsigned totals are checked as if polls had been closed`() throws {
        var history = LedgerHistory()
        for event in [.genesis(try genesisOfTwo()), opened, .batchBegun(1)] + Self.two { try history.apply(event) }
        guard case .totals(let totals) = result([choice(ballots: 2, ada: 2)], sheets: 2, batches: Self.batch) else {
            return
        }
        try history.requireUnsigned(totals)
        #expect(history.phase == .open)
        guard case .totals(let wrong) = result([choice(ballots: 2, ada: 2)], sheets: 2) else { return }
        #expect(throws: LedgerRuleError.partsDiffer("batches")) { try history.requireUnsigned(wrong) }
    }
}

/// The limits of the fields of version 2's leaves: what is just within is read, what is just beyond is refused.
@Suite struct FieldTests {
    private func fault(_ leaf: String) -> String? {
        do throws(LeafError) {
            _ = try LedgerEvent(parsing: Array("scand/v2 \(leaf)\n".utf8), as: .two)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        arguments: [
            ("tests-fed\nsheets 999999999999999\ntime 2000-01-01T00:00Z", nil),
            (
                "tests-fed\nsheets 1000000000000000\ntime 2000-01-01T00:00Z",
                "sheets: not a whole number of at most 15 digits"
            ),
            ("tests-fed\nsheets 0\ntime 2099-12-31T23:59Z", "sheets: not from 1 to 9223372036854775807"),
            ("batch-begun\nbatch 01", "batch: not a whole number of at most 15 digits"),
            ("sheet-voided\nnumber 0000000000", "number: not a sheet's number of 10 digits"),
            ("sheets-returned\nfrom 0000000001\nto 9999999999", nil),
            ("sheets-returned\nfrom 000000001\nto 9999999999", "from: not a sheet's number of 10 digits"),
            ("polls-opened\ntime 2024-02-29T23:59Z", nil),
            ("polls-opened\ntime 2023-02-29T23:59Z", "time: not a minute YYYY-MM-DDThh:mmZ of the years 2000 to 2099"),
            ("polls-opened\ntime 1999-12-31T23:59Z", "time: not a minute YYYY-MM-DDThh:mmZ of the years 2000 to 2099"),
            ("polls-opened\ntime 2026-01-01T24:00Z", "time: not a minute YYYY-MM-DDThh:mmZ of the years 2000 to 2099"),
            ("polls-opened", "time: missing"),
            ("polls-paused\nreason box-full\ntime 2026-01-01T00:00Z", nil),
            (
                "polls-paused\nreason lunch\ntime 2026-01-01T00:00Z",
                "reason: not one of person, stack-ended, signal, interruption, time, jam, cover, disconnected, storage, box-full, device, other"
            ),
            ("acted\naction open\nperson \nrole worker\ntime 2026-01-01T00:00Z", "person: not 1 to 256 bytes"),
            (
                "acted\naction open\nperson \(String(repeating: "p", count: 256))\nrole worker\ntime 2026-01-01T00:00Z",
                nil
            ),
            (
                "acted\naction open\nperson \(String(repeating: "p", count: 257))\nrole worker\ntime 2026-01-01T00:00Z",
                "person: not 1 to 256 bytes"
            ),
            ("checklist\nitem/a yes\nlist open\ntime 2026-01-01T00:00Z", nil),
            ("checklist\nlist open\ntime 2026-01-01T00:00Z", "item: missing"),
            ("checklist\nitem/a maybe\nlist open\ntime 2026-01-01T00:00Z", "item: not yes or no under one name"),
            ("checklist\nitem/ yes\nlist open\ntime 2026-01-01T00:00Z", "a word of a key does not have 1 to 256 bytes"),
            ("interrupted", "unknown type \"interrupted\""),
            ("sheet-returned\nnumber 0000000001", "unknown type \"sheet-returned\""),
            ("copy-lost\ntime 2026-01-01T00:00Z", "time: not expected here"),
            ("keys-destroyed\ncopy gone\ndrafts 0", nil),
            ("keys-destroyed", "copy: missing"),
            ("adjudicated\nsheets 0", "contest: missing"),
            (
                "adjudicated\ncontest/c/ballots 0\ncontest/c/overvotes 0\ncontest/c/undervotes 0\ncontest/c/votes-allowed 1\nsheets 0",
                "contest/c: no option"
            ),
            (
                "adjudicated\ncontest/c/ballots 0\ncontest/c/option/a 0\ncontest/c/overvotes 0\ncontest/c/undervotes 0\ncontest/c/votes-allowed 1001\nsheets 0",
                "contest/c: votes-allowed is not 1 to 1000"
            ),
            (
                "adjudicated\ncontest/c/ballots 0\ncontest/c/blanks 0\ncontest/c/list/l 0\ncontest/c/overvotes 0\ncontest/c/votes-allowed 1\nsheets 0",
                nil
            ),
            (
                "adjudicated\ncontest/c/ballots 0\ncontest/c/blanks 0\ncontest/c/overvotes 0\ncontest/c/rank/1/option/a 0\ncontest/c/rank/2/option/a 0\ncontest/c/ranks 2\nsheets 0",
                nil
            ),
            (
                "adjudicated\ncontest/c/ballots 0\ncontest/c/blanks 0\ncontest/c/overvotes 0\ncontest/c/rank/1/option/a 0\ncontest/c/rank/2/option/b 0\ncontest/c/ranks 2\nsheets 0",
                "contest/c: an option does not have each of the ranks from 1 to 2"
            ),
        ] as [(String, String?)])
    func `fields have their limits`(_ leaf: String, _ said: String?) {
        #expect(fault(leaf) == said)
    }

    @Test func `minutes are told from seconds as calendars tell them`() throws {
        for (seconds, text) in [
            (946_684_800, "2000-01-01T00:00Z"), (951_782_399, "2000-02-28T23:59Z"), (951_868_799, "2000-02-29T23:59Z"),
            (1_795_895_459, "2026-11-28T19:50Z"), (4_102_444_799, "2099-12-31T23:59Z"),
        ] {
            #expect(try #require(LedgerTime(secondsSince1970: seconds)).description == text)
            #expect(try #require(LedgerTime(text)).minutesSince1970 == seconds / 60)
        }
        for seconds in [946_684_799, 4_102_444_800, -1, .min, .max] {
            #expect(LedgerTime(secondsSince1970: seconds) == nil)
        }
    }

    @Test func `names are compared byte by byte`() throws {
        let items = ["e%CC%81", "%C3%A9"].sorted().map { "item/\($0) yes\n" }.joined()
        #expect(fault("checklist\n\(items)list open\ntime 2026-01-01T00:00Z") == nil)
        #expect(fault("checklist\nitem/a no\nitem/a yes\nlist open\ntime 2026-01-01T00:00Z") != nil)
    }

    @Test func `a ledger of one version has no leaf of the other`() throws {
        var history = LedgerHistory()
        try history.apply(.genesis(try genesisOfTwo()))
        #expect(throws: LeafError.unreadable("it does not begin with scand/v2")) {
            try history.apply(leaf: LedgerEvent.copyRestored.encoded(as: .one)[...])
        }
        var one = LedgerHistory()
        try one.apply(.genesis(try someGenesis()))
        #expect(throws: LeafError.unreadable("it does not begin with scand/v1")) {
            try one.apply(leaf: LedgerEvent.copyLost.encoded(as: .two)[...])
        }
    }
}
