public import Ledger

/// A ledger that was found intact, for those who read in it.
public struct LedgerReader: Sendable {
    /// Every published event's leaf, in order.
    public let leaves: [[UInt8]]
    private let merkle: MerkleTree
    private let published: SignedNote
    /// The checkpoint with the cosignatures of witnesses.
    private let cosigned: SignedNote?

    /// Verifies a ledger, every signature of it, and gives its contents, or only the report where something is wrong.
    ///
    /// - Parameters:
    ///   - evidence: what the observer brings besides the key.
    ///   - release: as `LedgerVerifier.verify` takes it.
    public static func read(
        directory: String, key: VerifierKey, evidence: Evidence? = nil, release: (any ReleaseChecker)? = nil
    ) -> (report: VerificationReport, reader: LedgerReader?) {
        let verification = Verification.atRest(
            LedgerWriter.trimmed(directory), key, .all, evidence ?? Evidence(key: key, now: 0), release)
        let report = verification.finished()
        guard report.isIntact, let note = verification.note else { return (report, nil) }
        return (report, LedgerReader(verification, note))
    }

    private init(_ verification: Verification, _ note: SignedNote) {
        leaves = verification.entries.prefix(verification.size).map { Array($0) }
        (merkle, published, cosigned) = (verification.merkle, note, verification.cosigned)
    }

    /// The proof that the event at an index is in the ledger, under the checkpoint that witnesses cosigned where it covers
    /// the event, else under the published one; nil where there is no such event.
    public func proof(of index: Int) -> PortableProof? {
        guard leaves.indices.contains(index) else { return nil }
        for note in [cosigned, published].compactMap(\.self) {
            guard let size = Checkpoint(parsing: note.text)?.size, size > index else { continue }
            return PortableProof(merkle.inclusionProof(of: index, inSize: size), under: note)
        }
        return nil
    }
}
