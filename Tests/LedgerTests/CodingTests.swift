import Ledger
import Testing

@Suite struct CodingTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 is that of RFC 4648`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func `every byte goes through base64 and hexadecimal and comes back`() {
        for length in 0..<260 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "=Zg=", "Z===", "====", "Zm 9", "Zm9v\n", "Zm-v", "Zg=v", "Zm9é",
    ])
    func `base64 that could be written otherwise is refused`(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["0", "0G", "AB", "0x00", "00 ", "é"])
    func `hexadecimal other than lower case pairs is refused`(_ text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test func `a digest in pieces is the digest of the whole`() {
        var pieces = FileDigest.Builder()
        pieces.add(Array("ab".utf8))
        pieces.add(Array("c".utf8))
        #expect(pieces.finish() == FileDigest(of: Array("abc".utf8)))
        #expect(pieces.finish().hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(FileDigest(hex: pieces.finish().hex) == pieces.finish())
        #expect(FileDigest(hex: "ba78") == nil)
    }
}
