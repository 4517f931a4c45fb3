/// Sheets' leaves, read by their form alone: they are nearly all leaves of a ledger, and each has a fixed length.
///
/// ```
/// scand/v1 sheet-accepted\n        scand/v1 sheet-returned\n
/// box <64 hex digits>\n            number <10 digits>\n
/// number <10 digits>\n
/// ```
/// The general parser is the twin: what is read here, it reads as the same.
struct SheetLeaf {
    /// What stands before the box's digits, or before the number where there is no box.
    private let head: [UInt8]
    private let hasBox: Bool
    private let event: @Sendable (Int, BoxCommitment?) -> LedgerEvent?

    private static let digitCount = 2 * BoxCommitment.byteCount
    private static let number = Array("number ".utf8)
    private static let newline = UInt8(ascii: "\n")

    private static let forms = [
        SheetLeaf("sheet-accepted", hasBox: true) { number, box in box.map { .sheetAccepted(number: number, box: $0) }
        },
        SheetLeaf("sheet-returned", hasBox: false) { number, _ in .sheetReturned(number: number) },
        SheetLeaf("sheet-voided", hasBox: false) { number, _ in .sheetVoided(number: number) },
        SheetLeaf("sheet-unresolved", hasBox: true) { number, box in
            box.map { .sheetUnresolved(number: number, box: $0) }
        },
    ]

    private init(_ type: String, hasBox: Bool, event: @escaping @Sendable (Int, BoxCommitment?) -> LedgerEvent?) {
        head = Array("\(LeafText.version) \(type)\n\(hasBox ? "box " : "")".utf8)
        (self.hasBox, self.event) = (hasBox, event)
    }

    private var byteCount: Int {
        head.count + (hasBox ? Self.digitCount + 1 : 0) + Self.number.count + LedgerEvent.numberWidth + 1
    }

    /// The event of a leaf that has one of the forms to the letter; nil for any other.
    static func event(of leaf: ArraySlice<UInt8>) -> LedgerEvent? {
        for form in forms where form.byteCount == leaf.count && leaf.starts(with: form.head) {
            return form.event(behindHeadOf: leaf)
        }
        return nil
    }

    private func event(behindHeadOf leaf: ArraySlice<UInt8>) -> LedgerEvent? {
        var rest = leaf.dropFirst(head.count)
        var box: BoxCommitment?
        if hasBox {
            box = BoxCommitment(digits: rest.prefix(Self.digitCount))
            rest = rest.dropFirst(Self.digitCount)
            guard box != nil, rest.popFirst() == Self.newline else { return nil }
        }
        guard rest.starts(with: Self.number), rest.last == Self.newline,
            let number = Decimal.parse(rest.dropFirst(Self.number.count).dropLast(), width: LedgerEvent.numberWidth)
        else { return nil }
        return event(number, box)
    }
}

extension LedgerEvent {
    /// Reads a leaf that stands in a longer text: as `init(parsing:)` does, and quickly where it is a sheet's.
    public init(reading leaf: ArraySlice<UInt8>) throws(LeafError) {
        if let event = SheetLeaf.event(of: leaf) { self = event } else { self = try LedgerEvent(parsing: Array(leaf)) }
    }
}
