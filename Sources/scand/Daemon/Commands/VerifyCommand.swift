import ArgumentParser
import Foundation
import Ledger
import LedgerStorage
import Release

/// `scand ledger verify`: recomputes everything from the leaves, and ends in one verdict.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recomputes a ledger from its events and ends in one verdict.",
        discussion: """
            Checks every event, tile, checkpoint and signature, the order of events, the ballot box where it is at hand, the \
            release and the sums, and what is brought besides the key. Without a directory only what is brought is checked: proofs with the leaves that \
            they are of, or a cosigned checkpoint. The report says what was checked, what was not, and \
            what would be needed. Exit status 0: all that was asked was checked and is so; 1: something is not; 2: what was \
            given cannot be used; 3: something could not be read.
            """)

    @Argument(help: "Directory of the ledger.")
    var directory: String?

    @OptionGroup var checked: VerifierKeyOption

    @OptionGroup var brought: EvidenceOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A proof of an event that somebody took home (C2SP tlog-proof).", valueName: "file"))
    var proof: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "The leaf that a proof is of, one for each, where the ledger is not at hand.", valueName: "file"))
    var entry: [String] = []

    @Option(
        help: "Which signatures of the journal are checked: all, or the newest, which takes a hundredth of the time.")
    var signatures = SignatureChoice.all

    enum SignatureChoice: String, ExpressibleByArgument {
        case newest, all
    }

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        try LedgerVerdict.ending(json: json) {
            try checkArguments()
            let key = try LedgerOptions.key(checked.vkey, forLedgerAt: directory)
            let evidence = try brought.evidence(key: key, proofs: proof, leaves: entry)
            guard let directory else {
                return (LedgerVerifier.verify(alone: evidence), proof.first ?? brought.cosigned ?? "")
            }
            sayWhatIsBelow(directory)
            let report = LedgerVerifier.verify(
                directory: directory, key: key, signatures: signatures == .all ? .all : .newest, evidence: evidence,
                release: ReleaseVerification())
            return (report, directory)
        }
    }

    /// Names the ledger that lies in a directory which is none itself.
    private func sayWhatIsBelow(_ directory: String) {
        let directory = FilePath.trimmed(directory)
        guard !["journal", "checkpoint", "tile"].contains(where: { LedgerPlace.isThere("\(directory)/\($0)") }),
            let names = try? FileManager.default.contentsOfDirectory(atPath: directory).sorted(),
            let name = names.first(where: { LedgerPlace.isThere("\(directory)/\($0)/journal") })
        else { return }
        StandardError.write("scand: \(directory): no ledger is here itself; one is in \(directory)/\(name): name that")
    }

    private func checkArguments() throws {
        guard entry.count == proof.count || (entry.isEmpty && directory != nil) else {
            throw UnusableEvidence(.arguments, "--entry", "expected one for each --proof")
        }
        if let directory, LedgerPlace.isThere(directory), !LedgerPlace.isDirectory(directory) {
            throw UnusableEvidence(
                .arguments, directory,
                "a file: expected the directory of a ledger, which has 'journal' or 'checkpoint' in it")
        }
        guard directory != nil || !proof.isEmpty || brought.cosigned != nil else {
            throw UnusableEvidence(
                .arguments, "directory", "expected a ledger, or --proof with --entry, or --cosigned")
        }
    }
}
