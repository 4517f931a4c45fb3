import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// A machine with its keys, the plan of its box, and the days that it has.
struct BoxMachine {
    let signer: Ed25519Signer
    let key: MemoryBoxKey
    var plan: BallotPlan

    init(_ name: String = "example.org/box", seed: UInt8 = 1, slots: Int = 16, pictures: Int = 4096) throws {
        let keyName = try #require(KeyName(name))
        signer = try #require(Ed25519Signer(name: keyName, seed: Array(repeating: seed, count: 32)))
        key = try MemoryBoxKey()
        plan = BallotPlan(
            election: "Demo 2026", definitionDigest: FileDigest(of: [1, 2, 3]), software: "scand 0.1",
            softwareDigest: FileDigest(of: [4]), created: Machine.time, smallestGroup: 2, anchorSheets: 10,
            anchorMinutes: 30, boxKey: key.publicKey, slotCount: slots, pictureByteCount: pictures)
    }

    /// A new ledger with polls open.
    func opened(at directory: String, copy: String? = nil) throws -> BallotStore {
        let store = try BallotStore.create(at: directory, signer: signer, plan: plan, copy: copy)
        try store.openPolls(at: Machine.time)
        return store
    }

    func reopened(at directory: String, copy: String? = nil) throws -> BallotStore {
        try BallotStore.open(
            at: directory, signer: signer,
            expecting: LedgerIdentity(election: plan.election, definitionDigest: plan.definitionDigest), copy: copy)
    }

    /// What sheet `number` says: several sheets say the same.
    static func record(_ number: Int) -> [UInt8] { Array("mayor: option \(number % 7)".utf8) }
    /// A picture that no other sheet has.
    static func picture(_ number: Int) -> [UInt8] {
        (0..<(100 + number % 50)).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0) }
    }

    func feed(_ numbers: some Sequence<Int>, to store: BallotStore) throws {
        for number in numbers {
            let sheet = try store.seal(record: Self.record(number), pictures: [Self.picture(number)])
            _ = try store.complete(sheet)
        }
    }

    func finish(_ store: BallotStore) throws {
        let counted = store.history.counts.counted
        let mayor = ContestTotals(
            id: "mayor", votesAllowed: 1, ballots: counted, overvotes: 0, undervotes: 0,
            votes: [Totals.Count(id: "ada", count: counted)])
        let release = try Self.release(of: store.opened(with: key))
        _ = try store.prepareTotals(contests: [mayor]) { put throws(LedgerError) in try put(release) }
        _ = try store.sign()
    }

    /// One file with all records.
    static func release(of opened: OpenedBallots) -> ReleaseFile {
        let records = opened.ballots.map { String(decoding: $0.votes, as: UTF8.self) }
        return ReleaseFile(path: "records.txt", bytes: Array(records.joined(separator: "\n").utf8))
    }

    func verify(_ directory: String) -> VerificationReport {
        LedgerVerifier.verify(directory: directory, key: signer.key)
    }
}

/// What the suites of the box begin with: a machine, and a place for its ledger that is gone when the test is.
class BoxSuite {
    let scratch: Scratch
    let machine: BoxMachine
    let directory: String

    init() throws {
        scratch = try Scratch()
        machine = try BoxMachine()
        directory = scratch("ledger")
    }
}

extension BallotStore {
    /// The records of a closed box as texts.
    func texts(with key: MemoryBoxKey) throws -> [String] {
        try opened(with: key).ballots.map { String(decoding: $0.votes, as: UTF8.self) }
    }
}

/// The bytes of one slot in a ledger's directory.
func slot(_ number: Int, in directory: String, byteCount: Int = 4096) throws -> [UInt8] {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(directory)/box/slots"))
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(number * byteCount))
    return Array(try #require(try file.read(upToCount: byteCount)))
}

/// Changes bytes of a file in place.
func change(_ path: String, at place: Int, to bytes: [UInt8]) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: bytes)
}

/// Slots whose bytes differ between two readings of `box/slots`; the two places behind them are no slots.
func changedSlots(_ before: [UInt8], _ after: [UInt8], byteCount: Int = 4096) -> [Int] {
    changedBlocks(onlySlots(before), onlySlots(after), byteCount: byteCount)
}

/// Blocks whose bytes differ.
func changedBlocks(_ before: [UInt8], _ after: [UInt8], byteCount: Int = 4096) -> [Int] {
    (0..<(before.count / byteCount)).filter {
        before[($0 * byteCount)..<(($0 + 1) * byteCount)] != after[($0 * byteCount)..<(($0 + 1) * byteCount)]
    }
}

/// The slots of `box/slots`, without the two places behind them.
func onlySlots(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.dropLast(2 * 4096)) }
