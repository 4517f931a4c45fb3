import ArgumentParser
import CountReport
import DurableFiles
import ElectionModel
import Ledger
import LedgerStorage
import Release

/// `scand report`: what is printed of a count, from its ledger and release alone, as often as anybody likes.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Prints the result of a count from its ledger and release.",
        discussion: """
            The ledger is verified first, as by 'scand ledger verify', with the same exit status. Where it does not verify the \
            report says so, and gives no numbers. Names come from the release, in the language that it has them in, or from \
            --election in the language that is asked for. Formats: text for a terminal, html for a browser and its printer, csv for a \
            table program, json for programs.
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var brought: EvidenceOptions

    @Option(help: ArgumentHelp("Definition of the election, for names in other languages.", valueName: "election.json"))
    var election: String?

    @Option(help: ArgumentHelp("Language: \(ReportWords.languages.joined(separator: ", ")).", valueName: "tag"))
    var language = "en"

    @Option(help: "text, html, csv or json.")
    var format = Format.text

    @Option(
        name: .shortAndLong, help: ArgumentHelp("New file for the report; else the standard output.", valueName: "file")
    )
    var output: String?

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, html, csv, json
    }

    func run() throws {
        guard let words = ReportWords(language) else {
            throw CommandFailure(
                .unusableArguments,
                "--language \(language): expected one of \(ReportWords.languages.joined(separator: ", "))")
        }
        if let output { try NewFile.check(output) }
        let key = try ledger.key()
        let report = LedgerVerifier.verify(
            directory: ledger.directory, key: key, evidence: try brought.evidence(key: key),
            release: ReleaseVerification())
        guard report.history.genesis != nil || !report.unread.contains(".") else {
            throw CommandFailure(.inputNotOpened, "\(ledger.directory): no such directory")
        }
        let count = CountReport(report, names: try names(for: report, words), words: words)
        let text =
            switch format {
            case .text: PlainText.lines(ReportText.of(count))
            case .html: ReportHTML.of(count)
            case .csv: ReportCSV.of(count)
            case .json: try JSONText.page(CountJSON(count))
            }
        if let output {
            try NewFile.write(Array("\(text)\n".utf8), to: output)
        } else {
            try StandardOutput.write(text)
        }
        if report.status != 0 {
            StandardError.write(
                "scand: \(ledger.directory): not verified, and nothing of it is a result: 'scand ledger verify' says why"
            )
            throw ExitCode(report.status)
        }
    }

    /// Names from the definition that the ledger was counted by, else from the release.
    private func names(for report: VerificationReport, _ words: ReportWords) throws -> CountReport.Names? {
        if let election {
            let loaded = try LoadedElection.election(at: election)
            guard report.history.genesis.map({ $0.definitionDigest == loaded.digest }) ?? true else {
                throw CommandFailure(
                    .unusableArguments, "\(election): is not the definition that \(ledger.directory) was counted by")
            }
            let title = loaded.election.title.texts
            let tag = title[language] == nil ? words.language : language
            if loaded.election.title.texts[tag] == nil, let other = loaded.election.title.texts.keys.min() {
                StandardError.write("scand: \(election): has no names in \"\(tag)\": those in \"\(other)\" are printed")
            }
            return CountReport.Names(
                title: loaded.election.title.text(in: tag),
                contests: loaded.election.contests.map { contest in
                    CountReport.Names.Contest(
                        id: contest.id.rawValue, title: contest.title.text(in: tag),
                        options: contest.options.map { ($0.id.rawValue, $0.name.text(in: tag)) })
                })
        }
        guard report.isIntact,
            let bytes = try? FileSystem.read("\(FilePath.trimmed(ledger.directory))/release/cvr.json", limit: 2 << 30),
            let names = ReleasedNames(cvr: bytes)
        else { return nil }
        return CountReport.Names(
            title: names.name.map(PlainText.line),
            contests: names.contests.map { contest in
                CountReport.Names.Contest(
                    id: contest.id, title: contest.name.map(PlainText.line),
                    options: contest.options.map { ($0.id, $0.name.map(PlainText.line)) })
            })
    }
}

/// A report for programs.
private struct CountJSON: Encodable {
    let title, standing, language: String
    let isTest: Bool
    let contests: [Contest]
    let sheets, returnReasons: [Row]
    let facts: [Fact]
    let verification: VerdictJSON

    struct Contest: Encodable {
        let title: String
        let ballots, overvotes: Int
        let votesAllowed, undervotes: VerdictJSON.OrNull<Int>
        let options: [Row]
    }

    struct Row: Encodable {
        let name: String
        let count: Int

        init(_ row: CountReport.Row) { (name, count) = (row.name, row.votes) }
    }

    struct Fact: Encodable {
        let label, value: String
    }

    init(_ report: CountReport) {
        (title, standing, language, isTest) = (report.title, report.standing, report.words.language, report.isTest)
        contests = report.contests.map {
            Contest(
                title: $0.title, ballots: $0.ballots, overvotes: $0.overvotes,
                votesAllowed: VerdictJSON.OrNull(value: $0.votesAllowed),
                undervotes: VerdictJSON.OrNull(value: $0.undervotes), options: $0.rows.map(Row.init))
        }
        (sheets, returnReasons) = (report.sheets.map(Row.init), report.returnReasons.map(Row.init))
        facts = report.facts.map { Fact(label: $0.label, value: $0.value) }
        verification = VerdictJSON(report.verification)
    }
}
