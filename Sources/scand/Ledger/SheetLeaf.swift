/// Sheets' leaves, read by their form alone: they are nearly all leaves of a ledger, and each has a fixed length.
///
/// ```
/// scand/v2 sheet-accepted\n        scand/v2 sheets-returned\n
/// box <64 hex digits>\n            from <10 digits>\n
/// number <10 digits>\n             to <10 digits>\n
/// ```
/// The general parser is the twin: what is read here, it reads as the same.
struct SheetLeaf {
    /// What the leaf begins with, up to the first digits.
    private let head: [UInt8]
    private let fields: [Field]
    private let event: @Sendable (_ numbers: [Int], _ box: BoxCommitment?) -> LedgerEvent?

    private enum Field: String {
        case box, number, from, to
        var digitCount: Int { self == .box ? 2 * BoxCommitment.byteCount : LedgerEvent.numberWidth }
        var key: [UInt8] { Array("\(rawValue) ".utf8) }
    }

    private static let newline = UInt8(ascii: "\n")

    private static func both(_ format: LedgerFormat) -> [SheetLeaf] {
        [
            SheetLeaf(format, "sheet-accepted", [.box, .number]) { numbers, box in
                box.map { .sheetAccepted(number: numbers[0], box: $0) }
            },
            SheetLeaf(format, "sheet-voided", [.number]) { numbers, _ in .sheetVoided(number: numbers[0]) },
            SheetLeaf(format, "sheet-unresolved", [.box, .number]) { numbers, box in
                box.map { .sheetUnresolved(number: numbers[0], box: $0) }
            },
        ]
    }

    private static let formsOfOne =
        both(.one) + [
            SheetLeaf(.one, "sheet-returned", [.number]) { numbers, _ in .sheetReturned(number: numbers[0]) }
        ]
    private static let formsOfTwo =
        both(.two) + [
            SheetLeaf(.two, "sheets-returned", [.from, .to]) { numbers, _ in
                .sheetsReturned(from: numbers[0], to: numbers[1])
            }
        ]

    private init(
        _ format: LedgerFormat, _ type: String, _ fields: [Field],
        event: @escaping @Sendable ([Int], BoxCommitment?) -> LedgerEvent?
    ) {
        head = Array("\(format.header) \(type)\n\(fields[0].rawValue) ".utf8)
        (self.fields, self.event) = (fields, event)
        byteCount =
            head.count + fields.reduce(0) { $0 + $1.digitCount + 1 }
            + fields.dropFirst().reduce(0) { $0 + $1.key.count }
    }

    private let byteCount: Int

    /// The event of a leaf that has one of the forms to the letter; nil for any other.
    static func event(of leaf: ArraySlice<UInt8>, as format: LedgerFormat) -> LedgerEvent? {
        let forms = format == .one ? formsOfOne : formsOfTwo
        for form in forms where form.byteCount == leaf.count && leaf.starts(with: form.head) {
            return form.event(behindHeadOf: leaf)
        }
        return nil
    }

    private func event(behindHeadOf leaf: ArraySlice<UInt8>) -> LedgerEvent? {
        var rest = leaf.dropFirst(head.count)
        var (numbers, box): ([Int], BoxCommitment?) = ([], nil)
        for (place, field) in fields.enumerated() {
            if place > 0 {
                guard rest.starts(with: field.key) else { return nil }
                rest = rest.dropFirst(field.rawValue.utf8.count + 1)
            }
            let digits = rest.prefix(field.digitCount)
            rest = rest.dropFirst(field.digitCount)
            guard rest.popFirst() == Self.newline else { return nil }
            if field == .box {
                box = BoxCommitment(digits: digits)
                guard box != nil else { return nil }
            } else {
                guard let number = Decimal.parse(digits, width: LedgerEvent.numberWidth), number > 0 else {
                    return nil
                }
                numbers.append(number)
            }
        }
        return event(numbers, box)
    }
}

extension LedgerEvent {
    /// Reads a leaf that stands in a longer text: as `init(parsing:as:)` does, and quickly where it is a sheet's.
    public init(reading leaf: ArraySlice<UInt8>, as format: LedgerFormat) throws(LeafError) {
        if let event = SheetLeaf.event(of: leaf, as: format) {
            self = event
        } else {
            self = try LedgerEvent(parsing: Array(leaf), as: format)
        }
    }
}
