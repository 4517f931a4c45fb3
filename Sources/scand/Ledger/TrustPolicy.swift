/// Whose words an observer trusts: logs, witnesses, and how many of which witnesses must have cosigned (C2SP tlog-policy).
///
/// ```
/// log      <vkey> [url]
/// witness  <name> <vkey> [url]
/// group    <name> all|any|<k> <name>...       at least k of these have cosigned
/// quorum   <name>|none                        exactly one such line
/// ```
/// With `group parties 2 partyA partyB partyC` and `quorum parties`, two of three observers must have seen a checkpoint.
public struct TrustPolicy: Hashable, Sendable {
    /// A log whose checkpoints are accepted; its key's name is its origin.
    public struct Log: Hashable, Sendable {
        /// Signs the log's checkpoints.
        public let key: VerifierKey
        /// Where it is found, as the file says.
        public let url: String?
    }

    /// A witness, under the name that the file gives it.
    public struct Witness: Hashable, Sendable {
        /// What the file calls it.
        public let name: PolicyName
        /// Signs its cosignatures.
        public let key: CosignerKey
        /// Where it is found, as the file says.
        public let url: String?
    }

    /// What witnesses and groups are to the quorum: a tree, each node standing behind its members.
    enum Rule: Hashable, Sendable {
        /// This witness has cosigned: a place among `witnesses`.
        case witness(Int)
        /// So many of these rules hold: places among `rules`, each before this one.
        case group(threshold: Int, members: [Int])
    }

    /// In the order of the file.
    public internal(set) var logs: [Log] = []
    /// In the order of the file.
    public internal(set) var witnesses: [Witness] = []
    /// In the order of the file.
    var rules: [Rule] = []
    /// The rule that must hold; nil where no cosignature is asked for.
    var quorum: Int?

    init() {}

    /// A policy of known logs and no witness.
    public init(logs: [VerifierKey]) {
        self.logs = logs.map { Log(key: $0, url: nil) }
    }

    /// The policy for one log, whose key the caller has from elsewhere; nil where it names logs and this is not one of them.
    public func trusting(_ key: VerifierKey) -> TrustPolicy? {
        guard logs.isEmpty || logs.contains(where: { $0.key == key }) else { return nil }
        var policy = self
        policy.logs = [logs.first { $0.key == key } ?? Log(key: key, url: nil)]
        return policy
    }

    /// The keys that are trusted to sign for an origin; none where the log is not known.
    public func keys(of origin: KeyName) -> [VerifierKey] { logs.map(\.key).filter { $0.name == origin } }

    /// Whether it asks for no witness at all: `quorum none`.
    public var asksForNone: Bool { quorum == nil }

    /// Whether the quorum is reached when just these witnesses have cosigned, by their places among `witnesses`.
    func isQuorum(_ cosigned: Set<Int>) -> Bool {
        guard let quorum else { return true }
        var holds: [Bool] = []
        for rule in rules {
            switch rule {
            case .witness(let place): holds.append(cosigned.contains(place))
            case .group(let threshold, let members): holds.append(members.count { holds[$0] } >= threshold)
            }
        }
        return holds[quorum]
    }
}

/// A name inside a policy file: bytes, whatever they may mean as text.
public struct PolicyName: Hashable, Sendable, CustomStringConvertible {
    /// As the file has them.
    public let bytes: [UInt8]

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// For people to read.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension TrustPolicy {
    /// What a checkpoint has going for it.
    public struct Trust: Hashable, Sendable {
        /// What was signed.
        public let checkpoint: Checkpoint
        /// The log's key that signed it.
        public let log: VerifierKey
        /// The witnesses whose word counts, in the file's order.
        public let witnesses: [Cosigned]
        /// Cosignatures that do not count.
        public let refused: [Refused]
    }

    /// A witness that cosigned.
    public struct Cosigned: Hashable, Sendable {
        /// The policy's name of the witness.
        public let name: PolicyName
        /// When it did, in POSIX seconds by its own clock.
        public let time: Int
    }

    /// A valid cosignature whose time cannot be believed.
    public struct Refused: Hashable, Sendable, CustomStringConvertible {
        /// The policy's name of the witness.
        public let name: PolicyName
        /// Why it does not count.
        public let doubt: CosignatureDoubt

        public var description: String { "the cosignature of '\(name)' does not count: it \(doubt)" }
    }

    /// Requires that a known log signed a note as its checkpoint, and that the quorum of witnesses cosigned it.
    ///
    /// Lines of unknown keys are passed over. A wrong line of a known key spoils the note, whoever else signed it. A
    /// cosignature of an impossible time does not count, and is named.
    ///
    /// - Parameter now: POSIX seconds by the caller's clock.
    public func trust(in note: SignedNote, at now: Int) throws(PolicyFailure) -> Trust {
        let (checkpoint, signing) = try signed(note)
        var (places, cosigned, refused): (Set<Int>, [Cosigned], [Refused]) = ([], [], [])
        for (place, witness) in witnesses.enumerated() {
            let found: [Cosignature]
            do throws(NoteError) { found = try note.cosignatures(of: witness.key) } catch { throw .note(error) }
            refused += found.compactMap { $0.doubt(at: now) }.map { Refused(name: witness.name, doubt: $0) }
            guard let time = found.filter({ $0.doubt(at: now) == nil }).map(\.timestamp).max() else { continue }
            places.insert(place)
            cosigned.append(Cosigned(name: witness.name, time: time))
        }
        guard isQuorum(places) else {
            throw .noQuorum(cosigned: places.count, of: witnesses.count, refused: refused)
        }
        return Trust(checkpoint: checkpoint, log: signing, witnesses: cosigned, refused: refused)
    }

    /// Requires that a known log signed a note as its checkpoint, whoever else did.
    public func signedCheckpoint(_ note: SignedNote) throws(PolicyFailure) -> Checkpoint { try signed(note).0 }

    /// The same, with the log's key that signed.
    public func signed(_ note: SignedNote) throws(PolicyFailure) -> (Checkpoint, VerifierKey) {
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
    ///
    /// - Parameter now: POSIX seconds by the caller's clock.
    public func verify(
        _ entry: [UInt8], by policy: TrustPolicy, at now: Int
    ) throws(PolicyFailure) -> TrustPolicy.Trust {
        let trust = try policy.trust(in: note, at: now)
        guard inclusion.leads(from: .leaf(entry), to: trust.checkpoint.root) else { throw .notIncluded }
        return trust
    }
}

/// Why a policy does not trust a note.
public enum PolicyFailure: Error, Hashable, CustomStringConvertible {
    /// What is signed is no checkpoint.
    case notACheckpoint
    /// The policy names no log of this origin.
    case unknownLog(KeyName)
    /// The note itself, or its log's signature.
    case note(NoteError)
    /// Too few of the witnesses that the quorum asks for have cosigned.
    case noQuorum(cosigned: Int, of: Int, refused: [TrustPolicy.Refused])
    /// The leaf is not in the tree of the checkpoint.
    case notIncluded

    public var description: String {
        switch self {
        case .notACheckpoint: "the signed text is not a checkpoint"
        case .unknownLog(let origin): "the log \(origin) is not in the policy"
        case .note(let error): error.description
        case .noQuorum(let cosigned, let count, let refused):
            (["the witnesses that cosigned (\(cosigned) of \(count) known ones) are not a quorum"]
                + refused.map(\.description)).joined(separator: "; ")
        case .notIncluded: "the proof does not lead from the entry to the checkpoint's root"
        }
    }
}
