/// A minute in UTC, as the machine's clock said it: `2026-11-28T19:50Z`. It proves nothing, and times need not ascend.
public struct LedgerTime: Hashable, Sendable {
    /// Minutes since 1970 began.
    public let minutesSince1970: Int

    private static let years = 2000...2099

    /// The minute that a second belongs to; nil outside the years 2000 to 2099.
    public init?(secondsSince1970 seconds: Int) {
        minutesSince1970 = Self.quotient(seconds, 60)
        guard Self.years ~= fields.year else { return nil }
    }

    /// Reads `YYYY-MM-DDThh:mmZ`; nil unless it is exactly so and there is such a minute.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let form = Array("dddd-dd-ddTdd:ddZ".utf8)
        guard bytes.count == form.count else { return nil }
        var numbers: [Int] = []
        for (place, (byte, expected)) in zip(bytes, form).enumerated() {
            guard expected == UInt8(ascii: "d") else {
                if byte != expected { return nil }
                continue
            }
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            if place == 0 || form[place - 1] != expected { numbers.append(0) }
            numbers[numbers.count - 1] = 10 * numbers[numbers.count - 1] + Int(byte - UInt8(ascii: "0"))
        }
        let (year, month, day, hour, minute) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
        guard Self.years ~= year, 1...12 ~= month, 1...31 ~= day, 0...23 ~= hour, 0...59 ~= minute else { return nil }
        minutesSince1970 = (Self.days(year, month, day) * 24 + hour) * 60 + minute
        // A day that the month does not have reads back as one of the next.
        guard description == text else { return nil }
    }

    /// Days since 1970 began. March comes first, so that the day that only some years have is the last of its year.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    /// Rounded down, also below zero.
    private static func quotient(_ number: Int, _ divisor: Int) -> Int {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    private var fields: (year: Int, month: Int, day: Int, minute: Int) {
        let days = Self.quotient(minutesSince1970, 1440)
        let minute = minutesSince1970 - 1440 * days
        let fromZero = days + 719_468
        let era = Self.quotient(fromZero, 146_097)
        let dayOfEra = fromZero - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let calendarMonth = month < 10 ? month + 3 : month - 9
        return (yearOfEra + 400 * era + (calendarMonth <= 2 ? 1 : 0), calendarMonth, day, minute)
    }
}

extension LedgerTime: CustomStringConvertible {
    /// `YYYY-MM-DDThh:mmZ`.
    public var description: String {
        let (year, month, day, minute) = fields
        func two(_ number: Int) -> String { Decimal.padded(number, width: 2) }
        return "\(year)-\(two(month))-\(two(day))T\(two(minute / 60)):\(two(minute % 60))Z"
    }
}
