/// The longest document that the device lets pass; a longer one is a jam to it.
///
/// On the wire it is a count of units, and the unit: '0' is 0.10 inch, each further digit 0.05 inch more.
public struct DocumentLength: Hashable, Sendable {
    /// Counts that fit into the one byte that starts at a blank.
    private static let highestCount = 0xFF - 0x20

    public let hundredthsOfInch: Int
    let count: UInt8
    let unit: UInt8

    /// Takes the finest unit in which the length fits. What is no whole number of units is rounded up, so that a document
    /// of exactly this length passes.
    ///
    /// - Returns: `nil` below 1 inch, where no document is, and beyond what the coarsest unit can say.
    public init?(hundredthsOfInch length: Int) {
        guard length >= 100 else { return nil }
        for unit in 0..<10 {
            let size = 10 + 5 * unit
            let count = (length + size - 1) / size
            guard count <= DocumentLength.highestCount else { continue }
            hundredthsOfInch = length
            self.count = UInt8(0x20 + count)
            self.unit = UInt8(ascii: "0") + UInt8(unit)
            return
        }
        return nil
    }
}
