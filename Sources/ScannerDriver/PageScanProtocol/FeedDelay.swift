/// How long the device waits with a sheet under its front sensors before it draws it in: 0 to 3.2 s in steps of 16 ms.
///
/// The wire has one byte from a blank on, not the digits of a number: '0' would be 256 ms.
public struct FeedDelay: Hashable, Sendable {
    public let steps: UInt8

    /// `nil` beyond 200 steps.
    public init?(steps: Int) {
        guard (0...200).contains(steps) else { return nil }
        self.steps = UInt8(steps)
    }

    private init() { steps = 0 }

    public static let none = FeedDelay()

    public var milliseconds: Int { Int(steps) * 16 }

    var byte: UInt8 { 0x20 + steps }
}
