public import Ledger

/// A ledger that was found intact, for those who read in it.
public struct LedgerReader: Sendable {
    /// Every published event's leaf, in order.
    public let leaves: [[UInt8]]
    private let merkle: MerkleTree
    private let note: SignedNote

    /// Verifies a ledger, every signature of it, and gives its contents, or only the report where something is wrong.
    public static func read(
        directory: String, key: VerifierKey
    ) -> (report: VerificationReport, reader: LedgerReader?) {
        var verification = Verification(directory: LedgerWriter.trimmed(directory), key: key)
        verification.run(.all, Evidence(key: key, now: 0), nil)
        let report = verification.finished()
        guard report.isIntact, let note = verification.note else { return (report, nil) }
        return (report, LedgerReader(verification, note))
    }

    private init(_ verification: Verification, _ note: SignedNote) {
        leaves = verification.entries.prefix(verification.size).map { Array($0) }
        (merkle, self.note) = (verification.merkle, note)
    }

    /// The proof that the event at an index is covered by the published checkpoint; nil where there is no such event.
    public func proof(of index: Int) -> PortableProof? {
        guard leaves.indices.contains(index) else { return nil }
        return PortableProof(merkle.inclusionProof(of: index, inSize: leaves.count), under: note)
    }
}
