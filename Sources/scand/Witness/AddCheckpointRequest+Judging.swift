public import Ledger

extension AddCheckpointRequest {
    /// Requires that a checkpoint is a log's own and grew from what is known of the log; gives it with the log's
    /// signatures alone, which is what deserves a cosignature.
    ///
    /// A pure function: all that a witness decides, in the order in which the specification has it.
    ///
    /// - Parameters:
    ///   - keys: those trusted to sign for the request's origin.
    ///   - known: the newest checkpoint of that origin that was cosigned, if any was.
    package func judged(
        by keys: [VerifierKey], knowing known: Checkpoint?
    ) throws(AddCheckpointRefusal) -> SignedNote {
        guard !keys.isEmpty else { throw .unknownLog }
        let signed = try signedPart(by: keys)
        guard oldSize <= checkpoint.size else { throw .oldSizeBeyondCheckpoint }
        guard oldSize == known?.size ?? 0 else { throw .otherSize(known?.size ?? 0) }
        let growth = ConsistencyProof(oldSize: oldSize, newSize: checkpoint.size, hashes: proof)
        // From nothing the proof is empty, and a tree of no leaves has one root only.
        guard growth.connects(known?.root ?? .empty, to: checkpoint.root) else { throw .inconsistent }
        return signed
    }

    /// The note with the lines of known keys only. A known key's wrong line is refused, whatever else is there.
    private func signedPart(by keys: [VerifierKey]) throws(AddCheckpointRefusal) -> SignedNote {
        var signing: [VerifierKey] = []
        for key in keys {
            do throws(NoteError) {
                try note.verify(by: key)
                signing.append(key)
            } catch .notSignedBy {
                continue
            } catch {
                throw .notSigned(error)
            }
        }
        let signed = note.keeping { line in signing.contains { $0.name == line.name && $0.keyID == line.keyID } }
        guard let signed else { throw .notSigned(.notSignedBy(checkpoint.origin)) }
        return signed
    }
}

/// Why a witness does not cosign, each with the status that C2SP tlog-witness gives it.
public enum AddCheckpointRefusal: Error, Hashable, Sendable {
    /// The request cannot be read.
    case malformed(AddCheckpointError)
    /// The proof starts from a tree larger than the checkpoint's.
    case oldSizeBeyondCheckpoint
    /// The witness knows no log of this origin.
    case unknownLog
    /// No key that the witness trusts for the origin signed the checkpoint, or one did wrongly.
    case notSigned(NoteError)
    /// The witness knows the log at another size.
    case otherSize(Int)
    /// The proof does not lead from the tree that the witness knows to the checkpoint's: at one size there are two
    /// roots, or a leaf was changed or taken away.
    case inconsistent
    /// The witness cannot cosign now; nothing was changed that anybody knows of.
    case unavailable(WitnessError)

    /// The HTTP status.
    public var status: Int {
        switch self {
        case .malformed, .oldSizeBeyondCheckpoint: 400
        case .notSigned: 403
        case .unknownLog: 404
        case .otherSize: 409
        case .inconsistent: 422
        case .unavailable: 503
        }
    }
}

extension AddCheckpointRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let error): "not an add-checkpoint request: \(error)"
        case .oldSizeBeyondCheckpoint: "the old size is larger than the checkpoint's"
        case .unknownLog: "the log is not known to this witness"
        case .notSigned(let error): "the checkpoint is \(error)"
        case .otherSize(let size): "the witness knows this log at size \(size)"
        case .inconsistent: "the proof does not show that the log only grew"
        case .unavailable(let error): "not cosigned: \(error)"
        }
    }
}
