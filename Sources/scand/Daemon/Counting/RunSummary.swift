import ElectionModel
import OMR

/// What a run ends with: sums, the sheets' ends, and the checkpoint that commits to them.
struct RunSummary {
    let election: Election
    let sheets: SheetSummary
    /// Accepted sheets of an interrupted run, which had to be fed again.
    let voided: Int
    let tally: Tally
    /// The ledger's last checkpoint: a signed note.
    let checkpoint: String
    let ledger: String

    /// For scripts.
    var json: String {
        get throws { try JSONText.page(Report(self)) }
    }

    /// For people: a table a contest.
    func table(language: String) -> String {
        let contests = zip(election.contests, tally.contests).map { contest, sums in
            ContestTable(contest, sums, language: language).text
        }
        return ([PlainText.line(heading(language))] + contests + [sheetLines]).joined(separator: "\n\n")
    }

    private func heading(_ language: String) -> String {
        election.title.text(in: language).map { "\($0) (\(election.id))" } ?? election.id
    }

    private var sheetLines: String {
        var lines = [
            "Sheets scanned   \(sheets.scanned)",
            "  accepted       \(sheets.accepted)",
            "  for review     \(sheets.returned)",
            "  blank          \(sheets.blank)",
            "  rejected       \(sheets.rejected)",
        ]
        if voided > 0 { lines.append("  voided         \(voided) of an interrupted run, to be counted again") }
        for (reason, count) in sheets.reasons.sorted(by: { $0.key < $1.key }) {
            lines.append("    \(reason): \(count)")
        }
        return lines.joined(separator: "\n")
    }
}

/// A contest's sums in columns.
private struct ContestTable {
    let text: String

    init(_ contest: Contest, _ sums: Tally.ContestTally, language: String) {
        let title = PlainText.line(contest.title.text(in: language) ?? contest.id.rawValue)
        var rows = zip(contest.options, sums.votes).map { option, votes in
            (PlainText.line(option.name.text(in: language) ?? option.id.rawValue), votes.count)
        }
        rows.append(("overvoted ballots", sums.overvotes))
        rows.append(("votes not given", sums.undervotes))
        let names = rows.map(\.0.count).max() ?? 0
        let numbers = rows.map { String($0.1).count }.max() ?? 0
        let lines = rows.map { name, number in
            "  " + name + String(repeating: " ", count: names - name.count + 2)
                + String(repeating: " ", count: numbers - String(number).count) + String(number)
        }
        let head = "\(title) — vote for \(contest.votesAllowed), \(sums.ballots) ballots"
        text = ([head, String(repeating: "-", count: head.count)] + lines).joined(separator: "\n")
    }
}

/// The JSON of `--json`.
private struct Report: Encodable {
    let election: String
    let sheets: Sheets
    let totals: [ContestReport]
    let checkpoint: String
    let ledger: String

    struct Sheets: Encodable {
        let scanned, accepted, returned, blank, rejected, voided: Int
        let reasons: [String: Int]
    }

    struct ContestReport: Encodable {
        let contest: String
        let votesAllowed, ballots, overvotes, undervotes: Int
        let votes: [OptionReport]
    }

    struct OptionReport: Encodable {
        let option: String
        let votes: Int
    }

    init(_ summary: RunSummary) {
        election = summary.election.id
        let ends = summary.sheets
        sheets = Sheets(
            scanned: ends.scanned, accepted: ends.accepted, returned: ends.returned, blank: ends.blank,
            rejected: ends.rejected, voided: summary.voided, reasons: ends.reasons)
        totals = summary.tally.contests.map { sums in
            ContestReport(
                contest: sums.contest.rawValue, votesAllowed: sums.votesAllowed, ballots: sums.ballots,
                overvotes: sums.overvotes, undervotes: sums.undervotes,
                votes: sums.votes.map { OptionReport(option: $0.option.rawValue, votes: $0.count) })
        }
        checkpoint = summary.checkpoint
        ledger = summary.ledger
    }
}
