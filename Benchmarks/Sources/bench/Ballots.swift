import Crypto
import Foundation
import Glibc
import Ledger
import LedgerStorage

/// What a sheet's way into the sealed ballot box costs, next to bare writes of the same bytes to the same disk: `bench
/// --ballots DIRECTORY`, on the disk that is asked about.
struct Ballots {
    let directory: String
    let signer: Ed25519Signer
    let key: BenchBoxKey

    init(on disk: String) throws {
        directory = "\(disk)/bench-ballots-\(getpid())"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        guard let name = KeyName("example.org/bench") else { fatalError("a name of letters") }
        signer = Ed25519Signer(generating: name)
        key = try BenchBoxKey(name)
    }

    /// Lines for people, each with the number that must be reached.
    func run() throws -> [String] {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var lines = [
            try accepting("record alone", slots: 1024, pictures: 0, sheets: 400, atLeast: "0.50"),
            try accepting("with pictures of 128 KiB", slots: 512, pictures: 1 << 17, sheets: 200, atLeast: "0.35"),
        ]
        lines += try opening(sheets: 10_000)
        return lines
    }

    private func plan(_ slots: Int, _ pictures: Int) -> BallotPlan {
        BallotPlan(
            election: "bench", definitionDigest: FileDigest(of: []), software: "bench",
            softwareDigest: FileDigest(of: []),
            created: LedgerBench.time, boxKey: key.publicKey, slotCount: slots, pictureByteCount: pictures)
    }

    /// A sheet sealed and completed, in turn with two bare pwrite + fdatasync: of slot and pictures, and of a leaf.
    private func accepting(
        _ name: String, slots: Int, pictures: Int, sheets: Int, atLeast: String
    ) throws -> String {
        let path = "\(directory)/\(slots)-\(pictures)"
        let store = try BallotStore.create(at: path, signer: signer, plan: plan(slots, pictures))
        try store.openPolls(at: LedgerBench.time)
        let record = [UInt8](repeating: 7, count: 1000)
        let picture = [UInt8](repeating: 9, count: max(0, pictures - 64))
        let box = try BareFile("\(path).box", byteCount: slots * (4096 + pictures))
        let journal = try BareFile("\(path).journal", byteCount: sheets * 512)
        let large = [UInt8](repeating: 5, count: 4096 + pictures)
        let small = [UInt8](repeating: 5, count: 400)
        var times: [Double] = []
        var bare: [Double] = []
        for sheet in 0..<sheets {
            let place = Int.random(in: 0..<slots) * large.count
            let bareStart = Clock.seconds()
            try box.write(large, at: place)
            try journal.write(small, at: sheet * small.count)
            bare.append(Clock.seconds() - bareStart)
            let start = Clock.seconds()
            _ = try store.complete(try store.seal(record: record, pictures: pictures > 0 ? [picture] : []))
            times.append(Clock.seconds() - start)
        }
        let ratio = bare.median / times.median
        return "accepting a sheet, \(name): \(times.median.milliseconds) ms, two bare writes "
            + "\(bare.median.milliseconds) ms: \(ratio.hundredths) x their rate (at least \(atLeast))"
    }

    /// A box of 16,384 slots with many sheets: how memory grows meanwhile, and how long opening takes.
    private func opening(sheets: Int) throws -> [String] {
        let path = "\(directory)/large"
        var growth = 0
        do {
            let store = try BallotStore.create(at: path, signer: signer, plan: plan(16_384, 0))
            try store.openPolls(at: LedgerBench.time)
            let record = [UInt8](repeating: 7, count: 1000)
            for sheet in 0..<sheets {
                if sheet == 500 { growth = residentBytes() }
                _ = try store.complete(try store.seal(record: record))
            }
            growth = residentBytes() - growth
            try store.closePolls(at: LedgerBench.time)
        }
        var start = Clock.seconds()
        let store = try BallotStore.open(at: path, signer: signer)
        let opening = Clock.seconds() - start
        start = Clock.seconds()
        let count = try store.opened(with: key).ballots.count
        let unsealing = Clock.seconds() - start
        precondition(count == sheets, "every sheet is there")
        return [
            "\(sheets) sheets: memory grew by \(growth / 1024) KiB from the 500th to the last",
            "opening the ledger and its box of 16384 slots: \(opening.milliseconds) ms (at most 1000)",
            "unsealing \(sheets) records: \(unsealing.milliseconds) ms",
        ]
    }
}

/// A box key in memory.
struct BenchBoxKey: BoxKey {
    let publicKey: BoxPublicKey
    private let privateKey = Curve25519.KeyAgreement.PrivateKey()

    init(_ name: KeyName) throws {
        guard let key = BoxPublicKey(name: name, publicKey: Array(privateKey.publicKey.rawRepresentation)) else {
            fatalError("the public half of a key is a key")
        }
        publicKey = key
    }

    func open(_ sealed: [UInt8], info: [UInt8]) throws(OpeningError) -> [UInt8] {
        do {
            var recipient = try HPKE.Recipient(
                privateKey: privateKey, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(info),
                encapsulatedKey: Data(sealed.prefix(32)))
            return Array(try recipient.open(Data(sealed.dropFirst(32))))
        } catch {
            throw OpeningError("it does not open")
        }
    }

    func agreement(with encapsulated: [UInt8]) throws(OpeningError) -> [UInt8] {
        do {
            let sender = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: encapsulated)
            return unsafe try privateKey.sharedSecretFromKeyAgreement(with: sender).withUnsafeBytes { unsafe Array($0) }
        } catch {
            throw OpeningError("no key agreement")
        }
    }
}
