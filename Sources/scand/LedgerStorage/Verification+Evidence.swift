import DurableFiles
import Ledger

/// What an observer brings besides the key, compared with the leaves.
extension Verification {
    /// An earlier checkpoint that somebody kept is one of this ledger: nothing before it was changed since, and nothing
    /// behind it was taken back. What was signed and not yet published counts too.
    mutating func checkEarlier(_ evidence: Evidence) {
        if evidence.earlier.isEmpty {
            notChecked(
                "whether events were taken back or changed since", needs: "an earlier checkpoint: --earlier FILE")
        }
        for earlier in evidence.earlier where !entries.isEmpty {
            let checkpoint = earlier.checkpoint
            if checkpoint.size > entries.count {
                find(
                    .earlier, earlier.name,
                    "rolled back: \(entries.count) events are in the journal, and one of \(checkpoint.size) was signed before"
                )
            } else if merkle.root(atSize: checkpoint.size) != checkpoint.root {
                find(
                    .earlier, earlier.name,
                    "split view: it was signed for \(checkpoint.size) events that are others than these")
            } else {
                checked("the ledger leads on from \(earlier.name), of \(checkpoint.size) events")
            }
        }
    }

    /// A proof is of one of these events, under a checkpoint of this ledger.
    mutating func checkProofs(_ evidence: Evidence) {
        for given in evidence.proofs where !entries.isEmpty {
            let inclusion = given.proof.inclusion
            guard let checkpoint = Checkpoint(parsing: given.proof.note.text) else { continue }
            if checkpoint.size > entries.count || merkle.root(atSize: checkpoint.size) != checkpoint.root {
                find(.proof, given.name, "its checkpoint of \(checkpoint.size) events is of another history")
            } else if !given.isOf(given.leaf ?? merkle.leaf(inclusion.index)) {
                find(.proof, given.name, "it does not prove that event \(inclusion.index) is in the ledger")
            } else {
                checked("\(given.name) proves event \(inclusion.index)")
            }
        }
    }

    /// A checkpoint with cosignatures is one of this ledger, and the witnesses that a policy asks for have seen it.
    mutating func checkCosignatures(_ evidence: Evidence) {
        if evidence.policy == nil { notChecked("whether witnesses saw this ledger", needs: "a policy: --policy FILE") }
        let isGiven = evidence.cosigned != nil
        set { $0.bringsCosigned = isGiven }
        let name = evidence.cosigned?.name ?? LedgerFiles.cosigned
        guard let note = evidence.cosigned?.note ?? cosignedHere() else { return }
        if tree.kinds[LedgerFiles.cosigned] != nil || isGiven {
            do throws(NoteError) { try note.verify(by: key) } catch {
                return find(.cosignatures, name, error.description)
            }
            guard let checkpoint = Checkpoint(parsing: note.text), checkpoint.origin == key.name else {
                return find(.cosignatures, name, "no checkpoint of this ledger")
            }
            let limit = !isGiven && published != nil ? size : entries.count
            guard !entries.isEmpty else { return }
            guard 1...max(1, limit) ~= checkpoint.size, merkle.root(atSize: checkpoint.size) == checkpoint.root else {
                return find(
                    .cosignatures, name, "no checkpoint of the first \(checkpoint.size) events of this ledger")
            }
            cosigned = note
        }
        guard let policy = evidence.policy else { return }
        set { $0.checkTrust(policy, in: note, named: name, at: evidence.now) }
        if let seen = Checkpoint(parsing: note.text)?.size, seen < entries.count {
            notChecked(
                "whether witnesses saw the events after the first \(seen)",
                needs: "a newer checkpoint with their cosignatures: --cosigned FILE")
        }
    }

    /// The file beside the ledger, or the published checkpoint, which may have cosignatures itself.
    private mutating func cosignedHere() -> SignedNote? {
        guard isFile(LedgerFiles.cosigned) else { return note }
        let limit = LedgerFiles.maximumCheckpointByteCount
        guard let bytes = read(LedgerFiles.cosigned, .cosignatures, limit: limit) else { return nil }
        do throws(NoteError) { return try SignedNote(parsing: bytes) } catch {
            find(.cosignatures, LedgerFiles.cosigned, error.description)
            return nil
        }
    }
}

extension VerificationReport {
    /// The witnesses that a policy asks for have cosigned a note.
    fileprivate mutating func checkTrust(_ policy: TrustPolicy, in note: SignedNote, named name: String, at now: Int) {
        let isWrong = { (line: SignedNote.Signature) in policy.isWrong(line, under: note.text) }
        for line in note.signatures where isWrong(line) {
            notChecked.append(
                NotChecked(what: "\(name): a cosignature of \(line.name) that is wrong", needs: "a right one"))
        }
        do throws(PolicyFailure) {
            // One that is wrong does not count. The log's own line was checked.
            let trust = try policy.trust(in: note.keeping { !isWrong($0) } ?? note, at: now)
            for refused in trust.refused {
                notChecked.append(NotChecked(what: "\(name): \(refused)", needs: "a witness with a right clock"))
            }
            if policy.asksForNone {
                notChecked.append(
                    NotChecked(
                        what: "whether witnesses saw this ledger",
                        needs: "a policy that asks for some: this one has no quorum"))
            } else {
                checked.append("the witnesses that the policy asks for saw the first \(trust.checkpoint.size) events")
            }
        } catch {
            damage.append(Finding(code: .cosignatures, path: name, what: error.description))
        }
    }
}

extension TrustPolicy {
    /// Whether a line is of one of the witnesses' keys and not its cosignature of a text.
    fileprivate func isWrong(_ line: SignedNote.Signature, under text: String) -> Bool {
        witnesses.contains { witness in
            guard line.name == witness.key.name, line.keyID == witness.key.keyID else { return false }
            guard let cosignature = Cosignature(parsing: line.bytes) else { return true }
            return !witness.key.isValid(cosignature, for: text)
        }
    }
}

extension LedgerVerifier {
    /// Checks what an observer brings by itself, without the ledger: each proof leads from its event's leaf to a checkpoint that
    /// the key signed; checkpoints of one size have one root; and, with a policy, witnesses saw the proof's checkpoint.
    ///
    /// - Parameter evidence: has proofs with their leaves, or a cosigned checkpoint.
    public static func verify(alone evidence: Evidence) -> VerificationReport {
        var report = VerificationReport()
        report.isAlone = true
        var given = evidence.proofs.map { (name: $0.name, note: $0.proof.note) }
        for proof in evidence.proofs { report.check(proof) }
        if given.isEmpty, let cosigned = evidence.cosigned { given = [(cosigned.name, cosigned.note)] }
        for (name, note) in given {
            guard let checkpoint = Checkpoint(parsing: note.text) else { continue }
            report.checkpoint = checkpoint
            for earlier in evidence.earlier { report.compare(earlier, with: checkpoint, of: name) }
            report.checkCosignatures(of: note, named: name, under: checkpoint, in: evidence)
        }
        report.notChecked.append(
            VerificationReport.NotChecked(what: "the ledger itself", needs: "its directory: scand ledger verify"))
        report.damage.sort { $0.code < $1.code }
        return report
    }
}

extension VerificationReport {
    fileprivate mutating func find(_ code: FindingCode, _ path: String, _ what: String) {
        damage.append(Finding(code: code, path: path, what: what))
    }

    fileprivate mutating func check(_ given: Evidence.Proof) {
        let inclusion = given.proof.inclusion
        if let leaf = given.leaf, given.isOf(leaf) {
            checked.append("the event of \(given.name) is number \(inclusion.index) of \(inclusion.size)")
        } else {
            find(.proof, given.name, "it does not lead from this event to the checkpoint's root")
        }
    }

    /// Two checkpoints of one size have one root. Those of two sizes tell nothing without the ledger.
    fileprivate mutating func compare(_ earlier: Evidence.Earlier, with checkpoint: Checkpoint, of name: String) {
        if earlier.checkpoint.size != checkpoint.size {
            notChecked.append(
                NotChecked(
                    what: "whether \(name), of \(checkpoint.size) events, and \(earlier.name), of "
                        + "\(earlier.checkpoint.size), are of one history",
                    needs: "the ledger's directory: scand ledger verify"))
        } else if earlier.checkpoint.root != checkpoint.root {
            find(
                .earlier, earlier.name,
                "split view: it was signed for \(checkpoint.size) events that are others than those of \(name)")
        } else {
            checked.append("\(earlier.name) is of the same \(checkpoint.size) events as \(name)")
        }
    }

    /// The cosignatures under a checkpoint, or under the same one from elsewhere.
    fileprivate mutating func checkCosignatures(
        of note: SignedNote, named name: String, under checkpoint: Checkpoint, in evidence: Evidence
    ) {
        let seen = evidence.cosigned
        if let seen, Checkpoint(parsing: seen.note.text) != checkpoint {
            find(
                .cosignatures, seen.name, "another checkpoint than that of \(name), of \(checkpoint.size) events")
        } else if let policy = evidence.policy {
            checkTrust(policy, in: seen?.note ?? note, named: seen?.name ?? name, at: evidence.now)
        } else {
            notChecked.append(NotChecked(what: "whether witnesses saw this ledger", needs: "a policy: --policy FILE"))
        }
    }
}
