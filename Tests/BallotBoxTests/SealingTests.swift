import BallotBox
import Ledger
import LedgerSupport
import Testing

@Suite struct SealingTests {
    let keys = DayKeys()
    let key: MemoryBoxKey

    init() throws { key = try MemoryBoxKey() }

    func seal(_ genesis: UInt8 = 1, slotByteCount: Int = 4096) throws -> BoxSeal {
        try .of(
            key, info: Array("scand/box/v2".utf8) + Array(repeating: genesis, count: 32), slotByteCount: slotByteCount)
    }

    @Test(arguments: [4096, 8192]) func `every record fills its slot to the last byte, and comes back`(size: Int) throws
    {
        let seal = try seal(slotByteCount: size)
        let room = SheetRecord.room(slotByteCount: size)
        for count in [0, 1, 100, room] {
            let record = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let sealed = try seal.seal(SheetRecord(votes: record, pictures: .none, sheetOfBallot: 2, mode: .portable))
            let slot = keys.slot(3, sealing: sealed, batch: 70_000)
            #expect(slot.count == size)
            let opened = try #require(keys.message(in: slot, slot: 3))
            #expect(opened.batch == 70_000)
            let sheet = try seal.open(opened.message, with: key)
            #expect(sheet.votes == record && sheet.sheetOfBallot == 2 && sheet.mode == .portable)
        }
        #expect(throws: BallotBoxError.recordTooLong(room + 1, room: room)) {
            try seal.seal(SheetRecord(votes: Array(repeating: 0, count: room + 1), pictures: .none))
        }
    }

    @Test func `a record opens with its own key and in its own ledger alone`() throws {
        let message = try seal(1).seal(SheetRecord(votes: [1], pictures: .none))
        let other = try MemoryBoxKey(seed: 6)
        #expect(throws: BallotBoxError.self) { try seal(1).open(message, with: other) }
        #expect(throws: BallotBoxError.self) { try seal(2).open(message, with: key) }
        #expect(try seal(1).open(message, with: key).votes == [1])
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

    @Test func `the day's secret comes back for its signer and for its box key alone, and every changed byte is seen`()
        throws
    {
        let name = try #require(KeyName("example.org/box"))
        let signer = try #require(Ed25519Signer(name: name, seed: Array(repeating: 1, count: 32)))
        let other = try #require(Ed25519Signer(name: name, seed: Array(repeating: 2, count: 32)))
        let filler = keys.slotFiller(9, byteCount: 64)
        let file = try SecretCopies(of: keys, boxKey: key.publicKey, signer: signer).encoded
        #expect(file.count == SecretCopies.byteCount)
        let copies = try #require(SecretCopies(parsing: file))
        #expect(try copies.keys(by: signer).slotFiller(9, byteCount: 64) == filler)
        #expect(try copies.keys(with: key).slotFiller(9, byteCount: 64) == filler)
        #expect(throws: DayKeysError.notOpened) { try copies.keys(by: other) }
        #expect(throws: DayKeysError.notOpened) { try copies.keys(with: MemoryBoxKey(seed: 6)) }
        for place in file.indices {
            var changed = file
            changed[place] ^= 1
            // A byte may spoil one of the two copies at most.
            guard let spoiled = SecretCopies(parsing: changed) else { continue }
            let opened = [try? spoiled.keys(by: signer), try? spoiled.keys(with: key)].compactMap { $0 }
            #expect(opened.count == 1, "byte \(place)")
            #expect(opened.first?.slotFiller(9, byteCount: 64) == filler)
        }
        #expect(SecretCopies(parsing: Array(file.dropLast())) == nil && SecretCopies(parsing: file + [10]) == nil)
    }

    @Test func `a signer whose signatures differ is refused`() throws {
        #expect(throws: SigningError.self) { try SecretCopies(of: keys, boxKey: key.publicKey, signer: FickleSigner()) }
    }

    @Test func `the day's record has one size, and names without room are summed as other`() throws {
        var record = DayRecord(sheets: 7, blind: DayRecord.freshBlind())
        let empty = record.sealed(in: 0, with: keys)
        for number in 0..<300 { record.add(.returnReason, "a reason with a long name, number \(number)") }
        record.add(.fault, "")
        record.add(.fault, String(repeating: "x", count: 65))
        record.add(.fault, "jam")
        let full = record.sealed(in: 0, with: keys)
        #expect(empty.count == DayRecord.byteCount && full.count == DayRecord.byteCount)
        #expect(DayRecord(opening: full, in: 0, with: keys) == record)
        let reasons = record.sums(.returnReason, atLeast: 1)
        #expect(reasons.values.reduce(0, +) == 300 && reasons["other", default: 0] > 100 && reasons.count > 50)
        #expect(
            record.sums(.fault, atLeast: 1) == ["other": 3]
                || record.sums(.fault, atLeast: 1) == ["other": 2, "jam": 1])
        #expect(record.sums(.returnReason, atLeast: 2) == ["other": 300])
        for place in [0, 11, 12, 2000, 4095] {
            var changed = full
            changed[place] ^= 1
            #expect(DayRecord(opening: changed, in: 0, with: keys) == nil)
        }
    }

    @Test func `every blind is another`() {
        let blinds = Set((0..<1000).map { _ in DayRecord.freshBlind() })
        #expect(blinds.count == 1000 && blinds.allSatisfy { $0.count == 32 })
    }

    @Test func `printing keys shows nothing`() throws {
        let known = DayKeys(secret: Array(repeating: 0xAB, count: 32))
        var dumped = ""
        dump(known, to: &dumped)
        dump(DayRecord(sheets: 171, blind: Array(repeating: 0xAB, count: 32)), to: &dumped)
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

extension BoxSeal {
    /// A seal of a box whose commitment does not matter.
    static func of(_ key: MemoryBoxKey, info: [UInt8], slotByteCount: Int = 4096) throws -> BoxSeal {
        let commitment = try #require(BoxCommitment(hex: String(repeating: "0", count: 64)))
        let terms = try #require(
            BoxTerms(
                key: key.publicKey, slotCount: 8, slotByteCount: slotByteCount, pictureByteCount: 4096,
                commitment: commitment))
        return BoxSeal(terms: terms, info: info)
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
