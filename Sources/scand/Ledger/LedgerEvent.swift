/// What one leaf says.
///
/// Nothing here ties a vote to a moment: no content of a sheet, no time, and no reason beside a sheet's number. The leaves
/// of sheets all have one length.
public enum LedgerEvent: Hashable, Sendable {
    /// The ledger begins.
    case genesis(Genesis)
    /// From here on sheets count.
    case pollsOpened
    /// The sheet of this number went into the box; sheets are numbered from 1, accepted and returned in one row.
    case sheetAccepted(number: Int)
    /// The sheet of this number went back to the voter and changed no total.
    case sheetReturned(number: Int)
    /// So many accepted sheets have no record: an interrupted run held them in memory only. They must be fed again.
    case sheetsVoided(count: Int)
    /// No sheet counts any more; what the leaves before say, added up.
    case pollsClosed(accepted: Int, returned: Int, voided: Int)
    /// The result. Nothing follows.
    case totals(Totals)

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
        case .sheetAccepted(let number): Self.sheet("sheet-accepted", number)
        case .sheetReturned(let number): Self.sheet("sheet-returned", number)
        case .sheetsVoided(let count): Self.counts("sheets-voided", ["count": count])
        case .pollsClosed(let accepted, let returned, let voided):
            Self.counts("polls-closed", ["accepted": accepted, "returned": returned, "voided": voided])
        case .totals(let totals): totals.leafText
        }
    }

    private init(_ text: LeafText) throws(LeafError) {
        var fields = LeafFields(text)
        switch text.type {
        case "genesis": self = .genesis(try Genesis(&fields))
        case "polls-opened": self = .pollsOpened
        case "sheet-accepted": self = .sheetAccepted(number: try fields.number("number", width: Self.numberWidth))
        case "sheet-returned": self = .sheetReturned(number: try fields.number("number", width: Self.numberWidth))
        case "sheets-voided": self = .sheetsVoided(count: try fields.number("count"))
        case "polls-closed":
            self = .pollsClosed(
                accepted: try fields.number("accepted"), returned: try fields.number("returned"),
                voided: try fields.number("voided"))
        case "totals": self = .totals(try Totals(&fields))
        default: throw .unknownType(text.type)
        }
        try fields.finish()
    }

    private static func sheet(_ type: String, _ number: Int) -> LeafText {
        var text = LeafText(type: type)
        text.add("number", value: Decimal.padded(number, width: numberWidth))
        return text
    }

    private static func counts(_ type: String, _ counts: KeyValuePairs<String, Int>) -> LeafText {
        var text = LeafText(type: type)
        for (key, count) in counts { text.add(key, value: count) }
        return text
    }
}
