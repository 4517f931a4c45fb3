/// What the leaves so far mean, and which ones may come next.
///
/// ```
/// empty --genesis--> prepared --pollsOpened--> open --pollsClosed--> closed --totals--> final --keysDestroyed--> ended
///                                              |  ^
///                                              +--+ sheetAccepted, sheetReturned, sheetVoided, sheetUnresolved
///
/// prepared, open, closed: interrupted, copyLost, copyRestored
/// ```
/// The writer asks before it signs, the verifier after: one set of rules for both.
public struct LedgerHistory: Hashable, Sendable {
    /// Where in its life a ledger is.
    public enum Phase: String, Hashable, Sendable {
        case empty, prepared, open, closed, final, ended
    }

    public private(set) var phase = Phase.empty
    /// Sheets of each outcome, as the leaves say one by one.
    public private(set) var counts = SheetCounts()
    /// The number that the next sheet bears.
    public private(set) var nextSheetNumber = 1
    public private(set) var genesis: Genesis?
    public private(set) var totals: Totals?
    /// The newest commitment to the ballot box.
    public private(set) var box: BoxCommitment?
    /// Whether the second copy is given up for now.
    public private(set) var isCopyLost = false
    /// Whether there ever was one: polls opened with it, or it came later.
    public private(set) var hadCopy = false

    public init() {}

    /// Takes the next leaf's event, or says which rule it breaks and stays as it is.
    public mutating func apply(_ event: LedgerEvent) throws(LedgerRuleError) {
        switch (phase, event) {
        case (.empty, .genesis(let genesis)):
            self.genesis = genesis
            box = genesis.box.commitment
            phase = .prepared
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
        case (.prepared, .copyLost), (.open, .copyLost), (.closed, .copyLost):
            guard !isCopyLost else { throw .outOfPlace(event.name, phase) }
            isCopyLost = true
        case (.prepared, .copyRestored), (.open, .copyRestored), (.closed, .copyRestored):
            guard isCopyLost else { throw .outOfPlace(event.name, phase) }
            isCopyLost = false
            hadCopy = true
        case (.open, .pollsClosed(let stated)):
            guard stated == counts else { throw .countsDiffer(stated: stated, leaves: counts) }
            phase = .closed
        case (.closed, .totals(let totals)):
            guard totals.sheets == counts.counted else { throw .sheetsDiffer(totals.sheets, counted: counts.counted) }
            guard BoxCommitment(blind: totals.boxBlind, root: totals.boxRoot) == box else { throw .boxDiffers }
            if let imbalance = totals.firstImbalance(returned: counts.returned) { throw .imbalance(imbalance) }
            self.totals = totals
            phase = .final
        case (.final, .keysDestroyed):
            phase = .ended
        default:
            throw .outOfPlace(event.name, phase)
        }
    }

    /// A sheet whose record went into the box.
    private mutating func take(_ number: Int, into box: BoxCommitment) throws(LedgerRuleError) {
        guard let genesis, counts.counted < genesis.box.slotCount else { throw .boxFull }
        try take(number)
        self.box = box
    }

    private mutating func take(_ number: Int) throws(LedgerRuleError) {
        guard number == nextSheetNumber, number <= LedgerEvent.greatestNumber else {
            throw .sheetNumber(number, expected: nextSheetNumber)
        }
        nextSheetNumber += 1
    }
}

/// The rule that an event breaks where it stands.
public enum LedgerRuleError: Error, Hashable, CustomStringConvertible {
    case outOfPlace(String, LedgerHistory.Phase)
    case sheetNumber(Int, expected: Int)
    case boxFull
    case boxDiffers
    case countsDiffer(stated: SheetCounts, leaves: SheetCounts)
    case sheetsDiffer(Int, counted: Int)
    case imbalance(String)

    public var description: String {
        switch self {
        case .outOfPlace(let name, let phase): "\(name) cannot follow while the ledger is \(phase)"
        case .sheetNumber(let number, let expected): "sheet \(number) where \(expected) is next"
        case .boxFull: "more sheets than the ballot box has slots"
        case .boxDiffers: "the ballot box that the totals are of is not the one that was committed to"
        case .countsDiffer(let stated, let leaves):
            "polls closed with \(stated), but the leaves have \(leaves)"
        case .sheetsDiffer(let sheets, let counted): "totals of \(sheets) sheets, but \(counted) were counted"
        case .imbalance(let what): what
        }
    }
}

extension LedgerEvent {
    /// The event's kind, for people.
    public var name: String {
        switch self {
        case .genesis: "genesis"
        case .pollsOpened: "polls opened"
        case .sheetAccepted: "sheet accepted"
        case .sheetReturned: "sheet returned"
        case .sheetVoided: "sheet voided"
        case .sheetUnresolved: "sheet unresolved"
        case .interrupted: "interrupted"
        case .copyLost: "copy lost"
        case .copyRestored: "copy restored"
        case .pollsClosed: "polls closed"
        case .totals: "totals"
        case .keysDestroyed: "keys destroyed"
        }
    }
}
