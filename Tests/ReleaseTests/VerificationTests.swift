import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Release
import Testing

/// A machine that lies, but signs: what its own ledger still shows.
@Suite struct VerificationTests {
    let scratch: Scratch
    let day: Day

    init() throws {
        scratch = try Scratch()
        day = try Day(Sample.sheets(30, pictures: true))
    }

    /// The findings about a release that was changed before its digest was signed.
    func findings(
        released: [ReleasedSheet]? = nil, change: (inout [ReleaseFile]) -> Void = { _ in }
    ) throws -> [String] {
        let directory = scratch(UUID().uuidString)
        try day.finish(try day.open(at: directory), released: released, change: change)
        #expect(LedgerVerifier.verify(directory: directory, key: day.signer.key).isIntact)
        return day.verify(directory).damage.map(\.path)
    }

    func edit(_ files: inout [ReleaseFile], _ path: String, _ change: (inout [String]) -> Void) {
        guard let place = files.firstIndex(where: { $0.path == path }) else { return }
        var lines = String(decoding: files[place].bytes, as: UTF8.self).components(separatedBy: "\n")
        change(&lines)
        files[place] = ReleaseFile(path: path, bytes: Array(lines.joined(separator: "\n").utf8))
    }

    @Test func `an honest release has no findings`() throws {
        #expect(try findings() == [])
        let empty = try Day([])
        try empty.finish(try empty.open(at: scratch("empty")))
        #expect(empty.verify(scratch("empty")).damage == [])
    }

    @Test func `a record more or less, and a changed one, do not add up`() throws {
        #expect(Set(try findings(released: Array(day.sheets.dropLast()))).contains("release/cvr.json"))
        #expect(Set(try findings(released: day.sheets + [day.sheets[0]])).contains("release/cvr.json"))
        var changed = day.sheets
        changed[3] = ReleasedSheet(record: try Sample.record("short", [[1], nil]), pictures: changed[3].pictures)
        #expect(changed[3].record != day.sheets[3].record)
        #expect(Set(try findings(released: changed)).contains("release/cvr.json"))
    }

    @Test func `records in another order than that of their content are refused`() throws {
        let named = try findings { files in
            edit(&files, "cvr.json") { lines in
                // Two sheets that differ change places, numbers and all.
                func renumbered(_ line: String, _ a: String, _ b: String) -> String {
                    line.replacingOccurrences(of: "\(a)\"", with: "\(b)\"").replacingOccurrences(
                        of: "\(a)-", with: "\(b)-")
                }
                let (first, last) = (lines[1], lines[29])
                lines[1] = renumbered(last, "000029", "000001")
                lines[29] = renumbered(first, "000001", "000029")
            }
        }
        #expect(named.contains("release/cvr.json"))
    }

    @Test func `every other spelling of a record is refused`() throws {
        let changes: [(String, String)] = [
            ("\"UniqueId\":\"000002\"", "\"UniqueId\":\"000007\""),
            ("\"ElectionId\":\"election\"", "\"ElectionId\":\"device\""),
            ("\"BallotStyleId\":\"short\"", "\"BallotStyleId\": \"short\""),
            ("\"Undervotes\":1", "\"Undervotes\":0"), ("\"Type\":\"interpreted\"", "\"Type\":\"modified\""),
            ("\"CVR.CVRContest\"", "\"CVR.CVRContests\""), ("selection-1-", "selection-7-"), ("contest-1", "contest-9"),
            ("\"GeneratedDate\":\"1970", "\"GeneratedDate\":\"2026"),
            ("\"Version\":\"1.0.0\"", "\"Version\":\"2.0.0\""),
            ("example.org/box-7", "example.org/box-8"), ("\"Value\":\"Demo 2026\"", "\"Value\":\"Demo 2027\""),
            ("\"VotesAllowed\":1", "\"VotesAllowed\":4611686018427387904"),
            ("{\"@type\":\"CVR.CastVoteRecordReport\",", "{ \"@type\":\"CVR.CastVoteRecordReport\","),
            ("-a.png\"", "-a.gif\""),
        ]
        for (old, new) in changes {
            let named = try findings { files in
                edit(&files, "cvr.json") { lines in
                    guard let place = lines.firstIndex(where: { $0.contains(old) }) else {
                        Issue.record("no line has \(old)")
                        return
                    }
                    let range = lines[place].range(of: old)
                    lines[place].replaceSubrange(range ?? lines[place].startIndex..<lines[place].startIndex, with: new)
                }
            }
            #expect(Set(named).contains("release/cvr.json") || named.contains { $0.hasSuffix("-a.gif") }, "\(old)")
        }
    }

    @Test func `totals beside the records must be the ledger's own`() throws {
        let named = try findings { files in
            edit(&files, "totals.json") { $0[2] = $0[2].replacingOccurrences(of: "1", with: "2") + " " }
        }
        #expect(named == ["release/totals.json"])
    }

    @Test func `pictures that nobody names, and names without a picture, are findings`() throws {
        #expect(
            try findings { $0.append(ReleaseFile(path: "pictures/000099-a.png", bytes: [])) }
                == ["release/pictures/000099-a.png"])
        #expect(try findings { $0.append(ReleaseFile(path: "order.txt", bytes: [])) } == ["release/order.txt"])
        var path = ""
        let lost = try findings { files in path = files.removeLast().path }
        #expect(lost == ["release/\(path)"])
        let changed = try findings { files in
            let last = files.removeLast()
            files.append(ReleaseFile(path: last.path, bytes: last.bytes + [1]))
        }
        #expect(changed == ["release/\(path)"])
    }

    @Test func `a release without records or totals is none`() throws {
        let named = try findings { $0 = [ReleaseFile(path: "records.json", bytes: [])] }
        #expect(Set(named) == ["release/cvr.json", "release/totals.json"])
    }

    @Test func `noise in place of records is refused and never crashes`() throws {
        var lot = SeededGenerator(state: 3)
        let whole = try Release(day.sheets, election: Sample.election(), genesis: day.genesis).documents(
            counts: SheetCounts(accepted: 30), returnReasons: [])[0].bytes
        let counts = SheetCounts(accepted: 30)
        let totals = Totals(
            sheets: 30, contests: [], returnReasons: [], releaseDigest: FileDigest(of: []), boxRoot: .empty,
            boxBlind: day.blind)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &lot) {
                let place = Int.random(in: 0..<bytes.count, using: &lot)
                switch Int.random(in: 0..<4, using: &lot) {
                case 0: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...50, using: &lot)))
                case 1: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 60)], at: place)
                default: bytes[place] = UInt8.random(in: 0...255, using: &lot)
                }
            }
            let release = PublishedRelease(
                genesis: day.genesis, counts: counts, totals: totals, close: nil, adjudication: nil,
                files: ["cvr.json": FileDigest(of: bytes), "totals.json": FileDigest(of: [])],
                contents: { $0 == "cvr.json" ? bytes : nil })
            #expect(!ReleaseVerification().findings(in: release).isEmpty)
        }
    }
}
