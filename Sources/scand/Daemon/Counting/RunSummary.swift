import ArgumentParser
import ElectionModel
import Ledger
import LedgerStorage
import OMR

/// What a run ends with: sums, the sheets' ends, and the checkpoint that commits to them.
struct RunSummary {
    let election: Election
    /// The ends of this run's sheets; nil where it fed none.
    let sheets: SheetSummary?
    /// Those of all sheets in the ledger.
    let counts: SheetCounts
    let phase: LedgerHistory.Phase
    /// Nil while the ballot box is sealed.
    let tally: Tally?
    /// Why the day's keys are not destroyed yet and the way out, if they should be.
    let keysRemain: String?
    /// Why nothing is written to the second copy, if there should be one.
    let copyFailure: String?
    /// The number of a sheet that was on its way, and that nobody can settle any more.
    let unsettledSheet: Int?
    /// The ledger's last checkpoint: a signed note.
    let checkpoint: String
    let ledger: String

    init(
        election: Election, sheets: SheetSummary?, store: BallotStore, tally: Tally?, keysRemain: String?,
        copyFailure: String?
    ) {
        (self.election, self.sheets, counts, phase) = (election, sheets, store.counts, store.history.phase)
        (self.tally, self.keysRemain, self.copyFailure, unsettledSheet) = (tally, keysRemain, copyFailure, nil)
        (checkpoint, ledger) = (String(decoding: store.note, as: UTF8.self), store.directory)
    }

    /// The result of a box that was opened without the key that signs.
    init(unsigned box: OpenBox, election: Election, tally: Tally) {
        (self.election, sheets, counts, phase) = (election, nil, box.history.counts, box.history.phase)
        (self.tally, keysRemain, copyFailure) = (tally, nil, nil)
        unsettledSheet = box.unsettled == nil ? nil : box.history.nextSheetNumber
        (checkpoint, ledger) = ("", box.directory)
    }

    /// The result of a count that was finished before.
    init(ended: EndedCount, at ledger: String, election: Election) {
        (self.election, sheets, counts, phase) = (election, nil, ended.history.counts, ended.history.phase)
        tally = ended.history.totals.flatMap { Tally($0, of: election) }
        (keysRemain, copyFailure, unsettledSheet) = (nil, nil, nil)
        (checkpoint, self.ledger) = (String(decoding: ended.note, as: UTF8.self), ledger)
    }

    /// Whether sheets can still be fed.
    private var isPaused: Bool { [.prepared, .paused].contains(phase) && tally == nil }

    /// The way on from paused polls.
    static func goOn(_ ledger: String) -> String {
        "run the same command again to go on, or 'scand ledger close \(ledger)' to close them"
    }

    /// Tells that everything is on one disk only.
    static func tellDegraded(_ ledger: String, _ why: String) {
        StandardError.write("scand: \(ledger): DEGRADED, there is no second copy: \(why)")
    }

    /// Prints the result; what a person has to do about it goes to standard error. Keys that should be destroyed and are not
    /// are a failure.
    ///
    /// - Parameter ask: asks the witnesses, when all else is told.
    func show(json isJSON: Bool, language: String, thenAsking ask: () throws -> Void = {}) throws {
        if let copyFailure { Self.tellDegraded(ledger, copyFailure) }
        if let keysRemain {
            StandardError.write("scand: \(ledger): the day's keys are not destroyed: \(keysRemain)")
        }
        if let unsettledSheet {
            StandardError.write(
                "scand: \(ledger): sheet \(unsettledSheet) was on its way when the machine stopped, and nobody can sign any more "
                    + "what became of its paper: IT IS NOT COUNTED. Look for the paper: where it is in the box, the box has one "
                    + "sheet more than these totals; the file 'unsettled' says so to verifiers")
        }
        if isPaused { StandardError.write("scand: \(ledger): polls are paused: \(Self.goOn(ledger))") }
        do {
            try StandardOutput.write(isJSON ? try json : table(language: language))
        } catch let failure as CommandFailure {
            throw CommandFailure(
                failure.status,
                "\(failure.message) The count is in \(ledger): 'scand ledger verify' shows it.")
        }
        try ask()
        if keysRemain != nil { throw ExitCode(FailureStatus.ledgerRefused.rawValue) }
    }

    /// For scripts.
    var json: String {
        get throws { try JSONText.page(Report(self)) }
    }

    /// For people: a table a contest.
    func table(language: String) -> String {
        let contests = tally.map { tally in
            zip(election.contests, tally.contests).map { contest, sums in
                ContestTable(contest, sums, language: language).text
            }
        }
        let isSigned = [.final, .ended].contains(phase)
        let box = contests == nil || isSigned ? [boxLine] : []
        return ([PlainText.line(heading(language))] + (contests ?? []) + box + [sheetLines]).joined(separator: "\n\n")
    }

    /// What became of the box: in the place of the totals where this run did not add them up, and below them when they are signed.
    private var boxLine: String {
        let sealed = "The ballot box is sealed with \(counts.counted) sheets: "
        return switch phase {
        case .final, .ended:
            "The totals of \(counts.counted) sheets are signed: "
                + PlainText.line("they are in \(ledger)/release/totals.json.")
        case .closed: sealed + "'scand ledger release' with its key gives the totals."
        case .empty, .prepared, .open, .paused: sealed + "polls are paused."
        }
    }

    private func heading(_ language: String) -> String {
        election.title.text(in: language).map { "\($0) (\(election.id))" } ?? election.id
    }

    private var sheetLines: String {
        var lines = sheets?.lines ?? []
        if counts.counted != sheets?.counted { lines.append("In the ledger    \(counts)") }
        if counts.unresolved > 0 {
            lines.append(
                "COMPARE: the paper in the box may be up to \(counts.unresolved) sheets fewer than the \(counts.counted) "
                    + "counted.")
        }
        return lines.joined(separator: "\n")
    }
}

extension Tally {
    /// The sums that totals state; nil where they are not of the election's contests.
    init?(_ totals: Totals, of election: Election) { self.init(totals.contests, sheets: totals.sheets, of: election) }

    /// The same, of the contests of totals.
    init?(_ stated: [ContestTotals], sheets: Int, of election: Election) {
        var contests: [ContestTally] = []
        for contest in election.contests {
            guard let stated = stated.first(where: { $0.id == contest.id.rawValue }),
                case .choice(let votesAllowed, let undervotes, let counts) = stated.sums
            else { return nil }
            var votes: [OptionTally] = []
            for option in contest.options {
                guard let count = counts.first(where: { $0.id == option.id.rawValue })?.count else { return nil }
                votes.append(OptionTally(option: option.id, count: count))
            }
            contests.append(
                ContestTally(
                    contest: contest.id, votesAllowed: votesAllowed, ballots: stated.ballots, votes: votes,
                    overvotes: stated.overvotes, undervotes: undervotes))
        }
        self.init(contests: contests, sheets: sheets)
    }
}

extension SheetSummary {
    fileprivate var counted: Int { accepted + unresolved }

    fileprivate var lines: [String] {
        var lines = [
            "Sheets scanned   \(scanned)",
            "  accepted       \(accepted)",
            "  for review     \(returned)",
            "  blank          \(blank)",
            "  rejected       \(rejected)",
        ]
        if voided > 0 { lines.append("  voided         \(voided), the drop failed and they went back") }
        if unresolved > 0 { lines.append("  unresolved     \(unresolved)") }
        return lines + reasons.sorted { $0.key < $1.key }.map { "    \($0.key): \($0.value)" }
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
    /// Nil where the run fed none.
    let sheets: Sheets?
    let counts: Counts
    /// Where the ledger is in its day: `paused`, `closed`, `final` or `ended`.
    let phase: String
    /// A sheet that was on its way when the signing key was lost, and is not counted; nil where there is none.
    let unsettledSheet: Int?
    /// Nil while the ballot box is sealed.
    let totals: [ContestReport]?
    let checkpoint: String
    let ledger: String

    struct Sheets: Encodable {
        let scanned, accepted, returned, blank, rejected, voided, unresolved: Int
        let reasons: [String: Int]
    }

    /// All sheets in the ledger, with the runs before.
    struct Counts: Encodable {
        let accepted, returned, voided, unresolved: Int
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
        sheets = summary.sheets.map { ends in
            Sheets(
                scanned: ends.scanned, accepted: ends.accepted, returned: ends.returned, blank: ends.blank,
                rejected: ends.rejected, voided: ends.voided, unresolved: ends.unresolved, reasons: ends.reasons)
        }
        let all = summary.counts
        counts = Counts(
            accepted: all.accepted, returned: all.returned, voided: all.voided, unresolved: all.unresolved)
        (phase, unsettledSheet) = (summary.phase.rawValue, summary.unsettledSheet)
        totals = summary.tally?.contests.map { sums in
            ContestReport(
                contest: sums.contest.rawValue, votesAllowed: sums.votesAllowed, ballots: sums.ballots,
                overvotes: sums.overvotes, undervotes: sums.undervotes,
                votes: sums.votes.map { OptionReport(option: $0.option.rawValue, votes: $0.count) })
        }
        checkpoint = summary.checkpoint
        ledger = summary.ledger
    }
}
