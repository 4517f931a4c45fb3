/// What one leaf says.
///
/// Nothing here ties a vote to a moment: no content of a sheet, no time, and no reason beside a sheet's number. The leaves
/// of sheets with one outcome all have one length.
public enum LedgerEvent: Hashable, Sendable {
    /// The ledger begins.
    case genesis(Genesis)
    /// From here on sheets count.
    case pollsOpened
    /// The sheet of this number went into the box; sheets are numbered from 1, accepted and returned in one row.
    /// The commitment is to the ballot box with its record.
    case sheetAccepted(number: Int, box: BoxCommitment)
    /// The sheet of this number went back to the voter and changed no total.
    case sheetReturned(number: Int)
    /// The sheet of this number had its record sealed, but was still in the machine after an interruption and went back: its
    /// record was taken out of the box again, and it may be cast anew.
    case sheetVoided(number: Int)
    /// The sheet of this number has its record in the box and counts, but an interruption hid whether its paper fell into
    /// the box: people compare the paper in the box with the count.
    case sheetUnresolved(number: Int, box: BoxCommitment)
    /// The machine stopped without being told to, and goes on here.
    case interrupted
    /// From here on nothing is written to the second copy.
    case copyLost
    /// The second copy holds everything again.
    case copyRestored
    /// No sheet counts any more; what the leaves before say, added up.
    case pollsClosed(SheetCounts)
    /// The result.
    case totals(Totals)
    /// The keys that blinded and covered the ballot box are gone. Nothing follows.
    case keysDestroyed

    /// Digits of a sheet's number: enough for any box, and always the same.
    static let numberWidth = 10
    /// Greatest number of a sheet.
    public static let greatestNumber = 9_999_999_999
}

extension LedgerEvent {
    /// The leaf's bytes.
    public var encoded: [UInt8] { leafText.encoded }

    /// Reads a leaf, strictly: what is accepted is exactly what `encoded` gives back.
    public init(parsing bytes: [UInt8]) throws(LeafError) {
        let text = try LeafText(parsing: bytes)
        self = try LedgerEvent(text)
        guard encoded == bytes else { throw .unreadable("it is not written as \(LeafText.version) writes it") }
    }

    private var leafText: LeafText {
        switch self {
        case .genesis(let genesis): genesis.leafText
        case .pollsOpened: LeafText(type: "polls-opened")
        case .sheetAccepted(let number, let box): Self.sheet("sheet-accepted", number, box)
        case .sheetReturned(let number): Self.sheet("sheet-returned", number)
        case .sheetVoided(let number): Self.sheet("sheet-voided", number)
        case .sheetUnresolved(let number, let box): Self.sheet("sheet-unresolved", number, box)
        case .interrupted: LeafText(type: "interrupted")
        case .copyLost: LeafText(type: "copy-lost")
        case .copyRestored: LeafText(type: "copy-restored")
        case .pollsClosed(let counts): counts.leafText
        case .totals(let totals): totals.leafText
        case .keysDestroyed: LeafText(type: "keys-destroyed")
        }
    }

    private init(_ text: LeafText) throws(LeafError) {
        var fields = LeafFields(text)
        switch text.type {
        case "genesis": self = .genesis(try Genesis(&fields))
        case "polls-opened": self = .pollsOpened
        case "sheet-accepted":
            self = .sheetAccepted(number: try Self.number(&fields), box: try fields.commitment("box"))
        case "sheet-returned": self = .sheetReturned(number: try Self.number(&fields))
        case "sheet-voided": self = .sheetVoided(number: try Self.number(&fields))
        case "sheet-unresolved":
            self = .sheetUnresolved(number: try Self.number(&fields), box: try fields.commitment("box"))
        case "interrupted": self = .interrupted
        case "copy-lost": self = .copyLost
        case "copy-restored": self = .copyRestored
        case "polls-closed": self = .pollsClosed(try SheetCounts(&fields))
        case "totals": self = .totals(try Totals(&fields))
        case "keys-destroyed": self = .keysDestroyed
        default: throw .unknownType(text.type)
        }
        try fields.finish()
    }

    private static func sheet(_ type: String, _ number: Int, _ box: BoxCommitment? = nil) -> LeafText {
        var text = LeafText(type: type)
        text.add("number", value: Decimal.padded(number, width: numberWidth))
        if let box { text.add("box", value: box) }
        return text
    }

    private static func number(_ fields: inout LeafFields) throws(LeafError) -> Int {
        try fields.number("number", width: numberWidth)
    }
}
