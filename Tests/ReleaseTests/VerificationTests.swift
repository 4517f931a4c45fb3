import Foundation
import Ledger
import OMR
import Release
import Testing

/// What this program releases, as it reads it again; and what a machine that lies would release.
@Suite struct VerificationTests {
    let genesis: Genesis
    let close: PollsClose
    let sheets: [ReleasedSheet]
    let truth: Release

    init() throws {
        genesis = try Sample.genesis(smallestGroup: 6)
        close = PollsClose(
            SheetCounts(accepted: 41, returned: 6, unresolved: 1, withdrawn: 2),
            day: PollsClose.Day(
                faults: [.init(id: "jam", count: 4)], returnReasons: [.init(id: "too faint", count: 6)],
                time: try #require(LedgerTime("2026-03-15T20:00Z"))))
        sheets = try Sample.sheets(40, pictures: true)
        truth = try Release(sheets, election: Sample.election(), genesis: genesis)
    }

    var rooms: [LedgerHistory.Room: Int] {
        Dictionary(grouping: sheets) {
            LedgerHistory.Room(mode: $0.batch.mode == .portable ? .portable : .stationary, batch: $0.batch.number)
        }.mapValues(\.count)
    }

    /// Everything that is released of a day, by path.
    func files(_ release: Release) throws -> [String: [UInt8]] {
        let documents = release.documents(counts: close.counts, day: close.day)
        var files = Dictionary(uniqueKeysWithValues: documents.map { ($0.path, $0.bytes) })
        try release.pictures { _, picture in
            let number = try #require(
                (0..<1000).first { FileDigest(of: Sample.pictureBytes($0, picture.side)) == picture.digest })
            return Sample.pictureBytes(number, picture.side)
        } emit: {
            files[$0.path] = $0.bytes
        }
        return files
    }

    /// The findings about a release of other sheets than the day's, or one that was changed before it was signed.
    func findings(
        released: [ReleasedSheet]? = nil, change: (inout [String: [UInt8]]) -> Void = { _ in }
    ) throws -> [ReleaseFinding] {
        var files = try files(
            released.map { try Release($0, election: Sample.election(), genesis: genesis) } ?? truth)
        change(&files)
        return findings(in: files)
    }

    func findings(in files: [String: [UInt8]]) -> [ReleaseFinding] {
        let totals = Totals(
            sheets: 40, contests: truth.contests, modes: truth.modes, batches: truth.batches,
            releaseDigest: FileDigest(of: []), boxRoot: .empty, boxBlind: Array(repeating: 0, count: 32))
        let published = PublishedRelease(
            genesis: genesis, counts: close.counts, rooms: rooms, totals: totals, close: close, adjudication: nil,
            files: files.mapValues { FileDigest(of: $0) }, contents: { files[$0] })
        return ReleaseVerification().findings(in: published)
    }

    @Test func `what is released is found sound`() throws {
        let files = try files(truth)
        #expect(files["groups.json"] != nil && files.count > 40)
        #expect(findings(in: files) == [])
    }

    @Test func `a release of no sheets is found sound`() throws {
        let release = try Release([], election: Sample.election(), genesis: genesis)
        let files = Dictionary(
            uniqueKeysWithValues: release.documents(counts: SheetCounts(), day: nil).map { ($0.path, $0.bytes) })
        let totals = Totals(
            sheets: 0, contests: release.contests, releaseDigest: FileDigest(of: []), boxRoot: .empty, boxBlind: [])
        let published = PublishedRelease(
            genesis: genesis, counts: SheetCounts(), rooms: [:], totals: totals, close: nil, adjudication: nil,
            files: files.mapValues { FileDigest(of: $0) }, contents: { files[$0] })
        #expect(ReleaseVerification().findings(in: published) == [])
    }

    @Test func `a record more or less, and a changed one, do not add up`() throws {
        let place = try #require(sheets.firstIndex { $0.record.sheet == "long" && $0.batch.number == nil })
        let sheet = sheets[place]
        func with(_ record: CastVoteRecord, _ batch: SheetBatch) -> [ReleasedSheet] {
            var sheets = sheets
            sheets[place] = ReleasedSheet(
                record: record, batch: batch, sheetOfBallot: sheet.sheetOfBallot, pictures: sheet.pictures)
            return sheets
        }
        let other = try Sample.record("long", [[1], [3]])
        #expect(other != sheet.record)
        let portable = try #require(SheetBatch(mode: .portable, number: 1))
        let fewer = sheets.indices.filter { $0 != place }.map { sheets[$0] }
        for released in [fewer, sheets + [sheet], with(other, sheet.batch), with(sheet.record, portable)] {
            let found = try findings(released: released)
            #expect(!found.isEmpty && found.allSatisfy { $0.code == .sums }, "\(found)")
        }
    }

    @Test func `pictures that nobody names, and names without a picture, are findings`() throws {
        let nobodys = try findings { $0["pictures/000099-a.png"] = [] }
        #expect(nobodys == [ReleaseFinding(.release, path: "pictures/000099-a.png", what: "no record names it")])
        var path = ""
        let what = "not the picture that cvr.json names"
        let lost = try findings { files in
            path = files.keys.sorted().first { $0.hasPrefix("pictures/") } ?? ""
            files[path] = nil
        }
        #expect(lost == [ReleaseFinding(.release, path: path, what: what)])
        let changed = try findings { $0[path]? += [1] }
        #expect(changed == [ReleaseFinding(.release, path: path, what: what)])
    }

    @Test func `a release without records or totals is none`() throws {
        let found = try findings { $0 = [:] }
        #expect(found.map(\.path) == ["cvr.json", "totals.json"] && found.allSatisfy { $0.code == .release })
    }

    @Test func `noise in any file is found and never crashes`() throws {
        var lot = SeededGenerator(state: 3)
        let honest = try files(truth)
        for name in ["cvr.json", "groups.json", "totals.json"] {
            let whole = try #require(honest[name])
            for _ in 0..<200 {
                var bytes = whole
                while bytes == whole {
                    let place = Int.random(in: 0..<bytes.count, using: &lot)
                    switch Int.random(in: 0..<4, using: &lot) {
                    case 0:
                        let end = min(bytes.count, place + Int.random(in: 1...50, using: &lot))
                        bytes.removeSubrange(place..<end)
                    case 1: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 60)], at: place)
                    default: bytes[place] = UInt8.random(in: 0...255, using: &lot)
                    }
                }
                var files = honest
                files[name] = bytes
                #expect(!findings(in: files).isEmpty)
            }
        }
    }
}
