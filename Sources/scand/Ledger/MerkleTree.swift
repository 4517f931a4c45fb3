/// An append-only tree of leaf hashes (RFC 6962, section 2.1), with every complete subtree's hash at hand.
///
/// ```
/// levels[2]   H(0..3)                          a leaf costs one hash on average to append,
/// levels[1]   H(0,1)   H(2,3)   H(4,5)         a root or a proof O(log n) from here;
/// levels[0]   0    1   2    3   4    5   6     64 bytes a leaf in all
/// ```
public struct MerkleTree: Sendable {
    /// `levels[k][i]` is the hash of the leaves from `i << k` up to, not including, `(i + 1) << k`.
    private var levels: [[TreeHash]] = [[]]

    /// A tree without leaves.
    public init() {}

    /// A tree of leaves that are all known.
    public init(leaves: some Sequence<TreeHash>) {
        for leaf in leaves { append(leaf) }
    }

    /// Leaves so far.
    public var size: Int { levels[0].count }

    /// Adds a leaf at the right edge, closing every subtree that it completes.
    public mutating func append(_ leaf: TreeHash) {
        levels[0].append(leaf)
        var level = 0
        while levels[level].count % 2 == 0 {
            let count = levels[level].count
            let parent = TreeHash.node(levels[level][count - 2], levels[level][count - 1])
            level += 1
            if level == levels.count { levels.append([]) }
            levels[level].append(parent)
        }
    }

    /// The hash of the whole tree: the merkle tree hash MTH(D[n]).
    public var root: TreeHash { root(atSize: size) }

    /// The root that the tree had when it held its first `size` leaves.
    ///
    /// - Precondition: the tree has grown at least that far.
    public func root(atSize size: Int) -> TreeHash {
        precondition(0...self.size ~= size, "a tree of \(self.size) leaves has no root for \(size)")
        return size == 0 ? .empty : subtree(from: 0, count: size)
    }

    /// The hash of the leaf at an index.
    public func leaf(_ index: Int) -> TreeHash { levels[0][index] }

    /// Hashes of complete subtrees of `1 << level` leaves each: what a tile is cut from.
    func subtrees(ofLevel level: Int, _ range: Range<Int>) -> ArraySlice<TreeHash> { levels[level][range] }

    /// MTH(D[start : start + count]) for the ranges that RFC 6962 splits a tree into: `start` is a multiple of every power
    /// of two below `count`.
    func subtree(from start: Int, count: Int) -> TreeHash {
        let level = count.trailingZeroBitCount
        if count == 1 << level { return levels[level][start >> level] }
        let left = count.largestPowerOfTwoBelow
        return .node(levels[left.trailingZeroBitCount][start / left], subtree(from: start + left, count: count - left))
    }
}

extension Int {
    /// The k of RFC 6962: the largest power of two smaller than a number of at least 2.
    var largestPowerOfTwoBelow: Int { 1 << (Int.bitWidth - 1 - (self - 1).leadingZeroBitCount) }
}
