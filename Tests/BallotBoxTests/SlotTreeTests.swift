import BallotBox
import Ledger
import Testing

@Suite struct SlotTreeTests {
    static func leaves(_ count: Int) -> [TreeHash] { (0..<count).map { TreeHash.leaf([UInt8($0), 7]) } }

    @Test(arguments: [1, 2, 4, 32]) func `it is the tree of RFC 6962`(count: Int) {
        let leaves = Self.leaves(count)
        #expect(SlotTree(leaves: leaves).root == MerkleTree(leaves: leaves).root)
    }

    @Test func `a changed slot gives the root of a tree made anew, also when only asked about`() {
        var leaves = Self.leaves(16)
        var tree = SlotTree(leaves: leaves)
        for slot in [0, 15, 6, 7, 6] {
            let leaf = TreeHash.leaf([UInt8(slot), 99])
            let asked = tree.root(replacing: slot, with: leaf)
            leaves[slot] = leaf
            tree[slot] = leaf
            #expect(tree[slot] == leaf)
            #expect(tree.root == MerkleTree(leaves: leaves).root)
            #expect(asked == tree.root)
        }
    }

    @Test func `the order in which slots were filled leaves no trace`() {
        let filler = Self.leaves(8)
        let taken = (0..<8).map { TreeHash.leaf([UInt8($0), 1]) }
        var forward = SlotTree(leaves: filler)
        var backward = SlotTree(leaves: filler)
        for slot in [1, 4, 6] { forward[slot] = taken[slot] }
        for slot in [6, 1, 4] { backward[slot] = taken[slot] }
        #expect(forward == backward)
    }
}
