package import Ledger

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
