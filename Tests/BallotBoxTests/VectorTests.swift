import BallotBox
import Ledger
import LedgerSupport
import Testing

/// Numbers that Python's `cryptography` and `hashlib` gave, from the format alone.
@Suite struct VectorTests {
    let keys = DayKeys(bytes: Array(0..<64))

    @Test func `filler is the key stream of ChaCha20 with the slot as nonce`() {
        let first = Hex.encode(keys.slotFiller(5, byteCount: 4096).prefix(16))
        #expect(first == "5e01796874ab6c41e106732b5d635370")
        let slots = FileDigest(of: keys.slotFiller(5, byteCount: 4096)).hex
        #expect(slots == "c40f905b3595c9a568f693315b86fbb35b7362cd15e06767b59d8e49c5ed6013")
        let pictures = FileDigest(of: keys.pictureFiller(5, byteCount: 4096)).hex
        #expect(pictures == "2c581813c697ab45dc430501a260819de59287646236d86a709e9cdbe4d72cea")
    }

    @Test func `a leaf, the root and the commitments of an empty box`() {
        let leaves = (0..<8).map { TreeHash.slot(keys.slotFiller($0, byteCount: 4096)) }
        #expect(Hex.encode(leaves[0].bytes) == "2ab75efb2b67043ecff71c00f65d5cb9739ec4ffdf5fa45a0cd5590182196883")
        let root = SlotTree(leaves: leaves).root
        #expect(Hex.encode(root.bytes) == "17c4556d6867535b9f6714b95816c641128185139e8b24c2a4a043f42b24a046")
        #expect(
            keys.commitment(sheets: 0, root: root).description
                == "15e01fcc0549c8cd701f75ff8f30d3f91e65a8f6216a7c39f6497cf06aeca567")
        #expect(
            keys.commitment(sheets: 300, root: root).description
                == "e4300d51d574794afe2b32d100bec54fbb890deea8f9c5ff37d79e08d90605ef")
        #expect(
            Hex.encode(keys.blind(sheets: 1)) == "146f0becb8ce6426541d2b133b654041a8312272373e002c971389dcba508a5d")
    }

    @Test func `a slot that another implementation sealed opens, in its place alone`() throws {
        let slot = try #require(
            Hex.decode(
                "000102030405060708090a0be8db7b684665d160dae64c80f97a6b43a01e92867107c1d692916b96b611"
                    + "c107adc5d6eae7ef521f5b"))
        #expect(keys.message(in: slot, slot: 7) == Array("a short message in a slot".utf8))
        #expect(keys.message(in: slot, slot: 6) == nil)
    }

    @Test func `a key file that another implementation wrapped opens`() throws {
        let name = try #require(KeyName("example.org/box"))
        let signer = try #require(Ed25519Signer(name: name, seed: Array(repeating: 1, count: 32)))
        let line =
            "BwcHBwcHBwcHBwcH8cTGBNfgFIUdv0+LrrYIVCPyJFcxZ+7SWFlzdudQPRpW03k0l8hsbszqb7XkYFf3zcEhJpFKXsS4"
            + "ilbhbijTqLZwsBCjoY7GMyP2A0wJqbY="
        let unwrapped = try DayKeys(unwrapping: Array("scand-box-keys/v1\n\(line)\n".utf8), by: signer)
        #expect(unwrapped.blind(sheets: 3) == keys.blind(sheets: 3))
        #expect(unwrapped.slotFiller(1, byteCount: 64) == keys.slotFiller(1, byteCount: 64))
    }

    @Test func `a record and its pictures that another implementation sealed open`() throws {
        let key = try MemoryBoxKey()
        let terms = try #require(
            BoxTerms(
                key: key.publicKey, slotCount: 1, slotByteCount: 4096, pictureByteCount: 0,
                commitment: keys.commitment(sheets: 0, root: .empty)))
        let seal = BoxSeal(terms: terms, info: Array("scand/box/v1".utf8) + Array(repeating: 42, count: 32))
        let message = try #require(
            Hex.decode(
                "4455723654f1029421179edd1dec2c1d137014f1bc92d5da000b33b69fc0932fa92fbb5fb20e0e813ffc"
                    + "df2b601e84c814d3d7279cbcc9d1f4c1ec9b6d76b110eaa4ca46a520292940f26073fccf9aefa06f9914"
                    + "a3d5209e732836edaac09874bcfe176ff5728d740dd2b1ce23ac18b18597cc50e5d222df197bdfcb6d37"
                    + "3d612595f344dc"))
        let sheet = try seal.open(message, with: key)
        #expect(sheet.record == Array("hello".utf8))
        guard case .kept(let pictures) = sheet.pictures else {
            Issue.record("no pictures")
            return
        }
        let room = try #require(
            Hex.decode(
                "9e04befa93da54471496d8adbc327fea93ef6368c00f7d37e109767782275f3fdddd64ab857b54b86d0a"
                    + "37a7d5f784190cdb713259933bb9b058ee0ebdb0ce82"))
        #expect(try pictures.open(room, slot: 7) == [Array("abc".utf8), Array("de".utf8)])
        #expect(throws: BallotBoxError.self) { try pictures.open(room, slot: 8) }
    }
}
