/// Whole numbers as signed texts write them: ASCII digits, no sign, no leading zero.
enum Decimal {
    /// The number, or nil for any other spelling and for numbers that do not fit.
    static func parse(_ text: some Collection<UInt8>) -> Int? {
        guard let first = text.first, first != UInt8(ascii: "0") || text.count == 1 else { return nil }
        return value(of: text)
    }

    /// The number written with zeros before it up to a fixed width, or nil for another width.
    static func parse(_ text: some Collection<UInt8>, width: Int) -> Int? {
        text.count == width ? value(of: text) : nil
    }

    /// A number with zeros before it, so that texts of one kind have one length.
    static func padded(_ number: Int, width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func value(of digits: some Collection<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            let (shifted, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (next, carried) = shifted.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            if overflowed || carried { return nil }
            value = next
        }
        return value
    }
}
