/// What the leaves so far mean, and which ones may come next.
///
/// ```
/// empty --genesis--> prepared --polls opened--> open --polls closed--> closed --totals--> final --keys destroyed--> ended
///                              polls paused: open -> paused        polls resumed: paused -> open
/// ```
/// Version 1 has no pause. The writer asks before it signs, the verifier after: one set of rules for both.
public struct LedgerHistory: Hashable, Sendable {
    /// Where in its life a ledger is.
    public enum Phase: String, Hashable, Sendable {
        /// No leaf; a genesis; polls open or paused; polls closed; totals signed; the day's keys gone.
        case empty, prepared, open, paused, closed, final, ended
    }

    /// A batch that sheets are fed into.
    public struct Batch: Hashable, Sendable {
        /// From 1, in the order of the batches.
        public let number: Int
        /// Sheets of it that were accepted or are unresolved.
        public var sheets: Int
    }

    /// A batch, or a mode outside of batches: a public place that sheets are fed in.
    public struct Room: Hashable, Sendable {
        /// How the station is used there.
        public let mode: VotingMode
        /// From 1; nil where sheets are fed outside of batches.
        public let batch: Int?
        /// A batch of a mode, or what of it lies outside of batches.
        public init(mode: VotingMode, batch: Int?) { (self.mode, self.batch) = (mode, batch) }
    }

    /// Where in its life it is.
    public private(set) var phase = Phase.empty
    /// Sheets of each outcome, as the leaves say one by one.
    public private(set) var counts = SheetCounts()
    /// The number that the next sheet bears.
    public private(set) var nextSheetNumber = 1
    /// What it was begun with; nil while it is empty.
    public private(set) var genesis: Genesis?
    /// The signed totals; nil until they are there.
    public private(set) var totals: Totals?
    /// The newest commitment to the ballot box.
    public private(set) var box: BoxCommitment?
    /// Whether the second copy is given up for now.
    public private(set) var isCopyLost = false
    /// How often it was given up: each time another one may have taken its place.
    public private(set) var copyLossCount = 0
    /// Whether there ever was one: polls opened with it, or it came later.
    public private(set) var hadCopy = false
    /// How the station is used.
    public private(set) var mode = VotingMode.stationary
    /// The batch that is being fed.
    public private(set) var openBatch: Batch?
    /// Batches begun so far.
    public private(set) var batchCount = 0
    /// Counted sheets by mode, and by batch that has ended.
    public private(set) var countsByMode: [VotingMode: Int] = [:]
    /// Counted sheets by batch that has ended.
    public private(set) var countsByBatch: [Int: Int] = [:]
    /// Counted sheets by room.
    public private(set) var countsByRoom: [Room: Int] = [:]
    /// Whether the machine stopped without being told to while polls were open: the next event has to pause them.
    public private(set) var mustPause = false
    /// When polls were opened.
    public private(set) var opened: LedgerTime?
    /// What was said when polls were closed.
    public private(set) var close: PollsClose?
    /// What was counted before people decided on sheets in doubt.
    public private(set) var adjudication: Adjudication?
    /// The programs that ran after the one of the genesis, each once, in order.
    public private(set) var laterSoftware: [Software] = []

    /// A program.
    public struct Software: Hashable, Sendable {
        /// Name and version, as it calls itself.
        public let name: String
        /// SHA-256 of its file; nil where version 1 does not say it.
        public let digest: FileDigest?
    }

    /// A ledger without leaves.
    public init() {}

    /// The version of all leaves, once there is one.
    public var format: LedgerFormat? { genesis?.format }

    /// Every program that ran, in order.
    public var software: [Software] {
        guard let genesis else { return [] }
        return [Software(name: genesis.software, digest: genesis.terms?.softwareDigest)] + laterSoftware
    }

    /// The bytes of an event's leaf in the ledger's version; a genesis brings its own.
    public func leaf(of event: LedgerEvent) -> [UInt8] {
        if case .genesis(let genesis) = event { return event.encoded(as: genesis.format) }
        return event.encoded(as: format ?? .two)
    }

    /// Reads the next leaf and takes its event; where it cannot be read or breaks a rule the history stays as it is.
    ///
    /// - Throws: `LeafError` or `LedgerRuleError`.
    @discardableResult
    public mutating func apply(leaf: ArraySlice<UInt8>) throws -> LedgerEvent {
        let event = try LedgerEvent(reading: leaf, as: format ?? LedgerFormat(ofLeaf: leaf) ?? .two)
        try apply(event)
        return event
    }

    /// Takes the next leaf's event, or says which rule it breaks and stays as it is.
    public mutating func apply(_ event: LedgerEvent) throws(LedgerRuleError) {
        switch genesis?.format {
        case nil: try begin(with: event)
        case .one?: try applyOne(event)
        case .two?: try applyTwo(event)
        }
    }

    private mutating func begin(with event: LedgerEvent) throws(LedgerRuleError) {
        guard case .genesis(let genesis) = event else { throw .outOfPlace(event.name, phase) }
        self.genesis = genesis
        box = genesis.box.commitment
        if let terms = genesis.terms { (isCopyLost, hadCopy) = (!terms.hasCopy, terms.hasCopy) }
        phase = .prepared
    }
}

// MARK: - Version 1

extension LedgerHistory {
    private mutating func applyOne(_ event: LedgerEvent) throws(LedgerRuleError) {
        switch (phase, event) {
        case (.prepared, .pollsOpened):
            if !isCopyLost { hadCopy = true }
            phase = .open
        case (.open, .sheetAccepted(let number, let box)):
            try take(number, into: box)
            counts.accepted += 1
        case (.open, .sheetReturned(let number)):
            try take(number)
            counts.returned += 1
        case (.open, .sheetVoided(let number)):
            try take(number)
            counts.voided += 1
        case (.open, .sheetUnresolved(let number, let box)):
            try take(number, into: box)
            counts.unresolved += 1
        case (.prepared, .interrupted), (.open, .interrupted), (.closed, .interrupted): break
        case (.prepared, .copyLost), (.open, .copyLost), (.closed, .copyLost), (.prepared, .copyRestored),
            (.open, .copyRestored), (.closed, .copyRestored):
            try turnCopy(event)
        case (.open, .pollsClosed(let close)):
            try require(close.counts, event)
            self.close = close
            phase = .closed
        case (.closed, .totals(let totals)):
            try requireBox(of: totals, .one)
            if let imbalance = totals.firstImbalance(returned: counts.returned) { throw .imbalance(imbalance) }
            self.totals = totals
            phase = .final
        case (.final, .keysDestroyed):
            phase = .ended
        default:
            throw .outOfPlace(event.name, phase)
        }
    }
}

// MARK: - Version 2

extension LedgerHistory {
    private mutating func applyTwo(_ event: LedgerEvent) throws(LedgerRuleError) {
        if mustPause {
            guard case .pollsPaused(.interruption, _) = event else { throw .notPaused(event.name) }
        }
        switch event {
        case .genesis, .sheetReturned, .interrupted: throw .outOfPlace(event.name, phase)
        case .machineStarted(let start): try takeStart(start)
        case .acted, .sealChecked, .checklist, .reportPrinted:
            try require(event, in: .prepared, .open, .paused, .closed, .final)
        case .copyLost, .copyRestored:
            try require(event, in: .prepared, .open, .paused, .closed)
            try turnCopy(event)
        case .pollsOpened(let time):
            try require(event, in: .prepared)
            guard !mode.isBeforePolls else { throw .mode(event.name, mode) }
            (phase, opened) = (.open, time)
        case .pollsPaused:
            try require(event, in: .open)
            (phase, mustPause) = (.paused, false)
        case .pollsResumed:
            try require(event, in: .paused)
            phase = .open
        case .modeChanged(let next, _, _): try changeMode(to: next, event)
        case .testsFed:
            try require(event, in: .prepared)
            guard mode.isBeforePolls else { throw .mode(event.name, mode) }
        case .sheetAccepted, .sheetUnresolved, .sheetVoided, .sheetsReturned: try takeSheets(event)
        case .batchBegun, .batchEnded, .batchWithdrawn: try takeBatch(event)
        case .controlData(let data):
            try require(event, in: .paused, .closed)
            try require(data.counts, event)
        case .pollsClosed(let close): try takeClose(close, event)
        case .adjudicated(let adjudication):
            try require(event, in: .closed)
            guard self.adjudication == nil else { throw .twice(event.name) }
            guard adjudication.sheets <= counts.counted else {
                throw .sheetsDiffer(event.name, adjudication.sheets, counted: counts.counted)
            }
            try requireBalance(of: adjudication.contests)
            self.adjudication = adjudication
        case .totals(let totals): try takeTotals(totals, event)
        case .keysDestroyed:
            try require(event, in: .final)
            phase = .ended
        }
    }

    private func require(_ event: LedgerEvent, in phases: Phase...) throws(LedgerRuleError) {
        guard phases.contains(phase) else { throw .outOfPlace(event.name, phase) }
    }

    private mutating func takeStart(_ start: MachineStart) throws(LedgerRuleError) {
        try require(.machineStarted(start), in: .prepared, .open, .paused, .closed, .final)
        guard start.definitionDigest == genesis?.definitionDigest else { throw .otherDefinition }
        mustPause = phase == .open && start.after == .interruption
        let run = Software(name: start.software, digest: start.softwareDigest)
        if !software.contains(run) { laterSoftware.append(run) }
    }

    private mutating func changeMode(to next: VotingMode, _ event: LedgerEvent) throws(LedgerRuleError) {
        try require(event, in: .prepared, .open, .paused)
        if let openBatch { throw .batchIsOpen(event.name, openBatch.number) }
        guard next != mode, phase == .prepared || !next.isBeforePolls else { throw .mode(next.rawValue, mode) }
        mode = next
    }

    private mutating func takeSheets(_ event: LedgerEvent) throws(LedgerRuleError) {
        switch event {
        case .sheetAccepted, .sheetUnresolved: try require(event, in: .open)
        default: try require(event, in: .open, .paused)
        }
        guard mode.takesSheets else { throw .mode(event.name, mode) }
        switch event {
        case .sheetAccepted(let number, let box):
            try take(number, into: box)
            counts.accepted += 1
        case .sheetUnresolved(let number, let box):
            try take(number, into: box)
            counts.unresolved += 1
        case .sheetVoided(let number):
            try take(number)
            counts.voided += 1
        case .sheetsReturned(let from, let to):
            guard to >= from else { throw .sheetNumber(to, expected: from) }
            try take(from)
            (nextSheetNumber, counts.returned) = (to + 1, counts.returned + to - from + 1)
        default: throw .outOfPlace(event.name, phase)
        }
    }

    private mutating func takeBatch(_ event: LedgerEvent) throws(LedgerRuleError) {
        switch event {
        case .batchBegun(let number):
            try require(event, in: .open)
            if let openBatch { throw .batchIsOpen(event.name, openBatch.number) }
            guard number == batchCount + 1 else { throw .batch(number, expected: batchCount + 1) }
            (batchCount, openBatch) = (number, Batch(number: number, sheets: 0))
        case .batchEnded(let number, let sheets):
            try require(event, in: .open)
            let batch = try requireOpen(number, sheets, event)
            countsByBatch[number] = batch.sheets
            openBatch = nil
        case .batchWithdrawn(let number, let sheets, let box):
            try require(event, in: .open, .paused)
            let batch = try requireOpen(number, sheets, event)
            counts.withdrawn += batch.sheets
            countsByMode[mode, default: 0] -= batch.sheets
            countsByRoom[Room(mode: mode, batch: number)] = nil
            (openBatch, self.box) = (nil, box)
        default: throw .outOfPlace(event.name, phase)
        }
    }

    private func requireOpen(_ number: Int, _ sheets: Int, _ event: LedgerEvent) throws(LedgerRuleError) -> Batch {
        guard let batch = openBatch else { throw .noBatch(event.name) }
        guard number == batch.number else { throw .batch(number, expected: batch.number) }
        guard sheets == batch.sheets else {
            throw .batchSheets(event.name, stated: sheets, leaves: batch.sheets)
        }
        return batch
    }

    private mutating func takeClose(_ close: PollsClose, _ event: LedgerEvent) throws(LedgerRuleError) {
        try require(event, in: .open, .paused)
        if let openBatch { throw .batchIsOpen(event.name, openBatch.number) }
        try require(close.counts, event)
        let (faults, reasons) = (close.day?.faults ?? [], close.day?.returnReasons ?? [])
        let smallest = genesis?.smallestGroup ?? 1
        for count in faults + reasons
        where count.count == 0 || (count.count < smallest && count.id != PollsClose.other) {
            throw .fewSheets(count.id, count.count, smallest: smallest)
        }
        let sum = reasons.reduce(0) { $0 + $1.count }
        guard sum == counts.returned else { throw .reasons(sum, returned: counts.returned) }
        (self.close, phase) = (close, .closed)
    }

    private mutating func takeTotals(_ totals: Totals, _ event: LedgerEvent) throws(LedgerRuleError) {
        try require(event, in: .closed)
        try requireResult(totals)
        (self.totals, phase) = (totals, .final)
    }

    /// Requires that totals which nobody signed are those of the sheets so far: as the next leaf, where polls are closed; else as
    /// if they had been closed, with what is said then, and the batch that is open ended.
    public func requireUnsigned(_ totals: Totals) throws(LedgerRuleError) {
        var closed = self
        if phase == .open || phase == .paused {
            if let openBatch { closed.countsByBatch[openBatch.number] = openBatch.sheets }
            (closed.openBatch, closed.mustPause, closed.phase) = (nil, false, .closed)
        }
        try closed.apply(.totals(totals))
    }

    private func requireResult(_ totals: Totals) throws(LedgerRuleError) {
        try requireBox(of: totals, .two)
        try requireBalance(of: totals.contests)
        func counts(_ numbers: [String: Int]) -> [Totals.Count] {
            numbers.filter { $0.value != 0 }.map { Totals.Count(id: $0.key, count: $0.value) }.sorted
        }
        let modes = counts(Dictionary(uniqueKeysWithValues: countsByMode.map { ($0.key.rawValue, $0.value) }))
        let batches = counts(Dictionary(uniqueKeysWithValues: countsByBatch.map { ("\($0.key)", $0.value) }))
        guard totals.modes == modes else { throw .partsDiffer("modes") }
        guard totals.batches == batches else { throw .partsDiffer("batches") }
        guard let adjudication else { return }
        guard adjudication.contests.count == totals.contests.count,
            zip(adjudication.contests, totals.contests).allSatisfy({ $0.isAlike($1) })
        else { throw .contestsDiffer }
    }

    private func requireBalance(of contests: [ContestTotals]) throws(LedgerRuleError) {
        if let imbalance = contests.firstImbalance(counted: counts.counted, .two) { throw .imbalance(imbalance) }
    }
}

// MARK: - What both have

extension LedgerHistory {
    /// A sheet whose record went into the box.
    private mutating func take(_ number: Int, into box: BoxCommitment) throws(LedgerRuleError) {
        guard let genesis, counts.counted < genesis.box.slotCount else { throw .boxFull }
        try take(number)
        self.box = box
        countsByMode[mode, default: 0] += 1
        countsByRoom[Room(mode: mode, batch: openBatch?.number), default: 0] += 1
        openBatch?.sheets += 1
    }

    private mutating func take(_ number: Int) throws(LedgerRuleError) {
        guard number == nextSheetNumber, number <= LedgerEvent.greatestNumber else {
            throw .sheetNumber(number, expected: nextSheetNumber)
        }
        nextSheetNumber += 1
    }

    /// Lost and restored take turns.
    private mutating func turnCopy(_ event: LedgerEvent) throws(LedgerRuleError) {
        guard (event == .copyRestored) == isCopyLost else { throw .outOfPlace(event.name, phase) }
        isCopyLost.toggle()
        if isCopyLost { copyLossCount += 1 } else { hadCopy = true }
    }

    private func require(_ stated: SheetCounts, _ event: LedgerEvent) throws(LedgerRuleError) {
        guard stated == counts else { throw .countsDiffer(event.name, stated: stated, leaves: counts) }
    }

    private func requireBox(of totals: Totals, _ format: LedgerFormat) throws(LedgerRuleError) {
        guard totals.sheets == counts.counted else {
            throw .sheetsDiffer("totals", totals.sheets, counted: counts.counted)
        }
        guard BoxCommitment(blind: totals.boxBlind, root: totals.boxRoot, format) == box else { throw .boxDiffers }
    }
}

/// The rule that an event breaks where it stands.
public enum LedgerRuleError: Error, Hashable, CustomStringConvertible {
    /// An event that cannot follow in this phase.
    case outOfPlace(String, LedgerHistory.Phase)
    /// An event where polls have to be paused first.
    case notPaused(String)
    /// An event that cannot follow in this mode.
    case mode(String, VotingMode)
    /// An event that comes once, a second time.
    case twice(String)
    /// The machine started with another definition than the genesis's.
    case otherDefinition
    /// A sheet's number is not the next one.
    case sheetNumber(Int, expected: Int)
    /// More sheets than the box has slots.
    case boxFull
    /// The box is not the one that was committed to.
    case boxDiffers
    /// A batch's number is not the next one, or the open one's.
    case batch(Int, expected: Int)
    /// An event that cannot follow while this batch is open.
    case batchIsOpen(String, Int)
    /// An event of a batch while none is open.
    case noBatch(String)
    /// An event states another number of a batch's sheets than the leaves have.
    case batchSheets(String, stated: Int, leaves: Int)
    /// An event states other counts than the leaves have.
    case countsDiffer(String, stated: SheetCounts, leaves: SheetCounts)
    /// An event is of another number of sheets than were counted.
    case sheetsDiffer(String, Int, counted: Int)
    /// A sum is named that has fewer sheets than may be named.
    case fewSheets(String, Int, smallest: Int)
    /// Reasons do not add up to the sheets that were returned.
    case reasons(Int, returned: Int)
    /// Parts of the totals, modes or batches, are not those of the leaves.
    case partsDiffer(String)
    /// The adjudication is of other contests than the totals.
    case contestsDiffer
    /// A contest's sums do not add up, in words.
    case imbalance(String)

    public var description: String {
        switch self {
        case .outOfPlace(let name, let phase): "\(name) cannot follow while the ledger is \(phase)"
        case .notPaused(let name): "\(name) where polls have to be paused first: the machine was interrupted"
        case .mode(let name, let mode): "\(name) cannot follow in the mode \(mode.rawValue)"
        case .twice(let name): "\(name) a second time"
        case .otherDefinition: "the machine started with another definition than the genesis's"
        case .sheetNumber(let number, let expected): "sheet \(number) where \(expected) is next"
        case .boxFull: "more sheets than the ballot box has slots"
        case .boxDiffers: "the ballot box that the totals are of is not the one that was committed to"
        case .batch(let number, let expected): "batch \(number) where \(expected) is expected"
        case .batchIsOpen(let name, let number): "\(name) while batch \(number) is open"
        case .noBatch(let name): "\(name) while no batch is open"
        case .batchSheets(let name, let stated, let leaves):
            "\(name) with \(stated) sheets, but the leaves have \(leaves)"
        case .countsDiffer(let name, let stated, let leaves): "\(name) with \(stated), but the leaves have \(leaves)"
        case .sheetsDiffer(let name, let sheets, let counted):
            "\(name) of \(sheets) sheets, but \(counted) were counted"
        case .fewSheets(let id, let count, let smallest):
            "\(PercentEscaping.escape(id, slash: false)) with \(count) sheets, where at least \(max(1, smallest)) are "
                + "named"
        case .reasons(let sum, let returned): "return reasons of \(sum) sheets, but \(returned) were returned"
        case .partsDiffer(let what): "the \(what) of the totals are not those of the leaves"
        case .contestsDiffer: "the totals have other contests, options or ballots than before adjudication"
        case .imbalance(let what): what
        }
    }
}
