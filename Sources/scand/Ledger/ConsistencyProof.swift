/// Shows that a tree is an earlier one with leaves added behind it: nothing was changed (RFC 6962, section 2.1.2).
public struct ConsistencyProof: Hashable, Sendable {
    /// Leaves in the earlier tree.
    public let oldSize: Int
    /// Leaves in the later tree.
    public let newSize: Int
    /// Nodes from the seam of the two trees up to the root's child.
    public let hashes: [TreeHash]

    /// A proof of these hashes; nothing is checked here.
    public init(oldSize: Int, newSize: Int, hashes: [TreeHash]) {
        (self.oldSize, self.newSize, self.hashes) = (oldSize, newSize, hashes)
    }

    /// Whether the proof leads to both roots (RFC 9162, section 2.1.4.2). Every tree is consistent with the empty one.
    public func connects(_ oldRoot: TreeHash, to newRoot: TreeHash) -> Bool {
        guard oldSize >= 0, oldSize <= newSize else { return false }
        if oldSize == newSize { return hashes.isEmpty && oldRoot == newRoot && (newSize > 0 || newRoot == .empty) }
        if oldSize == 0 { return hashes.isEmpty && oldRoot == .empty }
        var path = hashes[...]
        if oldSize & (oldSize - 1) == 0 { path = [oldRoot] + path }
        guard let seam = path.popFirst() else { return false }
        var (place, last) = (oldSize - 1, newSize - 1)
        while place % 2 == 1 {
            place >>= 1
            last >>= 1
        }
        var (old, new) = (seam, seam)
        for hash in path {
            if last == 0 { return false }
            if place % 2 == 1 || place == last {
                old = .node(hash, old)
                new = .node(hash, new)
                while place % 2 == 0 && place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                new = .node(new, hash)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && old == oldRoot && new == newRoot
    }
}

extension MerkleTree {
    /// Proves that the tree of the first `newSize` leaves extends the one of `oldSize`: PROOF(m, D[n]) of RFC 6962.
    ///
    /// - Precondition: the tree has grown that far, and the old size is not beyond the new one.
    public func consistencyProof(from oldSize: Int, to newSize: Int) -> ConsistencyProof {
        precondition(0 <= oldSize && oldSize <= newSize && newSize <= size, "no way from \(oldSize) to \(newSize)")
        guard oldSize > 0 else { return ConsistencyProof(oldSize: 0, newSize: newSize, hashes: []) }
        var fromRoot: [TreeHash] = []
        var (start, count) = (0, newSize)
        while start + count != oldSize {
            let left = count.largestPowerOfTwoBelow
            if oldSize <= start + left {
                fromRoot.append(subtree(from: start + left, count: count - left))
                count = left
            } else {
                fromRoot.append(subtree(from: start, count: left))
                start += left
                count -= left
            }
        }
        // The old root itself is known to whoever asks; any other subtree at the seam must be told.
        if start > 0 { fromRoot.append(subtree(from: start, count: count)) }
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: fromRoot.reversed())
    }
}
