import Foundation
import Testing

/// The demo election through the whole product.
@Suite struct CountingTests {
    @Test func `the demo stack gives exactly the totals it was drawn with`() throws {
        let counted = try Demo.counted.get()
        #expect(counted.ended.status == 0)
        try requireExpected(try counted.ended.json(Report.self))
    }

    @Test func `the same images as plain arguments give the same totals and the same records`() throws {
        let scratch = try Scratch()
        let ended = try Demo.replay(try Demo.images(), into: scratch("ledger"))
        #expect(ended.status == 0)
        try requireExpected(try ended.json(Report.self))
        #expect(try releasedSheets(in: scratch("ledger")) == releasedSheets(in: Demo.counted.get().ledger))
    }

    @Test(arguments: [UInt64.random(in: 0...999_999)])
    func `the order of feeding changes neither totals nor records`(seed: UInt64) throws {
        let scratch = try Scratch()
        var random = SplitMix(state: seed)
        let sheets = try Demo.expected().sheets.shuffled(using: &random)
        let ended = try Demo.replay(
            sheets.flatMap { $0.sides.map { "\(Demo.folder)/\($0.image)" } }, into: scratch("ledger"))
        #expect(ended.status == 0)
        try requireExpected(try ended.json(Report.self))
        #expect(try releasedSheets(in: scratch("ledger")) == releasedSheets(in: Demo.counted.get().ledger))
    }

    @Test func `the printed checkpoint is the one in the ledger, and the ledger verifies as final`() throws {
        let counted = try Demo.counted.get()
        #expect(try counted.ended.json(Report.self).checkpoint == text(counted.ledger + "/checkpoint"))
        let ended = try Scand.verify(counted.ledger)
        #expect(ended.status == 0)
        let report = try ended.json(Verification.self)
        let sheets = try Demo.expected().totals.sheets
        #expect(report.verified && report.final && report.phase == "ended" && report.damage.isEmpty)
        #expect(report.accepted == sheets.accepted)
        #expect(report.returned == sheets.returned + sheets.blank + sheets.rejected)
        #expect(report.voided == 0 && report.unresolved == 0)
    }

    @Test func `the released records are those of the accepted sheets, sheet for sheet`() throws {
        let path = try Demo.counted.get().ledger + "/release/cvr.json"
        let released = try JSONDecoder().decode(Records.self, from: Data(try bytes(path)))
        let accepted = try Demo.expected().sheets.filter { $0.status == "accepted" }
        let allowed = ["mayor": 1, "council": 2]
        var wanted: [[String: Set<String>]: Int] = [:]
        for sheet in accepted {
            var record: [String: Set<String>] = ["mayor": [], "council": []]
            for (choice, mark) in sheet.sides.flatMap(\.targets) where mark == "marked" {
                let names = choice.split(separator: "/").map(String.init)
                record[names[0], default: []].insert(names[1])
            }
            wanted[record, default: 0] += 1
        }
        var found: [[String: Set<String>]: Int] = [:]
        let names = released.names
        for record in released.records {
            #expect(record.style == "ballot" && record.snapshots.count == 1)
            var marks: [String: Set<String>] = [:]
            for contest in record.snapshots.flatMap(\.contests) {
                let name = try #require(names[contest.contest])
                let marked = try (contest.selections ?? []).map { try #require(names[$0.selection]) }
                marks[name] = Set(marked)
                #expect((contest.overvotes > 0) == (marked.count > allowed[name, default: 0]))
            }
            found[marks, default: 0] += 1
        }
        #expect(found == wanted)
    }

    @Test func `the leaves of close and totals say what is printed`() throws {
        let counted = try Demo.counted.get()
        let leaves = try leaves(of: counted.ledger)
        let expected = try Demo.expected()
        let totals = try #require(leaves.first { $0.hasPrefix("scand/v2 totals\n") })
        let lines = Set(totals.split(separator: "\n").map(String.init))
        #expect(lines.contains("sheets \(expected.totals.sheets.accepted)"))
        for (id, contest) in expected.totals.contests {
            #expect(lines.contains("contest/\(id)/ballots \(contest.ballots)"))
            #expect(lines.contains("contest/\(id)/overvotes \(contest.overvotes)"))
            #expect(lines.contains("contest/\(id)/undervotes \(contest.undervotes)"))
            for (option, votes) in contest.votes { #expect(lines.contains("contest/\(id)/option/\(option) \(votes)")) }
        }
        let close = try #require(leaves.first { $0.hasPrefix("scand/v2 polls-closed\n") })
        for (reason, count) in expected.reasons { #expect(field("return-reason/\(reason)", of: close) == "\(count)") }
    }

    @Test func `the table for people has the totals too`() throws {
        let scratch = try Scratch()
        let ended = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--language", "ru"]
                + Demo.sides("01-filled"))
        #expect(ended.status == 0)
        #expect(ended.lines.contains { $0.contains("Ада Астра") && $0.hasSuffix(" 1") })
        #expect(ended.lines.contains("  accepted       1"))
    }

    private func requireExpected(_ report: Report) throws {
        let expected = try Demo.expected()
        let sheets = expected.totals.sheets
        #expect(report.election == "demo-2026")
        #expect(
            report.sheets
                == Report.Sheets(
                    scanned: sheets.scanned, accepted: sheets.accepted, returned: sheets.returned,
                    blank: sheets.blank, rejected: sheets.rejected, voided: 0, unresolved: 0,
                    reasons: expected.reasons))
        #expect(report.contests == expected.totals.contests)
        #expect(report.totals?.map(\.contest) == ["mayor", "council"])
        #expect(report.totals?.map(\.votesAllowed) == [1, 2])
    }
}

/// Random numbers from a seed that a failing test prints.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
