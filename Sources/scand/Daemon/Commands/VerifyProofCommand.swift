import ArgumentParser
import Foundation
import Ledger
import LedgerStorage

/// `scand ledger verify-proof`: checks a proof that somebody took home, without a network.
struct VerifyProofCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-proof", abstract: "Checks the proof that an event is in a ledger (C2SP tlog-proof).",
        discussion: """
            The event is given as its leaf, which 'scand ledger prove --leaf' writes, or as its index in a ledger, which is \
            then verified too. With --policy the log's key may come from the policy, and its quorum of witnesses must have \
            cosigned the proof's checkpoint. The exit status is that of 'verify'.
            """)

    @Argument(help: "File with the proof.")
    var proof: String

    @Argument(help: "File with the event's leaf; with --ledger, the event's index.")
    var entry: String

    @Option(help: ArgumentHelp("Verifier key that was handed out before polls opened.", valueName: "file"))
    var vkey: String?

    @Option(help: ArgumentHelp("A policy: which log, and which witnesses must have seen it.", valueName: "file"))
    var policy: String?

    @Option(help: ArgumentHelp("A ledger in which the event stands.", valueName: "directory"))
    var ledger: String?

    @Flag(help: "Print the report as JSON.")
    var json = false

    func validate() throws {
        if vkey == nil && policy == nil { throw ValidationError("Give the log's key with --vkey, or a --policy.") }
    }

    func run() throws {
        try LedgerVerdict.ending(json: json) {
            let evidence = try evidence()
            return (LedgerVerifier.verify(leaf: try leaf(evidence.key), in: evidence), proof)
        }
    }

    private func evidence() throws -> Evidence {
        let keys = try vkey.map { [try LedgerOptions.key($0, forLedgerAt: ledger)] } ?? keysOfPolicy()
        var failure: UnusableEvidence?
        for key in keys {
            do {
                return try EvidenceFiles.read(key: key, policy: policy, proofs: [proof])
            } catch let error as UnusableEvidence {
                failure = failure ?? error
            }
        }
        throw failure ?? UnusableEvidence(.policy, policy ?? "", "names no log: give the log's key with --vkey")
    }

    private func keysOfPolicy() throws -> [VerifierKey] {
        guard let policy else { return [] }
        return try Evidence.logs(ofPolicy: try EvidenceFiles.bytes(policy, .policy), named: policy)
    }

    private func leaf(_ key: VerifierKey) throws -> [UInt8] {
        guard let ledger else {
            let bytes = try EvidenceFiles.bytes(entry, .proof)
            return (try? OutsideText.plain(bytes)) ?? bytes
        }
        guard let index = Int(entry) else {
            throw CommandFailure(.unusableArguments, "\(entry): not the index of an event, as --ledger asks for")
        }
        let reader = try LedgerOptions.reader(ledger, key)
        guard reader.leaves.indices.contains(index) else {
            throw CommandFailure(
                .unusableArguments,
                "index \(index): the published ledger has the events 0 to \(reader.leaves.count - 1)")
        }
        return reader.leaves[index]
    }
}
