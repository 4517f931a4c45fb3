import Ledger
import Testing

@Suite struct PortableProofTests {
    let signer: Ed25519Signer
    let tree = MerkleTree(leaves: (0..<11).map { .leaf([UInt8($0)]) })
    let note: SignedNote

    init() throws {
        signer = Ed25519Signer(generating: try #require(KeyName("example.org/box")))
        let checkpoint = Checkpoint(origin: signer.key.name, size: 11, root: tree.root)
        note = try SignedNote(signing: checkpoint.text, by: signer)
    }

    @Test func `every entry's proof is read back and holds for that entry only`() throws {
        for index in 0..<11 {
            let proof = try #require(PortableProof(tree.inclusionProof(of: index, inSize: 11), under: note))
            let read = try #require(PortableProof(parsing: proof.encoded))
            #expect(read == proof)
            #expect(try read.verify([UInt8(index)], by: signer.key))
            #expect(try !read.verify([UInt8(index) + 1], by: signer.key))
            #expect(throws: NoteError.self) {
                try read.verify([UInt8(index)], by: Ed25519Signer(generating: signer.key.name).key)
            }
        }
        #expect(PortableProof(tree.inclusionProof(of: 0, inSize: 10), under: note) == nil)
    }

    @Test func `a changed byte breaks a proof`() throws {
        let bytes = try #require(PortableProof(tree.inclusionProof(of: 4, inSize: 11), under: note)).encoded
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            guard let proof = PortableProof(parsing: changed) else { continue }
            #expect((try? proof.verify([4], by: signer.key)) != true)
        }
    }
}
