/// What the leaves so far mean, and which ones may come next.
///
/// ```
/// empty --genesis--> prepared --pollsOpened--> open --pollsClosed--> closed --totals--> final
///                                              |  ^
///                                              +--+ sheetAccepted, sheetReturned, sheetsVoided
/// ```
/// The writer asks before it signs, the verifier after: one set of rules for both.
public struct LedgerHistory: Hashable, Sendable {
    /// Where in its life a ledger is.
    public enum Phase: String, Hashable, Sendable {
        case empty, prepared, open, closed, final
    }

    public private(set) var phase = Phase.empty
    /// Sheets of each outcome, as the leaves say one by one.
    public private(set) var counts = SheetCounts()
    /// The number that the next sheet bears.
    public private(set) var nextSheetNumber = 1
    public private(set) var genesis: Genesis?
    public private(set) var totals: Totals?

    public init() {}

    /// Takes the next leaf's event, or says which rule it breaks and stays as it is.
    public mutating func apply(_ event: LedgerEvent) throws(LedgerRuleError) {
        switch (phase, event) {
        case (.empty, .genesis(let genesis)):
            self.genesis = genesis
            phase = .prepared
        case (.prepared, .pollsOpened):
            phase = .open
        case (.open, .sheetAccepted(let number)):
            try take(number)
            counts.accepted += 1
        case (.open, .sheetReturned(let number)):
            try take(number)
            counts.returned += 1
        case (.open, .sheetsVoided(let count)):
            guard count > 0, count <= counts.counted else { throw .voidedTooMany(count, of: counts.counted) }
            counts.voided += count
        case (.open, .pollsClosed(let accepted, let returned, let voided)):
            let stated = SheetCounts(accepted: accepted, returned: returned, voided: voided)
            guard stated == counts else { throw .countsDiffer(stated: stated, leaves: counts) }
            phase = .closed
        case (.closed, .totals(let totals)):
            guard totals.sheets == counts.counted else { throw .sheetsDiffer(totals.sheets, counted: counts.counted) }
            if let imbalance = totals.firstImbalance(returned: counts.returned) { throw .imbalance(imbalance) }
            self.totals = totals
            phase = .final
        default:
            throw .outOfPlace(event.name, phase)
        }
    }

    private mutating func take(_ number: Int) throws(LedgerRuleError) {
        guard number == nextSheetNumber, number <= LedgerEvent.greatestNumber else {
            throw .sheetNumber(number, expected: nextSheetNumber)
        }
        nextSheetNumber += 1
    }
}

/// How many sheets had each outcome.
public struct SheetCounts: Hashable, Sendable {
    public var accepted: Int
    public var returned: Int
    /// Of the accepted ones, those whose records an interrupted run lost.
    public var voided: Int

    public init(accepted: Int = 0, returned: Int = 0, voided: Int = 0) {
        (self.accepted, self.returned, self.voided) = (accepted, returned, voided)
    }

    /// Sheets that the totals are of.
    public var counted: Int { accepted - voided }
}

/// The rule that an event breaks where it stands.
public enum LedgerRuleError: Error, Hashable, CustomStringConvertible {
    case outOfPlace(String, LedgerHistory.Phase)
    case sheetNumber(Int, expected: Int)
    case voidedTooMany(Int, of: Int)
    case countsDiffer(stated: SheetCounts, leaves: SheetCounts)
    case sheetsDiffer(Int, counted: Int)
    case imbalance(String)

    public var description: String {
        switch self {
        case .outOfPlace(let name, let phase): "\(name) cannot follow while the ledger is \(phase)"
        case .sheetNumber(let number, let expected): "sheet \(number) where \(expected) is next"
        case .voidedTooMany(let count, let counted): "\(count) sheets voided of \(counted) counted"
        case .countsDiffer(let stated, let leaves):
            "polls closed with \(stated.accepted) accepted, \(stated.returned) returned, \(stated.voided) voided, but the "
                + "leaves have \(leaves.accepted), \(leaves.returned), \(leaves.voided)"
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
        case .sheetsVoided: "sheets voided"
        case .pollsClosed: "polls closed"
        case .totals: "totals"
        }
    }
}
