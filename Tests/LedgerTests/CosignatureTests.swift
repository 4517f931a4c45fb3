import Ledger
import Testing

@Suite struct CosignatureTests {
    /// Made with PyPI's `cryptography` from the specification's text, for the specification's example checkpoint; the seed
    /// is 32 bytes of 7.
    let vkey = "example.org/witness+984c270f+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
    let line = """
        — example.org/witness mEwnDwAAAABkGFDLWr4Jea05CAgwNVtwky0Jgz6WfX0QJgM//FkB/W9BoT9TX0DkTxG+2cT4p/ViKNhUM/SnUwFcYQzugGFQ15LwDw==

        """
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    let log: Ed25519Signer
    let witness: Ed25519Signer
    let note: SignedNote

    init() throws {
        log = Ed25519Signer(generating: try #require(KeyName("example.com/behind-the-sofa")))
        let name = try #require(KeyName("example.org/witness"))
        witness = try #require(Ed25519Signer(name: name, seed: Array(repeating: 7, count: 32)))
        note = try SignedNote(signing: text, by: log)
    }

    @Test func `key and cosignature are those that other code makes`() throws {
        let key = try CosignerKey(parsing: vkey)
        #expect(key.text == vkey)
        #expect(key == CosignerKey(of: witness.key))
        let ours = try note.cosignature(by: witness, at: 1_679_315_147)
        #expect(String(decoding: ours.encoded, as: UTF8.self) == line)
        #expect(try note.adding(ours).cosignature(of: key).timestamp == 1_679_315_147)
        #expect(try SignedNote(parsing: note.adding(ours).encoded) == note.adding(ours))
    }

    @Test func `a log's key is no witness's, and the other way round`() throws {
        #expect(throws: VerifierKeyError.unknownType(1)) { try CosignerKey(parsing: witness.key.text) }
        #expect(throws: VerifierKeyError.unknownType(4)) { try VerifierKey(parsing: vkey) }
        // What a witness says as a log is no cosignature, even by the same key pair.
        let signed = try SignedNote(signing: text, by: witness)
        #expect(throws: NoteError.notSignedBy(witness.key.name)) {
            try signed.cosignature(of: CosignerKey(of: witness.key))
        }
    }

    @Test func `one changed byte of a cosigned note is always noticed`() throws {
        let key = CosignerKey(of: witness.key)
        let bytes = try SignedNote(signing: text, by: log).adding(note.cosignature(by: witness, at: 99)).encoded
        let start = try #require(bytes.indices.last { bytes[$0] == 0xE2 })
        let textEnd = text.utf8.count
        for place in Array(0..<textEnd) + Array(start..<bytes.count) {
            var changed = bytes
            changed[place] ^= 1
            #expect(throws: NoteError.self) { try SignedNote(parsing: changed).cosignature(of: key) }
        }
    }

    @Test func `a time is covered by the signature and has a highest value`() throws {
        let cosignature = try Cosignature(of: text, by: witness, at: .max)
        #expect(Cosignature(parsing: cosignature.encoded) == cosignature)
        var beyond = cosignature.encoded
        beyond[0] |= 0x80
        #expect(Cosignature(parsing: beyond) == nil)
        #expect(Cosignature(parsing: cosignature.encoded.dropLast()) == nil)
        #expect(Cosignature(parsing: cosignature.encoded + [0]) == nil)
    }

    @Test func `of a key's cosignatures the newest counts, and a wrong one spoils all`() throws {
        let key = CosignerKey(of: witness.key)
        let lines = try [5, 9, 7].map { try note.cosignature(by: witness, at: $0) }
        let all = note.encoded + lines.flatMap(\.encoded)
        #expect(try SignedNote(parsing: all).cosignature(of: key).timestamp == 9)
        var wrong = lines[0].bytes
        wrong[20] ^= 1
        let spoilt = SignedNote.Signature(name: key.name, keyID: key.keyID, bytes: wrong)
        #expect(throws: NoteError.badSignature(key.name)) {
            try SignedNote(parsing: all + spoilt.encoded).cosignature(of: key)
        }
        // Put under the note by us, a key's newer line takes the place of its older one.
        let replaced = try note.adding(lines[0]).adding(lines[1])
        #expect(replaced.signatures.count == 2)
    }

    @Test func `lines of an answer belong to the text that was asked about`() throws {
        let cosigned = try note.cosignature(by: witness, at: 9)
        #expect(try note.signatures(parsing: cosigned.encoded) == [cosigned])
        let other = "\nexample.org/other\n1\n\n".utf8
        for answer in [[], Array(other) + cosigned.encoded, cosigned.encoded + [10], Array("cosigned\n".utf8)] {
            #expect(throws: NoteError.self) { try note.signatures(parsing: answer) }
        }
        let many = (0...SignedNote.maximumSignatureCount).flatMap { _ in cosigned.encoded }
        #expect(throws: NoteError.tooManySignatures) { try note.signatures(parsing: many) }
    }
}
