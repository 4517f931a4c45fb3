public import Ledger

/// What an observer brings to a verification besides the key. What is in it could be read and is signed as it must be.
public struct Evidence: Sendable {
    struct Earlier: Sendable {
        let name: String
        let checkpoint: Checkpoint
    }

    struct Proof: Sendable {
        let name: String
        let proof: PortableProof
        /// Hash of the leaf that it is said to be of; nil where that is the ledger's own.
        let leaf: TreeHash?

        /// Whether it leads from a leaf to its checkpoint's root.
        func isOf(_ leaf: TreeHash) -> Bool {
            Checkpoint(parsing: proof.note.text).map { proof.inclusion.leads(from: leaf, to: $0.root) } ?? false
        }
    }

    struct Cosigned: Sendable {
        let name: String
        let note: SignedNote
    }

    public let key: VerifierKey
    /// POSIX seconds by the observer's clock: cosignatures may not be of a later day.
    let now: Int
    private(set) var earlier: [Earlier] = []
    private(set) var proofs: [Proof] = []
    private(set) var policy: TrustPolicy?
    private(set) var cosigned: Cosigned?

    /// Nothing besides the log's key.
    public init(key: VerifierKey, now: Int) { (self.key, self.now) = (key, now) }

    /// Adds an earlier checkpoint that somebody kept.
    public mutating func addEarlier(_ bytes: [UInt8], named name: String) throws(UnusableEvidence) {
        let note = try Self.note(try Self.plain(bytes, .earlier, name), .earlier, name)
        earlier.append(Earlier(name: name, checkpoint: try own(note, .earlier, name)))
    }

    /// Adds a proof of an event.
    ///
    /// - Parameter leaf: the event's leaf, where the observer has that too.
    public mutating func addProof(
        _ bytes: [UInt8], of leaf: [UInt8]? = nil, named name: String
    ) throws(UnusableEvidence) {
        guard let proof = PortableProof(parsing: try Self.plain(bytes, .proof, name)) else {
            throw UnusableEvidence(.proof, name, "no proof that an event is in a ledger (C2SP tlog-proof)")
        }
        let checkpoint = try own(proof.note, .proof, name)
        guard proof.inclusion.index < checkpoint.size else {
            throw UnusableEvidence(
                .proof, name, "of event \(proof.inclusion.index), under a checkpoint of \(checkpoint.size) events")
        }
        let hash = leaf.map { TreeHash.leaf(OutsideText.leaf($0)) }
        proofs.append(Proof(name: name, proof: proof, leaf: hash))
    }

    /// Takes the policy that says which witnesses must have cosigned. One that names logs has to name this one.
    public mutating func take(policy bytes: [UInt8], named name: String) throws(UnusableEvidence) {
        let plain = try Self.plain(bytes, .policy, name)
        do throws(PolicyError) {
            policy = try TrustPolicy(parsing: plain).trusting(key)
        } catch {
            throw UnusableEvidence(.policy, name, error.description)
        }
        if policy == nil { throw UnusableEvidence(.policy, name, "is of other logs than \(key.name)") }
    }

    /// The keys of the logs that a policy names.
    public static func logs(ofPolicy bytes: [UInt8], named name: String) throws(UnusableEvidence) -> [VerifierKey] {
        let plain = try plain(bytes, .policy, name)
        do throws(PolicyError) { return try TrustPolicy(parsing: plain).logs.map(\.key) } catch {
            throw UnusableEvidence(.policy, name, error.description)
        }
    }

    /// Takes a checkpoint with the cosignatures of witnesses, in place of the ledger's own.
    public mutating func take(cosigned bytes: [UInt8], named name: String) throws(UnusableEvidence) {
        let note = try Self.note(try Self.plain(bytes, .earlier, name), .earlier, name)
        _ = try own(note, .earlier, name)
        cosigned = Cosigned(name: name, note: note)
    }

    private func own(
        _ note: SignedNote, _ code: UnusableEvidence.Code, _ name: String
    ) throws(UnusableEvidence) -> Checkpoint {
        do throws(NoteError) { try note.verify(by: key) } catch {
            throw UnusableEvidence(code, name, "no checkpoint of this ledger: \(error)")
        }
        guard let checkpoint = Checkpoint(parsing: note.text), checkpoint.origin == key.name,
            1...LedgerVerifier.maximumSize ~= checkpoint.size
        else { throw UnusableEvidence(code, name, "signed by \(key.name), but no checkpoint of it") }
        return checkpoint
    }

    private static func note(
        _ bytes: [UInt8], _ code: UnusableEvidence.Code, _ name: String
    ) throws(UnusableEvidence) -> SignedNote {
        do throws(NoteError) { return try SignedNote(parsing: bytes) } catch {
            throw UnusableEvidence(code, name, "not a signed checkpoint: \(error)")
        }
    }

    private static func plain(
        _ bytes: [UInt8], _ code: UnusableEvidence.Code, _ name: String
    ) throws(UnusableEvidence) -> [UInt8] {
        do throws(OutsideTextError) { return try OutsideText.plain(bytes) } catch {
            throw UnusableEvidence(code, name, error.description)
        }
    }
}

/// Why something that an observer gave cannot be used. It says nothing of the ledger.
public struct UnusableEvidence: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case arguments, key, policy
        case earlier = "earlier-unusable"
        case proof = "proof-unusable"
    }

    public let code: Code
    /// The file that was given.
    public let name: String
    public let what: String

    public init(_ code: Code, _ name: String, _ what: String) { (self.code, self.name, self.what) = (code, name, what) }

    public var description: String { "\(name): \(what)" }
}
