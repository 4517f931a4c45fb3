import Ledger
import Testing

/// The tree as RFC 6962, section 2.1, defines it, word for word and without memory: the oracle.
func definedRoot(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
    if leaves.isEmpty { return .empty }
    if leaves.count == 1 { return leaves[leaves.startIndex] }
    var k = 1
    while 2 * k < leaves.count { k *= 2 }
    let middle = leaves.startIndex + k
    return .node(definedRoot(leaves[..<middle]), definedRoot(leaves[middle...]))
}

func someLeaves(_ count: Int) -> [TreeHash] { (0..<count).map { .leaf(Array("leaf \($0)".utf8)) } }

@Suite struct TreeTests {
    @Test func `the root of no leaves is the hash of nothing`() {
        #expect(MerkleTree().root.description == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test func `a leaf and a node of the same bytes have different hashes`() {
        #expect(
            Hex.encode(TreeHash.leaf([]).bytes) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        let (a, b) = (TreeHash.leaf([1]), TreeHash.leaf([2]))
        #expect(TreeHash.node(a, b) != TreeHash.leaf(a.bytes + b.bytes))
        #expect(TreeHash.node(a, b) != TreeHash.node(b, a))
    }

    @Test func `the root after every leaf is the one that RFC 6962 defines`() {
        let leaves = someLeaves(70)
        var tree = MerkleTree()
        for size in 0...70 {
            #expect(tree.size == size)
            #expect(tree.root == definedRoot(leaves[..<size]))
            if size < 70 { tree.append(leaves[size]) }
        }
        for size in 0...70 { #expect(tree.root(atSize: size) == definedRoot(leaves[..<size])) }
    }

    @Test func `every leaf of every small tree has a proof that leads to its root only`() {
        let leaves = someLeaves(34)
        let tree = MerkleTree(leaves: leaves)
        for size in 1...33 {
            let root = tree.root(atSize: size)
            for index in 0..<size {
                let proof = tree.inclusionProof(of: index, inSize: size)
                #expect(proof.leads(from: leaves[index], to: root))
                #expect(!proof.leads(from: leaves[index + 1], to: root))
                #expect(!proof.leads(from: leaves[index], to: tree.root(atSize: size + 1)))
                let elsewhere = InclusionProof(index: index + 1, size: size, hashes: proof.hashes)
                #expect(!elsewhere.leads(from: leaves[index], to: root))
                let longer = InclusionProof(index: index, size: size, hashes: proof.hashes + [root])
                #expect(!longer.leads(from: leaves[index], to: root))
                let shorter = InclusionProof(index: index, size: size, hashes: proof.hashes.dropLast())
                #expect(size == 1 || !shorter.leads(from: leaves[index], to: root))
            }
        }
    }

    @Test func `every small tree has a proof that it extends each earlier one`() {
        let tree = MerkleTree(leaves: someLeaves(33))
        let other = MerkleTree(leaves: someLeaves(33).reversed())
        for newSize in 0...33 {
            for oldSize in 0...newSize {
                let proof = tree.consistencyProof(from: oldSize, to: newSize)
                let (old, new) = (tree.root(atSize: oldSize), tree.root(atSize: newSize))
                #expect(proof.connects(old, to: new))
                guard oldSize > 0 else { continue }
                #expect(!proof.connects(other.root(atSize: oldSize), to: new))
                #expect(!proof.connects(old, to: other.root(atSize: newSize)))
                let longer = ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: proof.hashes + [old])
                #expect(!longer.connects(old, to: new))
            }
        }
    }

    @Test func `an inner node is not passed off as a leaf`() {
        let tree = MerkleTree(leaves: someLeaves(4))
        let node = TreeHash.node(tree.leaf(0), tree.leaf(1))
        let short = InclusionProof(index: 0, size: 4, hashes: [.node(tree.leaf(2), tree.leaf(3))])
        #expect(!short.leads(from: node, to: tree.root))
    }

    @Test func `a proof of nonsense is refused and not followed`() {
        let tree = MerkleTree(leaves: someLeaves(5))
        #expect(!InclusionProof(index: -1, size: 5, hashes: []).leads(from: tree.leaf(0), to: tree.root))
        #expect(!InclusionProof(index: 5, size: 5, hashes: []).leads(from: tree.leaf(0), to: tree.root))
        #expect(!InclusionProof(index: 0, size: 0, hashes: []).leads(from: tree.leaf(0), to: tree.root))
        #expect(!ConsistencyProof(oldSize: 6, newSize: 5, hashes: []).connects(tree.root, to: tree.root))
        #expect(!ConsistencyProof(oldSize: 3, newSize: 5, hashes: []).connects(tree.root, to: tree.root))
    }
}
