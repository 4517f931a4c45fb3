import Foundation
import Ledger
import LedgerSupport
import Release
import Testing

/// A release of version 1, as the version of scand that wrote it left it: it is found sound for ever, and what its page pins is
/// checked.
@Suite struct Version1Tests {
    let files: [String: String]
    let history: LedgerHistory

    init() throws {
        let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../LedgerFixtures/version-1").path
        files = try Dictionary(
            uniqueKeysWithValues: ["cvr.json", "totals.json"].map {
                ($0, String(decoding: try bytes("\(directory)/release/\($0)"), as: UTF8.self))
            })
        var history = LedgerHistory()
        for leaf in try #require(EntryBundle.decode(try bytes("\(directory)/tile/entries/000.p/39"))) {
            _ = try history.apply(leaf: leaf[...])
        }
        self.history = history
    }

    func findings(_ change: (inout [String: String]) -> Void = { _ in }) throws -> [ReleaseFinding] {
        var files = files
        change(&files)
        let contents = files.mapValues { Array($0.utf8) }
        let release = PublishedRelease(
            genesis: try #require(history.genesis), counts: history.counts, rooms: [:],
            totals: try #require(history.totals),
            close: history.close, adjudication: history.adjudication,
            files: contents.mapValues { FileDigest(of: $0) }, contents: { contents[$0] })
        return ReleaseVerification().findings(in: release)
    }

    @Test func `it is found sound`() throws {
        #expect(try findings() == [])
    }

    @Test(arguments: [
        ("states no time.\"", "states no time: 3 2 1\""),
        ("\"Version\":\"1.0.0\"}", "\"Version\":\"1.0.0\",\"X\":\"\"}"),
        ("],\"Election\":", "],\"BatchId\":\"3 2 1\",\"Election\":"), ("1970-01-01", "2026-11-28"),
        ("\"VotesAllowed\":1}", "\"VotesAllowed\":NaN}"), ("\"VotesAllowed\":1}", "\"VotesAllowed\":1.0}"),
        ("\"VotesAllowed\":1}", "\"VotesAllowed\":1000001}"), ("\"VotesAllowed\":1}", "\"VotesAllowed\":0}"),
        ("\"VotesAllowed\":1}", "\"VotesAllowed\":100000000000000000}"),
        ("\"Value\":\"mayor\"", "\"Value\":\"\""), ("\"Value\":\"ada\"", "\"Value\":\"\""),
        ("\"Value\":\"ada\"", "\"Value\":\"vera\""), ("\"Value\":\"mayor\"", "\"Value\":\"council\""),
        ("\"Value\":\"demo-2026\"", "\"Value\":\"\""), ("\"Value\":\"demo-2026\"", "\"Value\":\"demo-2027\""),
        ("\"Name\":\"Mayor\",", "\"Name\":\"Mayor\",\"VoteVariation\":\"rcv\","),
        ("\"BallotStyleId\":\"ballot\"", "\"BallotStyleId\":\"ballot\",\"BatchId\":\"stationary\""),
        ("\"snapshot-000001\",\"@type\"", "\"snapshot-000001-interpreted\",\"@type\""),
        ("\"HasIndication\":\"yes\"", "\"HasIndication\":\"unknown\""), ("\"NumberVotes\":1", "\"NumberVotes\":1.0"),
        ("\"Type\":\"interpreted\"", "\"Type\":\"original\""), ("scand 0.1.0", "scand 0.1.1"),
        ("demo.scand.example/version-1", "demo.scand.example/version-2"),
    ])
    func `what the page pins of the records is checked`(old: String, new: String) throws {
        #expect(files["cvr.json"]?.contains(old) == true)
        let found = try findings { files in
            guard let range = files["cvr.json"]?.range(of: old) else { return }
            files["cvr.json"]?.replaceSubrange(range, with: new)
        }
        #expect(!found.isEmpty && found.allSatisfy { $0.code == .records }, "\(found)")
    }

    @Test func `a contest that is on no sheet keeps the rules too`() throws {
        func findings(votes: Int) throws -> [ReleaseFinding] {
            let option =
                #"{"@id":"selection-3-1","@type":"CVR.ContestSelection","Code":[{"@type":"CVR.Code","Type":"local-level","#
                + #""Value":"x"},{"@type":"CVR.Code","OtherType":"role","Type":"other","Value":"against-all"}]}"#
            let contest =
                #",{"@id":"contest-3","@type":"CVR.CandidateContest","Code":[{"@type":"CVR.Code","Type":"local-level","#
                + #""Value":"third"}],"ContestSelection":[\#(option)],"VotesAllowed":\#(votes)}],"ElectionScopeId""#
            return try self.findings {
                $0["cvr.json"] = $0["cvr.json"]?.replacingOccurrences(of: "],\"ElectionScopeId\"", with: contest)
            }
        }
        #expect(try findings(votes: 1_000_000).map(\.code).min() == .sums)
        let what = "its last line: contest 3: its votes or ranks are 1000001, not 1 to 1000000"
        #expect(
            try findings(votes: 1_000_001) == [ReleaseFinding(.records, path: "cvr.json", what: what)])
    }

    @Test func `groups are no part of it, and totals are the ledger's own`() throws {
        #expect(try findings { $0["groups.json"] = "{\"groups\":[],\"version\":2}\n" }.map(\.code) == [.release])
        let found = try findings {
            $0["totals.json"] = $0["totals.json"]?.replacingOccurrences(of: ": 1,", with: ": 2,")
        }
        #expect(found.map(\.path) == ["totals.json"] && found.map(\.code) == [.sums])
    }
}
