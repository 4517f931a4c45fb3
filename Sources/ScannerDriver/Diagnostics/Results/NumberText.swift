/// Numbers as people read them: without a locale, so that the same run gives the same text on every machine.
public enum NumberText {
    /// A number with so many digits behind the point; "0.0" for what rounds to minus zero.
    public static func text(_ value: Double, digits: Int = 1) -> String {
        guard value.isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (value * scale).rounded()
        // Beyond this no digit behind the point has a meaning.
        guard rounded.magnitude < 1e15 else { return "\(value)" }
        let whole = Int(rounded.magnitude)
        let sign = rounded < 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let fraction = String(whole % Int(scale))
        return "\(sign)\(whole / Int(scale)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }

    /// A number of things with their name: "1 column", "3 columns".
    public static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
}

extension Measurement {
    /// The value with its unit: "83.4 mm", "12 %", "3".
    public var valueText: String { Self.text(value, unit) }

    /// What it has to be, in words; `nil` without bounds.
    public var boundsText: String? {
        switch (bounds?.least, bounds?.most) {
        case (let least?, let most?): "\(Self.text(least, unit)) to \(Self.text(most, unit))"
        case (let least?, nil): "at least \(Self.text(least, unit))"
        case (nil, let most?): "at most \(Self.text(most, unit))"
        case (nil, nil): nil
        }
    }

    private static func text(_ value: Double, _ unit: Unit) -> String {
        let number = NumberText.text(value, digits: unit.digits)
        switch unit {
        case .count: return number
        case .degrees: return number + unit.rawValue
        case .millimetres, .percent, .grayLevels, .pixels, .dotsPerInch, .days, .deviceUnits:
            return "\(number) \(unit.rawValue)"
        }
    }
}

extension Measurement.Unit {
    fileprivate var digits: Int {
        switch self {
        case .millimetres, .degrees: 2
        case .percent, .grayLevels, .dotsPerInch: 1
        case .pixels, .count, .days, .deviceUnits: 0
        }
    }
}
