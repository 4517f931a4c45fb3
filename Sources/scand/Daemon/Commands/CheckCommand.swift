import ArgumentParser
import ElectionModel
import Ledger
import OMR

/// `scand election check`: loads a definition with all its pictures, as counting would, and says what is in it.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Loads a layout or an election with all its pictures and says what is in it.",
        discussion: "What cannot be used is named in one line: file, field, what was expected. Exit status 2 then.")

    @Argument(help: ArgumentHelp("A layout or an election.", valueName: "file.json"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "New file for the ballot as people read it, with pictures of its sides: for proof-reading.",
            valueName: "file"))
    var html: String?

    /// The key that only one of the two kinds of file has.
    private struct Kind: Decodable {
        let pages: [Anything]?

        struct Anything: Decodable {
            init(from decoder: any Decoder) {}
        }
    }

    func run() throws {
        if let html { try NewFile.check(html) }
        guard try JSONFile.read(Kind.self, at: file).value.pages == nil else {
            guard html == nil else {
                throw CommandFailure(
                    .unusableArguments, "--html: \(file) is a layout, which has no names: give an election")
            }
            let loaded = try LoadedElection.layout(at: file)
            try tell(loaded, "layout")
            return try tell(findings: loaded.sheets.pages.referenceFindings.map(\.description))
        }
        let definition = try ElectionDefinition.read(at: file)
        let refusals = definition.file.notCarriedOut.map(\.description)
        let kind = "election \(definition.file.election.id)"
        guard definition.layout != nil else {
            try StandardOutput.write("\(file): \(kind), to be drawn")
            for line in BallotText.lines(of: definition.file.election) { try StandardOutput.write("  " + line) }
            try writePage(definition, digest: nil, refusals)
            return try tell(findings: refusals)
        }
        let loaded = try LoadedElection.election(definition)
        try tell(loaded, kind)
        try writePage(definition, digest: loaded.digest.hex, refusals)
        try tell(findings: refusals + loaded.sheets.pages.referenceFindings.map(\.description))
    }

    private func tell(_ loaded: LoadedElection, _ kind: String) throws {
        let pages = loaded.sheets.pages.summaries
        let (election, targets) = (loaded.election, pages.reduce(0) { $0 + $1.layout.targets.count })
        try StandardOutput.write(
            "\(file): \(kind), \(Self.count(pages.count, "page")), "
                + "\(Self.count(election.contests.count, "contest")), \(Self.count(targets, "target"))")
        for page in pages {
            let (free, withdrawn) = (page.layout.free.count, page.layout.targets.count(where: \.isWithdrawn))
            try StandardOutput.write(
                "  page \(page.layout.id): \(page.layout.reference), \(Self.count(page.layout.targets.count, "target")), "
                    + (withdrawn > 0 ? "\(withdrawn) of them withdrawn, " : "")
                    + (free > 0 ? Self.count(free, "free area") + ", " : "")
                    + Self.count(page.landmarkCount, "landmark"))
        }
        for line in BallotText.lines(of: election) { try StandardOutput.write("  " + line) }
        try StandardOutput.write("  digest \(loaded.digest.hex)")
        for note in loaded.sheets.pages.referenceNotes { try StandardOutput.write("  note: \(note)") }
    }

    private func writePage(_ definition: ElectionDefinition, digest: String?, _ refusals: [String]) throws {
        guard let html else { return }
        let page = BallotPage(
            election: definition.file.election, layout: definition.layout, digest: digest, refusals: refusals)
        try NewFile.write(Array(try page.html.utf8), to: html)
    }

    private func tell(findings: [String]) throws {
        for finding in findings { StandardError.write("scand: \(file): \(finding)") }
        if !findings.isEmpty { throw ExitCode(FailureStatus.unusableArguments.rawValue) }
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
}
