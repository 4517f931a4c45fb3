/// The right edge of a tree (RFC 6962): all that is needed to append leaves and to give the root, 32 bytes for each binary
/// digit of its size. Whoever writes a log all day needs no more in memory.
///
/// ```
/// 7 leaves:   peaks   H(0..3)   H(4,5)   H(6)
/// ```
public struct MerkleFrontier: Hashable, Sendable {
    /// Leaves so far.
    public private(set) var size = 0
    /// Roots of the complete subtrees from left to right: one for each 1 in the size's binary digits.
    private var peaks: [TreeHash] = []

    /// The edge of a tree without leaves.
    public init() {}

    init(size: Int, peaks: [TreeHash]) { (self.size, self.peaks) = (size, peaks) }

    /// Adds a leaf.
    public mutating func append(_ leaf: TreeHash) {
        var (hash, rest) = (leaf, size)
        while rest & 1 == 1 {
            hash = .node(peaks.removeLast(), hash)
            rest >>= 1
        }
        peaks.append(hash)
        size += 1
    }

    /// The root of the whole tree.
    public var root: TreeHash {
        guard let last = peaks.last else { return .empty }
        return peaks.dropLast().reversed().reduce(last) { .node($1, $0) }
    }

    /// The root that the tree would have with one more leaf: what is signed before the leaf is written anywhere.
    public func root(appending leaf: TreeHash) -> TreeHash { peaks.reversed().reduce(leaf) { .node($1, $0) } }
}

extension MerkleTree {
    /// The tree's right edge.
    public var frontier: MerkleFrontier {
        let levels = (0..<Int.bitWidth).reversed().filter { size >> $0 & 1 == 1 }
        return MerkleFrontier(size: size, peaks: levels.map { subtree(from: (size >> $0 - 1) << $0, count: 1 << $0) })
    }
}
