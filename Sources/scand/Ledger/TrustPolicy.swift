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
        public let key: VerifierKey
        /// Where it is found, as the file says.
        public let url: String?
    }

    /// A witness, under the name that the file gives it.
    public struct Witness: Hashable, Sendable {
        public let name: PolicyName
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

    public internal(set) var logs: [Log] = []
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

    /// The policy for one log, whose key the caller has from elsewhere; nil where it names logs and this is none of them.
    public func trusting(_ key: VerifierKey) -> TrustPolicy? {
        guard logs.isEmpty || logs.contains(where: { $0.key == key }) else { return nil }
        var policy = self
        policy.logs = [logs.first { $0.key == key } ?? Log(key: key, url: nil)]
        return policy
    }

    /// The keys that are trusted to sign for an origin; none where the log is not known.
    public func keys(of origin: KeyName) -> [VerifierKey] { logs.map(\.key).filter { $0.name == origin } }

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
    public let bytes: [UInt8]

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// For people to read.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
