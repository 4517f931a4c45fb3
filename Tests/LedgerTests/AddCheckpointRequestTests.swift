import Ledger
import Testing

@Suite struct AddCheckpointRequestTests {
    let signer: Ed25519Signer
    let tree = MerkleTree(leaves: (0..<11).map { .leaf([UInt8($0)]) })
    let note: SignedNote

    init() throws {
        signer = Ed25519Signer(generating: try #require(KeyName("example.org/box")))
        note = try SignedNote(
            signing: Checkpoint(origin: signer.key.name, size: 11, root: tree.root).text, by: signer)
    }

    @Test func `a request is read back as it was written`() throws {
        for oldSize in 0...11 {
            let proof = tree.consistencyProof(from: oldSize, to: 11).hashes
            let request = try #require(AddCheckpointRequest(from: oldSize, proof: proof, to: note))
            #expect(try AddCheckpointRequest(parsing: request.encoded) == request)
            #expect(request.checkpoint.size == 11)
        }
    }

    @Test func `63 lines of proof are read and 64 are not`() throws {
        let head = Array("old 1\n".utf8)
        let line = Array("\(tree.root)\n".utf8)
        let tail = [10] + note.encoded
        let most = head + (0..<63).flatMap { _ in line }
        #expect(try AddCheckpointRequest(parsing: most + tail).proof.count == 63)
        #expect(throws: AddCheckpointError.tooManyHashes) { try AddCheckpointRequest(parsing: most + line + tail) }
        #expect(
            AddCheckpointRequest(from: 1, proof: Array(repeating: tree.root, count: 64), to: note) == nil)
    }

    @Test(arguments: [
        ("", AddCheckpointError.noEmptyLine), ("\n", .noEmptyLine), ("old 1\n", .noEmptyLine), ("\n\n", .badOldSize),
        ("\nold 1\n\n", .badOldSize), ("old\n\n", .badOldSize), ("old \n\n", .badOldSize), ("old 01\n\n", .badOldSize),
        ("old -1\n\n", .badOldSize), ("old 1 \n\n", .badOldSize), ("new 1\n\n", .badOldSize),
        ("old 1\r\n\n", .badOldSize), ("old 9223372036854775808\n\n", .badOldSize),
        ("old 1\nAAAA\n\n", .badHash(line: 2)),
        ("old 1\n \n\n", .badHash(line: 2)), ("old 1\n\n", .badNote(.noSignature)),
        ("old 1\n\nexample.org/box\n", .badNote(.noSignature)),
    ])
    func `a body that is not written as it must be is refused`(_ text: String, _ error: AddCheckpointError) {
        #expect(throws: error) { try AddCheckpointRequest(parsing: Array(text.utf8)) }
    }

    @Test func `a note that is no checkpoint, or has lines more, is refused`() throws {
        for text in ["example.org/box\n", note.text + "extension\n", "example.org/box\n011\n\(tree.root)\n"] {
            let other = try SignedNote(signing: text, by: signer)
            #expect(throws: AddCheckpointError.notACheckpoint) {
                try AddCheckpointRequest(parsing: Array("old 0\n\n".utf8) + other.encoded)
            }
        }
        let long = Array(repeating: UInt8(ascii: "a"), count: AddCheckpointRequest.maximumByteCount + 1)
        #expect(throws: AddCheckpointError.tooLong) { try AddCheckpointRequest(parsing: long) }
    }
}
