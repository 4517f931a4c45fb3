/// The value of an option of a SANE device, as a person writes it: `yes`, `200`, `215.9`, `ADF Duplex`.
public enum SANEOptionValue: Hashable, Sendable, Codable {
    case bool(Bool)
    case int(Int32)
    case fixed(Double)
    case string(String)
}

extension SANEOptionValue: CustomStringConvertible {
    public var description: String {
        switch self {
        case .bool(let value): value ? "yes" : "no"
        case .int(let value): "\(value)"
        case .fixed(let value): SANEOptionValue.written(value)
        case .string(let value): value
        }
    }

    /// The value as a number, when it is one.
    package var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .fixed(let value): value
        case .bool, .string: nil
        }
    }

    /// A number without a fraction that says nothing: `200`, `215.9`.
    package static func written(_ number: Double) -> String {
        if number == number.rounded(), abs(number) < 1e9 { return "\(Int(number))" }
        let thousandths = (number * 1000).rounded() / 1000
        return "\(thousandths)"
    }
}
