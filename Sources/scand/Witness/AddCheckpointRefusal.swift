public import Ledger

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
