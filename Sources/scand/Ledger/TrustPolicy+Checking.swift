extension TrustPolicy {
    /// What a checkpoint has going for it.
    public struct Trust: Hashable, Sendable {
        public let checkpoint: Checkpoint
        /// The log's key that signed it.
        public let log: VerifierKey
        /// The policy's names of the witnesses that cosigned it, in the file's order.
        public let witnesses: [PolicyName]
    }

    /// Requires that a known log signed a note as its checkpoint, and that the quorum of witnesses cosigned it.
    ///
    /// Lines of unknown keys are passed over. A wrong line of a known key spoils the note, whoever else signed it.
    public func trust(in note: SignedNote) throws(PolicyFailure) -> Trust {
        let (checkpoint, signing) = try signed(note)
        var cosigned: Set<Int> = []
        for (place, witness) in witnesses.enumerated()
        where try Self.isSigned({ () throws(NoteError) in _ = try note.cosignature(of: witness.key) }) {
            cosigned.insert(place)
        }
        guard isQuorum(cosigned) else { throw .noQuorum(cosigned: cosigned.count, of: witnesses.count) }
        return Trust(checkpoint: checkpoint, log: signing, witnesses: cosigned.sorted().map { witnesses[$0].name })
    }

    /// Requires that a known log signed a note as its checkpoint, whoever else did.
    public func signedCheckpoint(_ note: SignedNote) throws(PolicyFailure) -> Checkpoint { try signed(note).0 }

    private func signed(_ note: SignedNote) throws(PolicyFailure) -> (Checkpoint, VerifierKey) {
        guard let checkpoint = Checkpoint(parsing: note.text) else { throw .notACheckpoint }
        let keys = keys(of: checkpoint.origin)
        guard !keys.isEmpty else { throw .unknownLog(checkpoint.origin) }
        var signing: VerifierKey?
        for key in keys where try Self.isSigned({ () throws(NoteError) in try note.verify(by: key) }) {
            signing = signing ?? key
        }
        guard let signing else { throw .note(.notSignedBy(checkpoint.origin)) }
        return (checkpoint, signing)
    }

    /// True when a key signed, false when it did not, an error when what it signed is something else.
    private static func isSigned(_ verify: () throws(NoteError) -> Void) throws(PolicyFailure) -> Bool {
        do throws(NoteError) {
            try verify()
            return true
        } catch .notSignedBy {
            return false
        } catch {
            throw .note(error)
        }
    }
}

extension PortableProof {
    /// Requires that a policy trusts the checkpoint and that it covers an entry.
    public func verify(_ entry: [UInt8], by policy: TrustPolicy) throws(PolicyFailure) -> TrustPolicy.Trust {
        let trust = try policy.trust(in: note)
        guard inclusion.leads(from: .leaf(entry), to: trust.checkpoint.root) else { throw .notIncluded }
        return trust
    }
}

/// Why a policy does not trust a note.
public enum PolicyFailure: Error, Hashable, CustomStringConvertible {
    case notACheckpoint
    case unknownLog(KeyName)
    case note(NoteError)
    case noQuorum(cosigned: Int, of: Int)
    case notIncluded

    public var description: String {
        switch self {
        case .notACheckpoint: "the signed text is no checkpoint"
        case .unknownLog(let origin): "the log \(origin) is not in the policy"
        case .note(let error): error.description
        case .noQuorum(let cosigned, let count):
            "the witnesses that cosigned (\(cosigned) of \(count) known ones) are no quorum"
        case .notIncluded: "the proof does not lead from the entry to the checkpoint's root"
        }
    }
}
