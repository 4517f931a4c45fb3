/// A whole number from 0 to 100.
public struct Percent: Hashable, Sendable, Codable {
    public let value: UInt8

    /// `nil` outside 0...100.
    public init?(_ value: Int) {
        guard (0...100).contains(value) else { return nil }
        self.value = UInt8(value)
    }

    init(known value: UInt8) { self.value = value }

    /// The level of a new device for 1-bit images.
    public static let usualThreshold = Percent(known: 75)
    /// The sensitivity of double-feed detection that the vendor's own program sets.
    public static let usualSensitivity = Percent(known: 50)
}
