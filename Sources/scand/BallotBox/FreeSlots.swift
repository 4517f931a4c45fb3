/// The slots that have no sheet, known in memory alone.
public struct FreeSlots: Sendable {
    private var slots: [Int]

    /// The slots that are free, in any order.
    public init(_ slots: [Int]) { self.slots = slots }

    public var count: Int { slots.count }

    /// Takes a free slot, each with the same chance; nil where all are taken.
    ///
    /// - Parameter generator: must be the system's, which nobody can foresee or run again; another one is for tests that
    ///   attack it.
    public mutating func take(using generator: inout some RandomNumberGenerator) -> Int? {
        guard !slots.isEmpty else { return nil }
        slots.swapAt(Int.random(in: slots.indices, using: &generator), slots.count - 1)
        return slots.removeLast()
    }

    /// Gives a slot back.
    public mutating func put(back slot: Int) { slots.append(slot) }
}
