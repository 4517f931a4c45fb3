public import Ledger

/// The tree over the ballot box's slots, in the order of their places: as many leaves as slots, taken or not.
///
/// ```
/// nodes[1]                    root
/// nodes[2]  nodes[3]          a slot changed costs one hash a level;
/// nodes[4] ... nodes[7]       leaf of slot j: nodes[count + j]
/// ```
/// Its shape is fixed and it knows no order of casting: the root is a function of the slots' bytes alone. As the number of
/// slots is a power of two it is the tree of RFC 6962, section 2.1, over the slots.
public struct SlotTree: Hashable, Sendable {
    /// Slots.
    public let count: Int
    private var nodes: [TreeHash]

    /// The tree of all slots' leaves (RFC 6962: SHA-256(0x00 ‖ slot)).
    ///
    /// - Precondition: their number is a power of two.
    public init(leaves: [TreeHash]) {
        precondition(leaves.count.nonzeroBitCount == 1, "a box has a power of two of slots")
        count = leaves.count
        nodes = Array(repeating: .empty, count: count) + leaves
        for index in stride(from: count - 1, to: 0, by: -1) {
            nodes[index] = .node(nodes[2 * index], nodes[2 * index + 1])
        }
    }

    /// The hash over all slots.
    public var root: TreeHash { nodes[1] }

    /// The leaf of one slot.
    public subscript(slot: Int) -> TreeHash {
        get { nodes[count + slot] }
        set {
            nodes[count + slot] = newValue
            var index = (count + slot) / 2
            while index > 0 {
                nodes[index] = .node(nodes[2 * index], nodes[2 * index + 1])
                index /= 2
            }
        }
    }

    /// The root that the tree would have with one slot's leaf another: what is committed to before anything is written.
    public func root(replacing slot: Int, with leaf: TreeHash) -> TreeHash {
        var index = count + slot
        var hash = leaf
        while index > 1 {
            hash = index % 2 == 0 ? .node(hash, nodes[index + 1]) : .node(nodes[index - 1], hash)
            index /= 2
        }
        return hash
    }
}
