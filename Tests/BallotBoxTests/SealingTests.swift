import BallotBox
import Ledger
import LedgerSupport
import Testing

@Suite struct SealingTests {
    let keys = DayKeys()
    let key: MemoryBoxKey

    init() throws { key = try MemoryBoxKey() }

    func seal(_ genesis: UInt8 = 1, slotByteCount: Int = 4096) throws -> BoxSeal {
        let terms = try #require(
            BoxTerms(
                key: key.publicKey, slotCount: 8, slotByteCount: slotByteCount, pictureByteCount: 4096,
                commitment: keys.commitment(sheets: 0, root: .empty)))
        return BoxSeal(terms: terms, info: Array("scand/box/v1".utf8) + Array(repeating: genesis, count: 32))
    }

    @Test(arguments: [4096, 8192]) func `every record fills its slot to the last byte, and comes back`(size: Int) throws
    {
        let seal = try seal(slotByteCount: size)
        let room = SheetRecord.room(slotByteCount: size)
        for count in [0, 1, 100, room] {
            let record = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let slot = keys.slot(3, sealing: try seal.seal(SheetRecord(record: record, pictures: .none)))
            #expect(slot.count == size)
            let message = try #require(keys.message(in: slot, slot: 3))
            #expect(try seal.open(message, with: key).record == record)
        }
        #expect(throws: BallotBoxError.recordTooLong(room + 1, room: room)) {
            try seal.seal(SheetRecord(record: Array(repeating: 0, count: room + 1), pictures: .none))
        }
    }

    @Test func `a record opens with its own key and in its own ledger alone`() throws {
        let message = try seal(1).seal(SheetRecord(record: [1], pictures: .none))
        let other = try MemoryBoxKey(seed: 6)
        #expect(throws: BallotBoxError.self) { try seal(1).open(message, with: other) }
        #expect(throws: BallotBoxError.self) { try seal(2).open(message, with: key) }
        #expect(try seal(1).open(message, with: key).record == [1])
    }

    @Test func `pictures have one size, and any changed byte is seen`() throws {
        let pictures: [[UInt8]] = [Array(repeating: 7, count: 1000), [], [1, 2, 3]]
        let (sealed, bytes) = try #require(SealedPictures.seal(pictures, slot: 2, roomByteCount: 4096))
        let (_, none) = try #require(SealedPictures.seal([], slot: 2, roomByteCount: 4096))
        #expect(bytes.count == 4096 && none.count == 4096)
        #expect(try sealed.open(bytes, slot: 2) == pictures)
        for place in [0, 1100, 4000, 4095] {
            var changed = bytes
            changed[place] ^= 1
            #expect(throws: BallotBoxError.self) { try sealed.open(changed, slot: 2) }
        }
        #expect(throws: BallotBoxError.self) { try sealed.open(none, slot: 2) }
    }

    @Test func `pictures that are a byte too long for the room are not sealed`() throws {
        let room = 4096 - 16 - 4 - 4
        #expect(SealedPictures.seal([Array(repeating: 1, count: room)], slot: 0, roomByteCount: 4096) != nil)
        #expect(SealedPictures.seal([Array(repeating: 1, count: room + 1)], slot: 0, roomByteCount: 4096) == nil)
    }

    @Test func `the day's keys come back for their signer alone, and every changed byte is seen`() throws {
        let name = try #require(KeyName("example.org/box"))
        let signer = try #require(Ed25519Signer(name: name, seed: Array(repeating: 1, count: 32)))
        let other = try #require(Ed25519Signer(name: name, seed: Array(repeating: 2, count: 32)))
        let file = try keys.wrapped(for: signer)
        #expect(file.count == DayKeys.wrappedByteCount)
        #expect(try DayKeys(unwrapping: file, by: signer).blind(sheets: 9) == keys.blind(sheets: 9))
        #expect(throws: DayKeysError.notOpened) { try DayKeys(unwrapping: file, by: other) }
        for place in file.indices {
            var changed = file
            changed[place] ^= 1
            #expect(throws: DayKeysError.self, "byte \(place)") { try DayKeys(unwrapping: changed, by: signer) }
        }
        #expect(throws: DayKeysError.damaged) { try DayKeys(unwrapping: Array(file.dropLast()), by: signer) }
    }

    @Test func `a signer whose signatures differ is refused`() throws {
        #expect(throws: SigningError.self) { try keys.wrapped(for: FickleSigner()) }
    }

    @Test func `printing keys shows nothing`() throws {
        let known = DayKeys(bytes: Array(repeating: 0xAB, count: 64))
        var dumped = ""
        dump(known, to: &dumped)
        let (sealed, _) = try #require(SealedPictures.seal([], slot: 0, roomByteCount: 4096))
        dump(sealed, to: &dumped)
        #expect(!"\(known) \(dumped)".contains("171") && !"\(known) \(dumped)".contains("Symmetric"))
    }

    @Test func `free slots are each taken once, and all of them`() {
        var generator = SystemRandomNumberGenerator()
        var free = FreeSlots(Array(0..<100))
        var taken: [Int] = []
        while let slot = free.take(using: &generator) { taken.append(slot) }
        #expect(taken.sorted() == Array(0..<100))
        #expect(taken != Array(0..<100))
        free.put(back: 7)
        #expect(free.take(using: &generator) == 7)
    }
}

/// Signs as ECDSA does: never twice the same.
struct FickleSigner: Signer {
    let key: VerifierKey
    init() throws {
        let name = try #require(KeyName("example.org/box"))
        key = try #require(Ed25519Signer(name: name, seed: Array(repeating: 1, count: 32))).key
    }
    func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        (0..<64).map { _ in UInt8.random(in: 0...255) }
    }
}
