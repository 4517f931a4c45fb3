extension MerkleTree {
    /// The root that the tree would have with one more leaf: what is signed before the leaf is written anywhere.
    public func root(appending leaf: TreeHash) -> TreeHash {
        var root = leaf
        for level in 0..<Int.bitWidth where size >> level & 1 == 1 {
            root = .node(subtree(from: (size >> level - 1) << level, count: 1 << level), root)
        }
        return root
    }
}
