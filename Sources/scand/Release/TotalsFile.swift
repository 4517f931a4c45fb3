import Ledger

/// `totals.json`: what the leaves say in the end, in the form that people and programs read.
struct TotalsFile {
    static let name = "totals.json"

    let origin: String
    let format: LedgerFormat
    let counts: SheetCounts
    let returnReasons: [Totals.Count]
    /// None in version 1.
    let faults: [Totals.Count]
    let modes: [Totals.Count]
    let batches: [Totals.Count]
    let sums: ReleaseSums
    /// Sheets of which pictures are released. One number for all: which sheets have none, `cvr.json` shows.
    let picturedSheets: Int

    /// The file's bytes.
    var encoded: [UInt8] {
        var sheets: [String: JSON] = [
            "accepted": .number(counts.accepted), "counted": .number(counts.counted),
            "returned": .number(counts.returned), "unresolved": .number(counts.unresolved),
            "voided": .number(counts.voided), "withPictures": .number(picturedSheets),
        ]
        var members: [String: JSON] = [
            "contests": .contests(sums.contestTotals), "election": .text(sums.election.id),
            "origin": .text(origin), "returnReasons": .counts(returnReasons),
            "version": .number(format.rawValue),
        ]
        if format == .two {
            sheets["withdrawn"] = .number(counts.withdrawn)
            members["faults"] = .counts(faults)
            members["modes"] = .counts(modes)
            members["batches"] = .counts(batches)
        }
        members["sheets"] = .object(sheets)
        return JSON.object(members).indented + Array("\n".utf8)
    }
}

extension JSON {
    /// Sums of contests, as `totals.json` and `groups.json` have them: lists are sorted by the bytes of ids.
    static func contests(_ contests: [ContestTotals]) -> JSON {
        .list(contests.sorted { ByteOrder.precedes($0.id, $1.id) }.map(contest))
    }

    private static func contest(_ contest: ContestTotals) -> JSON {
        var members: [String: JSON] = [
            "ballots": .number(contest.ballots), "id": .text(contest.id), "overvotes": .number(contest.overvotes),
        ]
        switch contest.sums {
        case .choice(let votesAllowed, let undervotes, let votes):
            members["undervotes"] = .number(undervotes)
            members["votesAllowed"] = .number(votesAllowed)
            members["votes"] = .counts(votes)
        case .ranked(let blanks, let ranks):
            members["blanks"] = .number(blanks)
            members["ranks"] = .list(ranks.map(JSON.counts))
        case .list(let votesAllowed, let blanks, let lists, let votes):
            members["blanks"] = .number(blanks)
            members["votesAllowed"] = .number(votesAllowed)
            members["lists"] = .counts(lists)
            members["votes"] = .counts(votes)
        }
        return .object(members)
    }

    /// Numbers under names, sorted by the bytes of these.
    static func counts(_ counts: [Totals.Count]) -> JSON {
        .list(
            counts.sorted { ByteOrder.precedes($0.id, $1.id) }
                .map { ["count": .number($0.count), "id": .text($0.id)] })
    }
}
