import Ledger

/// `totals.json`: what the totals leaf says, in the form that people and programs read.
struct TotalsFile {
    static let name = "totals.json"

    let origin: String
    let election: String
    let counts: SheetCounts
    /// Sorted by the bytes of their ids, as everything of `Totals` is.
    let contests: [ContestTotals]
    let returnReasons: [Totals.Count]
    /// Sheets of which pictures are released. One number for all: which sheets have none, `cvr.json` shows.
    let picturedSheets: Int

    init(
        origin: String, election: String, counts: SheetCounts, contests: [ContestTotals],
        returnReasons: [Totals.Count], picturedSheets: Int
    ) {
        (self.origin, self.election, self.counts) = (origin, election, counts)
        self.contests = contests.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        self.returnReasons = returnReasons.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        self.picturedSheets = picturedSheets
    }

    /// The file's bytes.
    var encoded: [UInt8] {
        let value: JSON = [
            "contests": .list(contests.map(element)), "election": .text(election), "origin": .text(origin),
            "returnReasons": .list(returnReasons.map(element)),
            "sheets": [
                "accepted": .number(counts.accepted), "counted": .number(counts.counted),
                "returned": .number(counts.returned), "unresolved": .number(counts.unresolved),
                "voided": .number(counts.voided), "withPictures": .number(picturedSheets),
            ],
            "version": .number(1),
        ]
        return value.indented + Array("\n".utf8)
    }

    private func element(_ contest: ContestTotals) -> JSON {
        var members: [String: JSON] = [
            "ballots": .number(contest.ballots), "id": .text(contest.id), "overvotes": .number(contest.overvotes),
        ]
        switch contest.sums {
        case .choice(let votesAllowed, let undervotes, let votes):
            members["undervotes"] = .number(undervotes)
            members["votes"] = .list(votes.map(element))
            members["votesAllowed"] = .number(votesAllowed)
        case .ranked(let blanks, let ranks):
            members["blanks"] = .number(blanks)
            members["ranks"] = .list(ranks.map { .list($0.map(element)) })
        case .list(let votesAllowed, let blanks, let lists, let votes):
            members["blanks"] = .number(blanks)
            members["lists"] = .list(lists.map(element))
            members["votes"] = .list(votes.map(element))
            members["votesAllowed"] = .number(votesAllowed)
        }
        return .object(members)
    }

    private func element(_ count: Totals.Count) -> JSON { ["count": .number(count.count), "id": .text(count.id)] }
}
