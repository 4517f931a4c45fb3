import BallotBox
import Crypto
import Ledger
import LedgerSupport
import Testing

/// Numbers that Python's `cryptography` and `hashlib` gave, from the format alone.
@Suite struct VectorTests {
    let keys = DayKeys(secret: Array(0..<32))

    @Test func `filler is the key stream of ChaCha20 with the slot as nonce`() {
        let first = Hex.encode(keys.slotFiller(5, byteCount: 4096).prefix(16))
        #expect(first == "0a1cd165486811a621aec7a1c5ecc306")
        let slots = FileDigest(of: keys.slotFiller(5, byteCount: 4096)).hex
        #expect(slots == "914888f033419922ea5b1c1dd84832f507301036183ee73bbf6e0de9aed085b7")
        let pictures = FileDigest(of: keys.pictureFiller(5, byteCount: 4096)).hex
        #expect(pictures == "4ce39db4998f8225d6818aef5d8a7785485167824ea10c6af2fd9f3a4ad8d8d4")
    }

    @Test func `a leaf and the root of an empty box`() {
        let leaves = (0..<8).map { TreeHash.slot(keys.slotFiller($0, byteCount: 4096)) }
        #expect(Hex.encode(leaves[0].bytes) == "d1bad35aeaa09fe6a5037c9a66bb2a2fd8606958a0ac747cc23be48269c89d1c")
        let root = SlotTree(leaves: leaves).root
        #expect(Hex.encode(root.bytes) == "fc140028d83518f1ce00c123fc6a5c7387c071b9d5d168b5556e3344f387403b")
    }

    @Test func `a slot that another implementation sealed opens, in its place alone`() throws {
        let slot = try #require(
            Hex.decode(
                "000102030405060708090a0b87a7d6f519cb33129ddedd3c8e7b9dd52308977145752a0d6d3348324982"
                    + "1c9c88843b4e433718c2ceefeeeeba"))
        let opened = try #require(keys.message(in: slot, slot: 7))
        #expect(opened.message == Array("a short message in a slot".utf8) && opened.batch == 3)
        #expect(keys.message(in: slot, slot: 6) == nil)
    }

    @Test func `copies of the secret that another implementation sealed open, each with its own key`() throws {
        let name = try #require(KeyName("example.org/box"))
        let signer = try #require(Ed25519Signer(name: name, seed: Array(repeating: 1, count: 32)))
        let custodian =
            "W9/a7mKIBN2EC4STrjHCMsUOw2ufGZjGTu3+yGtCnHFLZvHJF2meaXAwn2RSc1l/"
            + "+wGxxUsXcgbsoA/vzOzoiGoARGiCKn08KBTlOMn9YZ4="
        let station = "BwcHBwcHBwcHBwcHnjn2a22FWtiHPg526lAnjkP68Wgkr8+IYbj3+dzpqqPDUlJAqlbGcupFlqJQaRsn"
        let file = Array("scand-box-keys/v2\ncustodian \(custodian)\nstation \(station)\n".utf8)
        let copies = try #require(SecretCopies(parsing: file))
        #expect(copies.encoded == file && file.count == SecretCopies.byteCount)
        for opened in [try copies.keys(by: signer), try copies.keys(with: MemoryBoxKey())] {
            #expect(opened.slotFiller(1, byteCount: 64) == keys.slotFiller(1, byteCount: 64))
        }
    }

    @Test func `a record and its pictures that another implementation sealed open`() throws {
        let key = try MemoryBoxKey()
        let seal = try BoxSeal.of(key, info: Array("scand/box/v2".utf8) + Array(repeating: 42, count: 32))
        let message = try #require(
            Hex.decode(
                "19004cb09c53544a53e1471eaaa5ac31d39a31b3d60963a75ec71838e6f31e28d1826935e4ec6b6c22a9"
                    + "fbc0cf2bddc22be1bc9cb073491f1284745d65e887546f2aea3102a8790e0c855e928ae3104e9dab6072"
                    + "cb5e29a4ee2406d04001691c7d313afbaad6489c2046f8c7da8dc60d79a63ec546e279b27aef6fdf90fe"
                    + "16819d04bc9aa9dcd30c88bbb142"))
        let sheet = try seal.open(message, with: key)
        #expect(sheet.votes == Array("hello".utf8) && sheet.mode == .portable && sheet.sheetOfBallot == 4)
        guard case .kept(let pictures) = sheet.pictures else {
            Issue.record("no pictures")
            return
        }
        let room = try #require(
            Hex.decode(
                "ffb9e4ec66f5a20094c17675fd70277f79d922bcfaa87fc7c071df4412854ba49b424c1a1cded001b3ff"
                    + "8f0bc5306fa95517c7879c04503021dc795ebe8cc772"))
        #expect(try pictures.open(room, slot: 7) == [Array("abc".utf8), Array("de".utf8)])
        #expect(throws: BallotBoxError.self) { try pictures.open(room, slot: 8) }
    }

    @Test func `a place with the day's record that another implementation sealed opens, in its place alone`() throws {
        func be<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
            stride(from: Number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
        }
        var inside = be(UInt64(17)) + be(UInt64(300)) + Array(repeating: 9, count: 32)
        inside += be(UInt64(41)) + be(UInt64(5)) + be(UInt64(6)) + be(UInt16(2))
        inside += [1, 8] + Array("overvote".utf8) + be(UInt32(30)) + [2, 3] + Array("jam".utf8) + be(UInt32(2))
        inside += Array(repeating: 0, count: 4068 - inside.count)
        let day = try #require(Hex.decode("df650a46cee7b787a3364e8075d0657b1b632a4494cd58a2fb0981d012e398bb"))
        let sealed = try ChaChaPoly.seal(
            inside, using: SymmetricKey(data: day), nonce: ChaChaPoly.Nonce(data: [UInt8](0..<12)),
            authenticating: Array("scand/box/v2 day".utf8) + be(UInt32(1)))
        let place = Array(sealed.combined)
        #expect(FileDigest(of: place).hex == "40d73bcbaed4c3f00eb17aeb6dffe9fd11d5a829330289ca11e4af2e847b3d1b")
        let record = try #require(DayRecord(opening: place, in: 1, with: keys))
        #expect(record.writes == 17 && record.sheets == 300 && record.blind == Array(repeating: 9, count: 32))
        #expect(record.lastReturned == 41 && record.outOfHours == 5 && record.inTheWay == 6)
        #expect(record.sums(.returnReason, atLeast: 1) == ["overvote": 30])
        #expect(record.sums(.fault, atLeast: 1) == ["jam": 2] && record.sums(.fault, atLeast: 3) == ["other": 2])
        #expect(DayRecord(opening: place, in: 0, with: keys) == nil)
    }
}
