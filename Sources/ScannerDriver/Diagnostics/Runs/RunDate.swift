/// When a run was made, to the second and in UTC: "2026-11-23T10:15:00Z".
///
/// A text that sorts by time, and that every reader of the records can read. Calibration is no voting: its times are told.
public struct RunDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let description: String

    /// - Returns: `nil` unless the text has exactly this form and names a day that there is, from 2000 to 2999.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == Self.form.count, zip(bytes, Self.form).allSatisfy({ Self.fits($0, $1) }) else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - 48) } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        guard (2000...2999).contains(year), (1...12).contains(month),
            (1...Self.length(of: month, year)).contains(day), number(11..<13) < 24, number(14..<16) < 60,
            number(17..<19) < 60
        else { return nil }
        description = text
    }

    private static let form = Array("0000-00-00T00:00:00Z".utf8)

    private static func fits(_ byte: UInt8, _ form: UInt8) -> Bool {
        form == UInt8(ascii: "0") ? (48...57).contains(byte) : byte == form
    }

    private static func length(of month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public static func < (a: Self, b: Self) -> Bool { a.description < b.description }

    /// The day alone: "2026-11-23".
    public var day: String { String(description.prefix(10)) }

    /// For names of files: "20261123T101500Z".
    public var compact: String { description.filter { $0 != "-" && $0 != ":" } }

    /// Whole days between two dates' days.
    public func days(since earlier: RunDate) -> Int { dayNumber - earlier.dayNumber }

    /// Days since a fixed day (H. Hinnant, "chrono-compatible low-level date algorithms": years begin in March).
    private var dayNumber: Int {
        let parts = day.split(separator: "-").compactMap { Int($0) }
        let (year, month) = parts[1] > 2 ? (parts[0], parts[1] - 3) : (parts[0] - 1, parts[1] + 9)
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + parts[2] - 1
    }
}

extension RunDate: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = RunDate(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "is no date: expected a form like 2026-11-23T10:15:00Z")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
