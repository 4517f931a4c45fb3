import ArgumentParser
import Foundation
import Ledger
import LedgerStorage

/// `scand ledger verify-proof`: checks a proof that somebody took home, without a network.
struct VerifyProofCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-proof",
        abstract: "Checks the proof that an event is in a ledger (C2SP tlog-proof), without the ledger.",
        discussion: """
            The event is given as its leaf, which 'scand ledger prove --leaf' writes. With --policy the log's key may come \
            from the policy, and its quorum of witnesses must have cosigned the proof's checkpoint, or the one that \
            --cosigned names, which then has to be the same. The report and the exit status are those of 'scand ledger \
            verify', which checks more where the ledger is at hand.
            """)

    @Argument(help: "File with the proof.")
    var proof: String

    @Argument(help: "File with the event's leaf.")
    var leaf: String

    @Option(
        name: .customLong("vkey"), parsing: .singleValue,
        help: ArgumentHelp("Verifier key that was handed out before polls opened.", valueName: "file"))
    private var vkeys: [String] = []

    @OptionGroup var brought: EvidenceOptions

    @Flag(help: "Print the report as JSON.")
    var json = false

    func validate() throws {
        try requireOnce(("--vkey", vkeys))
        if vkeys.isEmpty && brought.policy == nil {
            throw ValidationError("Give the log's key with --vkey, or a --policy.")
        }
    }

    func run() throws {
        try LedgerVerdict.ending(json: json) {
            (LedgerVerifier.verify(alone: try evidence()), proof)
        }
    }

    private func evidence() throws -> Evidence {
        let given = try vkeys.map { try LedgerOptions.key($0, forLedgerAt: nil) }
        let keys = given.isEmpty ? try brought.keysOfPolicy() : given
        var failure: UnusableEvidence?
        for key in keys {
            do {
                return try brought.evidence(key: key, proofs: [proof], leaves: [leaf])
            } catch let error as UnusableEvidence {
                failure = failure ?? error
            }
        }
        throw failure
            ?? UnusableEvidence(.policy, brought.policy ?? "", "names no log: give the log's key with --vkey")
    }
}
