import ArgumentParser
import Keys
import Ledger
import LedgerStorage

/// `scand ledger`: what observers and auditors do with a ledger.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Checks ledgers.", subcommands: [VerifyCommand.self, WitnessCommand.self])
}

/// `scand ledger verify`: recomputes everything from the entries.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recomputes a ledger from its entries and names every damaged file.",
        discussion: """
            Checks every entry, tile, checkpoint and signature, the order of events, the sums of the totals, and the \
            released records against the digest in the totals. Exit status 0 when all is well, 1 when not.
            """)

    @Argument(help: "Directory of the ledger.")
    var directory: String

    @Option(help: ArgumentHelp("Verifier key that was handed out before polls opened.", valueName: "file"))
    var vkey: String

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        let key: VerifierKey
        do {
            key = try VerifierKeyFile.read(vkey, forLedgerAt: directory)
        } catch {
            throw CommandFailure(error)
        }
        let report = LedgerVerifier.verify(directory: directory, key: key)
        try StandardOutput.write(json ? try JSONText.page(ReportJSON(report)) : Self.text(report, directory))
        if !report.isIntact { throw ExitCode(FailureStatus.notVerified.rawValue) }
    }

    private static func text(_ report: VerificationReport, _ directory: String) -> String {
        guard report.isIntact else {
            // Names of strange files come from whoever could write there: none may pose as a line of this report.
            let lines = report.damage.map { PlainText.line("  \(directory)/\($0.path): \($0.what)") }
            let number = report.damage.count == 1 ? "1 finding" : "\(report.damage.count) findings"
            return (["\(directory): NOT VERIFIED, \(number)"] + lines).joined(separator: "\n")
        }
        let counts = report.history.counts
        var lines = ["\(directory): verified"]
        if let checkpoint = report.checkpoint {
            lines.append("  ledger    \(checkpoint.origin)")
            lines.append("  events    \(checkpoint.size), root \(checkpoint.root)")
        }
        if let genesis = report.history.genesis {
            lines.append("  election  \(genesis.election), counted by \(genesis.software)")
        }
        lines.append("  sheets    \(counts.accepted) accepted, \(counts.returned) returned, \(counts.voided) voided")
        lines.append("  state     \(state(report))")
        for contest in report.history.totals?.contests ?? [] {
            let votes = contest.votes.map { "\($0.id) \($0.count)" }.joined(separator: ", ")
            lines.append("  totals    \(contest.id): \(votes)")
        }
        return lines.map(PlainText.line).joined(separator: "\n")
    }

    private static func state(_ report: VerificationReport) -> String {
        if report.isFinal { return "final: polls are closed and the totals are in" }
        let waiting = report.unpublishedEventCount
        return "not final: \(report.history.phase.rawValue)"
            + (waiting > 0 ? ", \(waiting) events are in the journal but not yet published" : "")
    }
}

private struct ReportJSON: Encodable {
    let verified: Bool
    let final: Bool
    let phase: String
    let origin: String?
    let size: Int?
    let root: String?
    let unpublishedEvents: Int
    let accepted, returned, voided: Int
    let damage: [Finding]

    struct Finding: Encodable {
        let file: String
        let problem: String
    }

    init(_ report: VerificationReport) {
        verified = report.isIntact
        final = report.isFinal
        phase = report.history.phase.rawValue
        origin = report.checkpoint?.origin.rawValue
        size = report.checkpoint?.size
        root = report.checkpoint?.root.description
        unpublishedEvents = report.unpublishedEventCount
        accepted = report.history.counts.accepted
        returned = report.history.counts.returned
        voided = report.history.counts.voided
        damage = report.damage.map { Finding(file: $0.path, problem: $0.what) }
    }
}
