import ArgumentParser
import Foundation
import Ledger
import LedgerStorage

/// How a verification ends: one report, as text or JSON, and the exit status that belongs to it.
enum LedgerVerdict {
    /// Runs a verification, writes its report, and ends with its status. What was given and cannot be used is told too.
    ///
    /// - Parameters:
    ///   - besideOutput: Whether the standard output has something else, so that the report goes to the standard error.
    ///   - verify: Gives the report, and what it is of.
    static func ending(
        json: Bool, besideOutput: Bool = false, _ verify: () throws -> (report: VerificationReport, subject: String)
    ) throws {
        let write = { (text: String) in
            besideOutput ? StandardError.writeLines(text) : try StandardOutput.write(text)
        }
        do {
            let (report, subject) = try verify()
            try write(json ? try JSONText.page(VerdictJSON(report)) : VerdictText.of(report, subject))
            if report.status != 0 { throw ExitCode(report.status) }
        } catch let error as UnusableEvidence {
            guard json else { throw CommandFailure(.unusableArguments, error.description) }
            try write(try JSONText.page(VerdictJSON(error)))
            throw ExitCode(FailureStatus.unusableArguments.rawValue)
        } catch let error as CommandFailure where json && error.status == .inputNotOpened {
            try write(try JSONText.page(VerdictJSON(unread: error.message)))
            throw ExitCode(error.status.rawValue)
        }
    }
}

/// A report for people.
enum VerdictText {
    static func of(_ report: VerificationReport, _ subject: String) -> String {
        (findings(in: report, subject) + facts(of: report)
            + report.checked.map { "  checked   \($0)" }
            + report.notChecked.map { "  NOT checked: \($0.what); needed: \($0.needs)" })
            .map(PlainText.line).joined(separator: "\n")
    }

    /// The verdict's line, and a line for each finding.
    static func findings(in report: VerificationReport, _ subject: String) -> [String] {
        if report.isIntact { return ["\(subject): verified"] }
        if let otherKey = report.otherKey {
            return [
                "\(subject): NOT VERIFIED: it is the ledger of another key, \(otherKey): give that one's --vkey, if it is the one that "
                    + "you were given by its holder; with the key that you gave, nothing in it is signed (\(report.damage.count) findings: "
                    + "--json lists them)"
            ]
        }
        let number = report.damage.count == 1 ? "1 finding" : "\(report.damage.count) findings"
        let unread = report.unread.isEmpty ? "" : ", \(report.unread.count) could not be read"
        let isOnlyOpen = report.unread.isEmpty && report.damage.map(\.code) == [.notClosed]
        let verdict =
            isOnlyOpen
            ? "NOT VERIFIED yet: nothing is wrong with what is here, but the totals are not signed"
            : "NOT VERIFIED, \(number)\(unread)"
        return ["\(subject): \(verdict)"]
            + report.damage.map { finding in
                "  \(report.isOfBrought(finding) ? "" : "\(subject)/")\(finding.path): \(finding.what) [\(finding.code.rawValue)]"
            }
    }

    /// What the ledger says, where all of it is so.
    private static func facts(of report: VerificationReport) -> [String] {
        let history = report.history
        guard report.isIntact, let genesis = history.genesis else { return [] }
        var lines: [String] = []
        if let checkpoint = report.checkpoint {
            lines.append("  ledger    \(checkpoint.origin)")
            lines.append("  events    \(checkpoint.size), root \(checkpoint.root)")
        }
        let purpose = genesis.terms.map {
            ", for \($0.purpose.rawValue == "election" ? "an election" : "\($0.purpose.rawValue)")"
        }
        lines.append("  election  \(genesis.election), counted by \(genesis.software)\(purpose ?? "")")
        if genesis.terms != nil { lines.append("  definition \(genesis.definitionDigest)") }
        for software in history.software {
            if let digest = software.digest { lines.append("  software  \(software.name), SHA-256 \(digest)") }
        }
        if history.phase != .prepared {
            let opened = history.opened.map { " \($0)" } ?? ""
            let closed = history.close.map { $0.day.map { ", closed \($0.time)" } ?? ", closed" } ?? ", not closed"
            lines.append("  polls     opened\(opened) with no sheet counted before\(closed)")
        }
        lines.append("  sheets    \(history.counts)")
        lines.append("  state     \(state(report))")
        if let totals = history.totals { lines.append("  release   manifest with SHA-256 \(totals.releaseDigest)") }
        for contest in history.totals?.contests ?? [] {
            for (title, votes) in contest.rows {
                let votes = votes.map { "\($0.id) \($0.count)" }.joined(separator: ", ")
                lines.append("  totals    \(contest.id)\(title): \(votes)")
            }
        }
        return lines
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

/// A report for programs, in the shape that FORMAT.md gives.
struct VerdictJSON: Encodable {
    let verified: Bool
    let status: Int32
    let findings: [Finding]
    var checked: [String] = []
    var notChecked: [NotChecked] = []
    var ledger = OrNull<Ledger>(value: nil)

    struct Finding: Encodable {
        let code: String
        let file: String
        let what: String
    }

    struct NotChecked: Encodable {
        let what: String
        let needs: String
    }

    struct Ledger: Encodable {
        let origin, root: String?
        let size: Int?
        let phase: String
        let election: String?
        let opened, closed: OrNull<String>
        let software: [Software]
        let definition: String?
        let sheets: [String: Int]
        /// Whether polls are closed, the totals are in, and all of it is published and verified.
        let final: Bool
        /// Events of the journal that are not published yet.
        let unpublished: Int
    }

    struct Software: Encodable {
        let name: String
        let sha256: OrNull<String>
    }

    /// A value that is there, or a null that says that there is none.
    struct OrNull<Value: Encodable>: Encodable {
        let value: Value?
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }

    /// What was given and cannot be used.
    init(_ error: UnusableEvidence) {
        (verified, status) = (false, FailureStatus.unusableArguments.rawValue)
        findings = [Finding(code: error.code.rawValue, file: error.name, what: error.what)]
    }

    /// Something that was given could not be read, so that nothing was looked at.
    init(unread message: String) {
        (verified, status, findings) = (false, FailureStatus.inputNotOpened.rawValue, [])
        notChecked = [NotChecked(what: message, needs: "a file that can be read")]
    }

    init(_ report: VerificationReport) {
        (verified, status) = (report.isIntact, report.status)
        findings = report.damage.map { Finding(code: $0.code.rawValue, file: $0.path, what: $0.what) }
        checked = report.checked
        notChecked = report.notChecked.map { NotChecked(what: $0.what, needs: $0.needs) }
        let (history, counts) = (report.history, report.history.counts)
        let facts = Ledger(
            origin: report.checkpoint?.origin.rawValue, root: report.checkpoint?.root.description,
            size: report.checkpoint?.size, phase: history.phase.rawValue, election: history.genesis?.election,
            opened: OrNull(value: history.opened?.description),
            closed: OrNull(value: history.close?.day?.time.description),
            software: history.software.map { Software(name: $0.name, sha256: OrNull(value: $0.digest?.hex)) },
            definition: history.genesis?.definitionDigest.hex,
            sheets: [
                "accepted": counts.accepted, "counted": counts.counted, "returned": counts.returned,
                "unresolved": counts.unresolved, "voided": counts.voided, "withdrawn": counts.withdrawn,
            ],
            final: report.isFinal, unpublished: report.unpublishedEventCount)
        ledger = OrNull(value: report.isAlone ? nil : facts)
    }
}
