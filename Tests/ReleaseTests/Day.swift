import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Release
import Testing

/// A machine's whole day: ledger, ballot box and release, with the machine's key.
struct Day {
    let signer: Ed25519Signer
    let genesis: Genesis
    let sheets: [ReleasedSheet]
    /// What lies in the ballot box when polls are closed.
    let slots: [[UInt8]]
    let blind: [UInt8]

    var root: TreeHash { MerkleTree(leaves: slots.map { .leaf($0) }).root }

    init(_ sheets: [ReleasedSheet], seed: UInt8 = 1) throws {
        self.sheets = sheets
        blind = Array(repeating: 77, count: 32)
        var lot = SeededGenerator(state: 5)
        var count = 1
        while count < sheets.count { count *= 2 }
        slots = (0..<count).map { _ in (0..<4096).map { _ in UInt8.random(in: 0...255, using: &lot) } }
        let name = try #require(KeyName("example.org/box-7"))
        signer = try #require(Ed25519Signer(name: name, seed: Array(repeating: seed, count: 32)))
        let full = MerkleTree(leaves: slots.map { .leaf($0) }).root
        let boxKey = try #require(BoxPublicKey(name: name, publicKey: Array(repeating: 9, count: 32)))
        let terms = try #require(
            BoxTerms(
                key: boxKey, slotCount: count, slotByteCount: 4096, pictureByteCount: 0,
                commitment: BoxCommitment(blind: blind, root: sheets.isEmpty ? full : .empty, .one)))
        genesis = Genesis(
            election: "Demo 2026", definitionDigest: FileDigest(of: [1, 2, 3]), key: signer.key, software: "scand 0.1",
            box: terms, terms: nil)
    }

    /// A commitment such as the leaf of a sheet has: only the last one is ever opened.
    private func commitment(_ number: Int) -> BoxCommitment {
        BoxCommitment(blind: number == sheets.count ? blind : Array(repeating: 3, count: 32), root: root, .one)
    }

    /// Writes the ledger up to the end of voting: every fourth sheet comes after one that went back, the last is unresolved.
    func open(at directory: String) throws -> LedgerWriter {
        let writer = try LedgerWriter.create(at: directory, signer: signer, genesis: genesis)
        _ = try writer.append(.copyLost)
        _ = try writer.append(.copyRestored)
        _ = try writer.append(.pollsOpened(nil))
        for number in sheets.indices.map({ $0 + 1 }) {
            if number % 4 == 0 { _ = try writer.append(.sheetReturned(number: writer.history.nextSheetNumber)) }
            if number == sheets.count {
                _ = try writer.append(.interrupted)
                _ = try writer.append(.sheetVoided(number: writer.history.nextSheetNumber))
                _ = try writer.append(
                    .sheetUnresolved(number: writer.history.nextSheetNumber, box: commitment(number)))
            } else {
                _ = try writer.append(.sheetAccepted(number: writer.history.nextSheetNumber, box: commitment(number)))
            }
        }
        return writer
    }

    /// Closes the polls and releases the sheets.
    ///
    /// - Parameters:
    ///   - released: what is said to have been in the box; other than the day's sheets for a machine that lies.
    ///   - change: what a machine that lies does to the files before their digests are signed.
    func finish(
        _ writer: LedgerWriter, released: [ReleasedSheet]? = nil, change: (inout [ReleaseFile]) -> Void = { _ in }
    ) throws {
        _ = try writer.append(.pollsClosed(PollsClose(writer.history.counts)))
        let counts = writer.history.counts
        let reasons = [Totals.Count(id: "too faint", count: counts.returned)]
        let truth = try Release(sheets, election: Sample.election(), genesis: genesis)
        let release = try Release(released ?? sheets, election: Sample.election(), genesis: genesis)
        var files = release.documents(counts: counts, returnReasons: reasons)
            .map { ReleaseFile(path: $0.path, bytes: $0.bytes) }
        try release.pictures { place, picture in
            let number = try #require(
                (0..<1000).first { FileDigest(of: Sample.pictureBytes($0, picture.side)) == picture.digest })
            return Sample.pictureBytes(number, picture.side)
        } emit: {
            files.append(ReleaseFile(path: $0.path, bytes: $0.bytes))
        }
        change(&files)
        _ = try writer.finish(
            sheets: sheets.count, contests: truth.contests, returnReasons: reasons, boxRoot: root, boxBlind: blind,
            release: files)
    }

    /// The whole day.
    func run(at directory: String) throws {
        let writer = try open(at: directory)
        try finish(writer)
        _ = try writer.append(.keysDestroyed(nil))
        try writer.publish()
    }

    func verify(_ directory: String) -> VerificationReport {
        LedgerVerifier.verify(directory: directory, key: signer.key, release: ReleaseVerification())
    }
}
