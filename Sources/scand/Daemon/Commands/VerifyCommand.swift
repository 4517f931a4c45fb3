import ArgumentParser
import Foundation
import Ledger
import LedgerStorage
import Release

/// `scand ledger verify`: recomputes everything from the entries.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recomputes a ledger from its entries and names every damaged file.",
        discussion: """
            Checks every entry, tile and checkpoint, the order of events, the sums of the totals, and the release: \
            its files against the digest in the totals, and its records against the totals themselves. The newest signature covers every event, so that it alone is \
            checked; with --signatures all the one after each event is, too. Exit status 0 when all is well, 1 when not.
            """)

    @OptionGroup var ledger: LedgerOptions

    @Option(
        help: ArgumentHelp(
            "An earlier checkpoint that somebody kept: a disk that was set back or shows others another ledger is named.",
            valueName: "file"))
    var earlier: String?

    @Option(help: "Which signatures are checked: newest or all.")
    var signatures = SignatureChoice.newest

    enum SignatureChoice: String, ExpressibleByArgument {
        case newest, all
    }

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        let key = try ledger.key()
        let directory = ledger.directory
        let report = LedgerVerifier.verify(
            directory: directory, key: key, signatures: signatures == .all ? .all : .newest,
            earlier: try earlier.map(Self.note), release: ReleaseVerification())
        try StandardOutput.write(json ? try JSONText.page(ReportJSON(report)) : Self.text(report, directory))
        if !report.isIntact { throw ExitCode(FailureStatus.notVerified.rawValue) }
    }

    /// A checkpoint's file; a longer one is none.
    private static func note(_ path: String) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: 65_537),
            data.count <= 65_536
        else {
            throw CommandFailure(.inputNotOpened, "\(path): cannot be read as a checkpoint: a signed note is needed")
        }
        return Array(data)
    }

    private static func text(_ report: VerificationReport, _ directory: String) -> String {
        guard report.isIntact else { return DamageText.of(report, directory) }
        let counts = report.history.counts
        var lines = ["\(directory): verified"]
        if let checkpoint = report.checkpoint {
            lines.append("  ledger    \(checkpoint.origin)")
            lines.append("  events    \(checkpoint.size), root \(checkpoint.root)")
        }
        if let genesis = report.history.genesis {
            lines.append("  election  \(genesis.election), counted by \(genesis.software)")
        }
        lines.append("  sheets    \(counts)")
        lines.append("  state     \(state(report))")
        for contest in report.history.totals?.contests ?? [] {
            for (title, votes) in contest.rows {
                let votes = votes.map { "\($0.id) \($0.count)" }.joined(separator: ", ")
                lines.append("  totals    \(contest.id)\(title): \(votes)")
            }
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

extension ContestTotals {
    /// Its counts in rows for people, with what tells rows of one contest apart.
    fileprivate var rows: [(title: String, votes: [Totals.Count])] {
        switch sums {
        case .choice(_, _, let votes): [("", votes)]
        case .ranked(_, let ranks): ranks.enumerated().map { (", rank \($0 + 1)", $1) }
        case .list(_, _, let lists, let votes): [(", lists", lists), (", candidates", votes)]
        }
    }
}

/// A verification for programs.
struct ReportJSON: Encodable {
    let verified: Bool
    let final: Bool
    let phase: String
    let origin: String?
    let size: Int?
    let root: String?
    let unpublishedEvents: Int
    let accepted, returned, voided, unresolved: Int
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
        unresolved = report.history.counts.unresolved
        damage = report.damage.map { Finding(file: $0.path, problem: $0.what) }
    }
}
