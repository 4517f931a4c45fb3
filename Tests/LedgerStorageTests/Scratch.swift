import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// A journal's bytes without the empty space behind its last record, which may itself end in zeros.
func journal(in directory: String) throws -> [UInt8] {
    let whole = try bytes("\(directory)/journal")
    var end = (whole.lastIndex { $0 != 0 } ?? -1) + 1
    var place = min(17, end)
    while place + 12 < end {
        let (leaf, note) = (number(at: place + 4, in: whole), number(at: place + 8, in: whole))
        place += 12 + leaf + note + 4
        if place <= whole.count { end = max(end, place) }
    }
    return Array(whole[..<end])
}

private func number(at place: Int, in bytes: [UInt8]) -> Int {
    bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
}

/// A sheet's leaf, with a commitment to the box of `Machine`.
func accepted(_ number: Int) -> LedgerEvent {
    .sheetAccepted(number: number, box: BoxCommitment(blind: Array(repeating: 3, count: 32), root: .empty, .two))
}

/// A machine with its key, and the days that it has.
struct Machine {
    let signer: Ed25519Signer
    let genesis: Genesis

    init(
        _ name: String = "example.org/box", seed: UInt8 = 1, election: String = "Demo 2026", slots: Int = 1024,
        slotByteCount: Int = 4096
    ) throws {
        let keyName = try #require(KeyName(name))
        let box = BoxCommitment(blind: Array(repeating: 3, count: 32), root: .empty, .two)
        signer = try #require(Ed25519Signer(name: keyName, seed: Array(repeating: seed, count: 32)))
        let boxKey = try #require(BoxPublicKey(name: keyName, publicKey: Array(repeating: 9, count: 32)))
        let terms = try #require(
            BoxTerms(key: boxKey, slotCount: slots, slotByteCount: slotByteCount, pictureByteCount: 0, commitment: box))
        genesis = Genesis(
            election: election, definitionDigest: FileDigest(of: [1, 2, 3]), key: signer.key, software: "scand 0.1",
            box: terms, terms: Self.terms)
    }

    static let time = LedgerTime("2026-11-28T06:00Z")!
    static let terms = Genesis.Terms(
        created: time, purpose: .election, softwareDigest: FileDigest(of: [4]), sheetsDigest: nil, hasCopy: false,
        smallestGroup: 1, anchorSheets: 10, anchorMinutes: 0)

    let blind = Array(repeating: UInt8(3), count: 32)
    var box: BoxCommitment { BoxCommitment(blind: Array(repeating: 3, count: 32), root: .empty, .two) }
    var release: [ReleaseFile] { [ReleaseFile(path: "records.json", bytes: records)] }
    let records = Array(#"{"records": [{"mayor": "ada"}]}"#.utf8)

    /// A ledger with polls open and so many sheets, every tenth of them returned.
    func open(at directory: String, sheets: Int) throws -> LedgerWriter {
        let writer = try LedgerWriter.create(at: directory, signer: signer, genesis: genesis)
        _ = try writer.append(.pollsOpened(Self.time))
        try feed(sheets, to: writer)
        return writer
    }

    func feed(_ sheets: Int, to writer: LedgerWriter) throws {
        for _ in 0..<sheets {
            let number = writer.history.nextSheetNumber
            _ = try writer.append(number % 10 == 0 ? .sheetsReturned(from: number, to: number) : accepted(number))
        }
    }

    func close(_ writer: LedgerWriter) throws {
        let counts = writer.history.counts
        let reasons = counts.returned == 0 ? [] : [Totals.Count(id: "overvote", count: counts.returned)]
        _ = try writer.append(
            .pollsClosed(PollsClose(counts, day: PollsClose.Day(returnReasons: reasons, time: Self.time))))
        try writer.publish()
    }

    func finish(_ writer: LedgerWriter) throws {
        let counted = writer.history.counts.counted
        let mayor = ContestTotals(
            id: "mayor", votesAllowed: 1, ballots: counted, overvotes: 0, undervotes: 0,
            votes: [Totals.Count(id: "ada", count: counted)])
        _ = try writer.finish(
            totals: { digest in
                Totals(
                    sheets: counted, contests: [mayor],
                    modes: counted == 0 ? [] : [Totals.Count(id: "stationary", count: counted)], releaseDigest: digest,
                    boxRoot: .empty, boxBlind: blind)
            }, release: release)
    }

    /// A whole day: `sheets` and four more events.
    func day(at directory: String, sheets: Int) throws {
        let writer = try open(at: directory, sheets: sheets)
        try close(writer)
        try finish(writer)
    }

    func verify(_ directory: String) -> VerificationReport {
        LedgerVerifier.verify(directory: directory, key: signer.key)
    }
}

extension LedgerWriter {
    /// Puts a release in place and records the totals that name it: what `BallotStore` does in two steps.
    func finish(totals: (FileDigest) -> Totals, release: [ReleaseFile]) throws -> Acknowledged {
        let manifest = ReleaseManifest(release.map { ($0.path, FileDigest(of: $0.bytes)) }).encoded
        for file in release + [ReleaseFile(path: "manifest", bytes: manifest)] {
            let path = "\(directory)/release/\(file.path)"
            try FileManager.default.createDirectory(
                atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
            try LedgerSupport.write(file.bytes, to: path)
        }
        let acknowledged = try append(.totals(totals(FileDigest(of: manifest))))
        try publish()
        return acknowledged
    }
}
