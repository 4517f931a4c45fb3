import ArgumentParser
import ElectionModel
import Foundation
import Ledger
import OMR

/// `scand election`: work on the definition of an election, before it is counted.
struct ElectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "election", abstract: "Makes and checks the definition of an election.",
        subcommands: [LearnCommand.self, CheckCommand.self])
}

/// `scand election check`: loads a definition with all its pictures, as counting would, and says what is in it.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Loads a layout or an election with all its pictures and says what is in it.",
        discussion: "What cannot be used is named in one line: file, field, what was expected. Exit status 2 then.")

    @Argument(help: ArgumentHelp("A layout or an election.", valueName: "file.json"))
    var file: String

    /// The key that only one of the two kinds of file has.
    private struct Kind: Decodable {
        let pages: [Anything]?

        struct Anything: Decodable {
            init(from decoder: any Decoder) {}
        }
    }

    func run() throws {
        let isLayout = try JSONFile.read(Kind.self, at: file).value.pages != nil
        let loaded = try isLayout ? LoadedElection.layout(at: file) : LoadedElection.election(at: file)
        let pages = loaded.sheets.pages.summaries
        let (election, targets) = (loaded.election, pages.reduce(0) { $0 + $1.layout.targets.count })
        try StandardOutput.write(
            "\(file): \(isLayout ? "layout" : "election \(election.id)"), \(Self.count(pages.count, "page")), "
                + "\(Self.count(election.contests.count, "contest")), \(Self.count(targets, "target"))")
        for page in pages {
            let (free, withdrawn) = (page.layout.free.count, page.layout.targets.count(where: \.isWithdrawn))
            try StandardOutput.write(
                "  page \(page.layout.id): \(page.layout.reference), \(Self.count(page.layout.targets.count, "target")), "
                    + (withdrawn > 0 ? "\(withdrawn) of them withdrawn, " : "")
                    + (free > 0 ? Self.count(free, "free area") + ", " : "")
                    + Self.count(page.landmarkCount, "landmark"))
        }
        for line in Self.ballot(election) { try StandardOutput.write("  " + PlainText.line(line)) }
        try StandardOutput.write("  digest \(loaded.digest.hex)")
        for note in loaded.sheets.pages.referenceNotes { try StandardOutput.write("  note: \(note)") }
        let findings = loaded.sheets.pages.referenceFindings
        for finding in findings { StandardError.write("scand: \(file): \(finding)") }
        if !findings.isEmpty { throw ExitCode(FailureStatus.unusableArguments.rawValue) }
    }

    /// The ballot as people read it, for proof-reading: sheets, contests, and the options in their order.
    private static func ballot(_ election: Election) -> [String] {
        var lines =
            election.sheets?.map {
                "sheet \($0.id): \($0.front)\($0.back.map { " and \($0)" } ?? ", the back without print")"
            } ?? []
        if !election.title.texts.isEmpty { lines.append("title: \(names(election.title))") }
        for contest in election.contests {
            lines.append(
                "contest \(contest.id): \(named(contest.title))vote for \(contest.votesAllowed) of \(contest.options.count)"
            )
            if contest.votesAllowed > contest.options.count {
                lines.append("  note: more votes are allowed than there are options: nobody can overvote")
            }
            let width = contest.options.map(\.id.rawValue.count).max() ?? 0
            for option in contest.options {
                let id = option.id.rawValue
                let kind =
                    switch option.kind {
                    case .candidate: ""
                    case .againstAll: " (against all)"
                    case .writeIn: " (write-in)"
                    }
                let text = id + String(repeating: " ", count: width - id.count) + "  " + names(option.name) + kind
                lines.append("  " + text.trimmingCharacters(in: .whitespaces))
            }
        }
        return lines
    }

    private static func named(_ text: LocalizedText) -> String { text.texts.isEmpty ? "" : names(text) + ", " }

    /// A text in each of its languages.
    private static func names(_ text: LocalizedText) -> String {
        text.texts.sorted { $0.key < $1.key }.map { "\($0.value) [\($0.key)]" }.joined(separator: ", ")
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
}
