/// Shows that a leaf is in a tree: the hashes beside its path to the root (RFC 6962, section 2.1.1).
public struct InclusionProof: Hashable, Sendable {
    /// Where the leaf stands, from 0.
    public let index: Int
    /// Leaves in the tree.
    public let size: Int
    /// The leaf's sibling first, the root's child last.
    public let hashes: [TreeHash]

    /// A proof of these hashes; nothing is checked here.
    public init(index: Int, size: Int, hashes: [TreeHash]) {
        (self.index, self.size, self.hashes) = (index, size, hashes)
    }

    /// Whether the proof leads from a leaf to a root (RFC 9162, section 2.1.3.2).
    public func leads(from leaf: TreeHash, to root: TreeHash) -> Bool {
        guard index >= 0, index < size else { return false }
        var (place, last) = (index, size - 1)
        var hash = leaf
        for sibling in hashes {
            if last == 0 { return false }
            if place % 2 == 1 || place == last {
                hash = .node(sibling, hash)
                while place % 2 == 0 && place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }
}

extension MerkleTree {
    /// Proves that the leaf at an index is in the tree of the first `size` leaves: PATH(m, D[n]) of RFC 6962.
    ///
    /// - Precondition: the leaf is in that tree, and the tree has grown that far.
    public func inclusionProof(of index: Int, inSize size: Int) -> InclusionProof {
        precondition(0 <= index && index < size && size <= self.size, "no leaf \(index) in a tree of \(size)")
        var fromRoot: [TreeHash] = []
        var (start, count) = (0, size)
        while count > 1 {
            let left = count.largestPowerOfTwoBelow
            if index < start + left {
                fromRoot.append(subtree(from: start + left, count: count - left))
                count = left
            } else {
                fromRoot.append(subtree(from: start, count: left))
                start += left
                count -= left
            }
        }
        return InclusionProof(index: index, size: size, hashes: fromRoot.reversed())
    }
}
