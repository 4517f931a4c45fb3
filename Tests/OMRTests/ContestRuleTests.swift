import ElectionModel
import OMR
import Testing

/// Contests are counted by their rules, whatever is marked.
@Suite struct ContestRuleTests {
    /// Deterministic lots: SplitMix64.
    private struct Lots: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static func contest(_ lots: inout Lots) -> Contest {
        let count = Int.random(in: 1...8, using: &lots)
        let against = Int.random(in: 0...count, using: &lots)
        let options = (0..<count).map { place in
            ElectionOption(
                id: OptionID(rawValue: "o\(place)"), name: LocalizedText(),
                kind: place == against ? .againstAll : .candidate,
                isWithdrawn: place > 0 && Int.random(in: 0..<5, using: &lots) == 0)
        }
        let rule: VotingRule =
            Bool.random(using: &lots) ? .approval : .choice(votesAllowed: Int.random(in: 1...4, using: &lots))
        return Contest(id: ContestID(rawValue: "c"), title: LocalizedText(), rule: rule, options: options)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `votes, undervotes and overvotes add up to what the ballots allow, and only valid marks count`(seed: UInt64)
        throws
    {
        var lots = Lots(state: seed)
        for _ in 0..<50 {
            let contest = Self.contest(&lots)
            var tally = Tally(
                try Election(id: "e", title: LocalizedText(), contests: [contest], sheets: nil))
            var (votes, overvotes): ([OptionID: Int], Int) = ([:], 0)
            for _ in 0..<40 {
                // A withdrawn option is never read.
                let marked = contest.options.filter { !$0.isWithdrawn && Int.random(in: 0..<3, using: &lots) == 0 }
                tally.add(CastVoteRecord(sheet: "s", contests: [ContestVotes(contest, marked: marked.map(\.id))]))
                // The law, said once more in other words.
                let againstAll = marked.filter { $0.kind == .againstAll }.count
                let isValid = marked.count <= contest.votesAllowed && (againstAll == 0 || marked.count == 1)
                if !isValid { overvotes += 1 }
                for option in marked where isValid { votes[option.id, default: 0] += 1 }
            }
            let sums = tally.contests[0]
            #expect(sums.isBalanced, "seed \(seed): \(contest)")
            #expect(sums.overvotes == overvotes, "seed \(seed): \(contest)")
            for row in sums.votes { #expect(row.count == votes[row.option] ?? 0, "seed \(seed): \(contest)") }
        }
    }

    @Test func `a record has the same rules when it is read from its bytes`() throws {
        var lots = Lots(state: 9)
        for _ in 0..<200 {
            let contest = Self.contest(&lots)
            let election = try Election(id: "e", title: LocalizedText(), contests: [contest], sheets: nil)
            let marked = contest.options.map(\.id).filter { _ in Bool.random(using: &lots) }
            let record = CastVoteRecord(sheet: "s", contests: [ContestVotes(contest, marked: marked)])
            #expect(CastVoteRecord(record.encoded(for: election), election: election) == record)
        }
    }
}
