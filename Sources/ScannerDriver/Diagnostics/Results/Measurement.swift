/// A number that a check found, with its unit and what it has to be.
public struct Measurement: Hashable, Sendable, Codable {
    /// What was measured, in words that do not change from run to run.
    public let name: String
    public let value: Double
    public let unit: Unit
    /// What it has to be; `nil` where the number is only for reading.
    public let bounds: Bounds?

    public enum Unit: String, Hashable, Sendable, Codable {
        case millimetres = "mm"
        case percent = "%"
        case degrees = "°"
        /// 0 black to 255 white.
        case grayLevels = "gray"
        case pixels = "px"
        case dotsPerInch = "dpi"
        case count = ""
        case days
        /// The device's own, which its maker does not explain.
        case deviceUnits = "device units"
    }

    /// The values that are good, ends included.
    public struct Bounds: Hashable, Sendable, Codable {
        public let least: Double?
        public let most: Double?

        public static func atLeast(_ least: Double) -> Bounds { Bounds(least: least, most: nil) }
        public static func atMost(_ most: Double) -> Bounds { Bounds(least: nil, most: most) }
        public static func within(_ range: ClosedRange<Double>) -> Bounds {
            Bounds(least: range.lowerBound, most: range.upperBound)
        }

        public func contain(_ value: Double) -> Bool { value >= least ?? value && value <= most ?? value }
    }

    public init(_ name: String, _ value: Double, _ unit: Unit, _ bounds: Bounds? = nil) {
        precondition(value.isFinite, "a measurement is a number")
        self.name = name
        self.value = value
        self.unit = unit
        self.bounds = bounds
    }

    /// Whether the value is good; values without bounds are.
    public var isWithinBounds: Bool { bounds?.contain(value) ?? true }
}

extension Sequence<Measurement> {
    /// Passed if all are within their bounds.
    public var verdict: Verdict { allSatisfy(\.isWithinBounds) ? .passed : .failed }
}
