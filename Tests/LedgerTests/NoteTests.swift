import Ledger
import Testing

@Suite struct NoteTests {
    let vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    let text = "This is an example message.\n"
    let signature = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="

    @Test func `the key and signature of the specification's example are good`() throws {
        let key = try VerifierKey(parsing: vkey)
        #expect(key.name.rawValue == "example.com/foo")
        #expect(key.text == vkey)
        let bytes = Array("\(text)\n— example.com/foo \(signature)\n".utf8)
        let note = try SignedNote(parsing: bytes)
        #expect(note.text == text)
        #expect(note.encoded == bytes)
        try note.verify(by: key)
    }

    @Test func `one changed byte of a signed note is always noticed`() throws {
        let key = try VerifierKey(parsing: vkey)
        let bytes = Array("\(text)\n— example.com/foo \(signature)\n".utf8)
        for place in bytes.indices {
            for bit: UInt8 in [1, 32, 128] {
                var changed = bytes
                changed[place] ^= bit
                #expect(throws: NoteError.self) { try SignedNote(parsing: changed).verify(by: key) }
            }
        }
    }

    @Test func `what a signer signs its key verifies, and no other key does`() throws {
        let signer = Ed25519Signer(generating: try #require(KeyName("example.org/box")))
        let other = Ed25519Signer(generating: signer.key.name)
        let note = try SignedNote(parsing: try SignedNote(signing: "one\n\ntwo\n", by: signer).encoded)
        #expect(note.text == "one\n\ntwo\n")
        try note.verify(by: signer.key)
        #expect(throws: NoteError.notSignedBy(signer.key.name)) { try note.verify(by: other.key) }
    }

    @Test func `signatures of keys that are not known are passed over`() throws {
        let key = try VerifierKey(parsing: vkey)
        let known = "— example.com/foo \(signature)\n"
        let unknown = "— example.com/witness AAAAAAAA\n"
        try SignedNote(parsing: Array("\(text)\n\(unknown)\(known)".utf8)).verify(by: key)
        #expect(throws: NoteError.notSignedBy(key.name)) {
            try SignedNote(parsing: Array("\(text)\n\(unknown)".utf8)).verify(by: key)
        }
    }

    @Test(arguments: [
        "", "\n", "text\n", "text\n\n", "text\n\n\n", "text\n— a AAAAAAAA\n", "text\n\n— a AAAAAAAA",
        "text\n\n- a AAAAAAAA\n",
        "text\n\n— a AAAAAAAA\n\n", "text\n\n— a AAAA\n", "text\n\n— a  AAAAAAAA\n", "text\n\n— a AAAAAAA\n",
        "text\n\n— a+b AAAAAAAA\n", "text\n\n—  AAAAAAAA\n", "text\n\n— a AAAAAAAA \n", "te\tt\n\n— a AAAAAAAA\n",
        "text\r\n\r\n— a AAAAAAAA\r\n", "text\n\n— a\u{2003}b AAAAAAAA\n", "text\n\n— a AAAAAAB=\n",
    ])
    func `a note that is not written as it must be is refused`(_ note: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(note.utf8)) }
    }

    @Test func `a note with an invalid byte or endless signatures is refused`() {
        #expect(throws: NoteError.notUTF8) { try SignedNote(parsing: [0x74, 0xFF, 10, 10]) }
        let lines = String(repeating: "— a AAAAAAAA\n", count: 65)
        #expect(throws: NoteError.tooManySignatures) { try SignedNote(parsing: Array("text\n\n\(lines)".utf8)) }
    }

    @Test(arguments: [
        ("", VerifierKeyError.notThreeParts), ("a+530d903a", .notThreeParts), ("+530d903a+AQ==", .badName),
        ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .badKeyID),
        ("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .keyIDMismatch),
        ("example.com/fou+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .keyIDMismatch),
        ("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .unknownType(2)),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", .badKey),
        ("example.com/foo+530d903a+AQ==", .badKey), ("example.com/foo+530d903a+", .badKey),
        ("a b+530d903a+AQ==", .badName),
    ])
    func `a verifier key that is not written as it must be is refused`(_ text: String, _ error: VerifierKeyError) {
        #expect(throws: error) { try VerifierKey(parsing: text) }
    }

    @Test func `printing a signer does not print its secret`() throws {
        let signer = Ed25519Signer(generating: try #require(KeyName("box")))
        let secrets = [
            Base64.encode(signer.seed), Hex.encode(signer.seed), signer.seed.map(String.init).joined(separator: ", "),
        ]
        var dumped = ""
        dump(signer, to: &dumped)
        for text in [String(describing: signer), String(reflecting: signer), dumped, "\([signer])"] {
            for secret in secrets { #expect(!text.contains(secret)) }
        }
    }
}
