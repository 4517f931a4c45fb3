extension TrustPolicy {
    /// Longest policy file that is read.
    public static let maximumByteCount = 1 << 18
    /// Most logs, witnesses and groups, each: the specification asks for at least 32.
    public static let maximumCount = 256

    /// Reads a policy file. Every line must be understood.
    public init(parsing bytes: [UInt8]) throws(PolicyError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw PolicyError(line: nil, "is longer than \(Self.maximumByteCount) bytes")
        }
        guard bytes.last == UInt8(ascii: "\n") else {
            throw PolicyError(line: nil, bytes.isEmpty ? "is empty" : "does not end in a line end")
        }
        var reader = PolicyReader()
        for (index, line) in bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            do throws(PolicyReader.Problem) {
                try reader.read(line)
            } catch {
                throw PolicyError(line: index + 1, error.what)
            }
        }
        guard reader.hasQuorum else {
            throw PolicyError(line: nil, "has no quorum line: write 'quorum none' if no witness is asked for")
        }
        self = reader.policy
    }
}

/// Why bytes are not a policy.
public struct PolicyError: Error, Hashable, CustomStringConvertible {
    /// The line, from 1; nil where it is the whole file.
    public let line: Int?
    /// What is wrong with it.
    public let what: String

    init(line: Int?, _ what: String) { (self.line, self.what) = (line, what) }

    public var description: String { line.map { "line \($0): \(what)" } ?? what }
}

/// Takes one line after the other.
private struct PolicyReader {
    struct Problem: Error {
        let what: String
        init(_ what: String) { self.what = what }
    }

    private(set) var policy = TrustPolicy()
    private(set) var hasQuorum = false
    /// What a name of a witness or group stands for: a place among the rules.
    private var places: [PolicyName: Int] = [:]
    /// Names that are members of a group already: each counts once.
    private var members: Set<PolicyName> = []
    private var groupCount = 0

    private static let none = PolicyName("none".utf8)
    private static let ownWitness = "a log cannot be its own witness"

    mutating func read(_ line: ArraySlice<UInt8>) throws(Problem) {
        guard line.allSatisfy({ $0 == 0x09 || (0x20...0xFF ~= $0 && $0 != 0x7F) }) else {
            throw Problem("has a control character")
        }
        let words = line.split { $0 == 0x20 || $0 == 0x09 }
        guard let first = words.first, first.first != UInt8(ascii: "#") else { return }
        switch String(decoding: first, as: UTF8.self) {
        case "log": try readLog(words)
        case "witness": try readWitness(words)
        case "group": try readGroup(words)
        case "quorum": try readQuorum(words)
        default: throw Problem("begins with none of log, witness, group, quorum")
        }
    }

    private mutating func readLog(_ words: [ArraySlice<UInt8>]) throws(Problem) {
        guard 2...3 ~= words.count else { throw Problem("expected 'log <vkey> [url]'") }
        guard policy.logs.count < TrustPolicy.maximumCount else { throw Problem("more logs than are read") }
        let key = try Self.key(words[1]) { text throws(VerifierKeyError) in try VerifierKey(parsing: text) }
        guard !policy.logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw Problem("the key of this log stands in an earlier line")
        }
        if let witness = policy.witnesses.first(where: { $0.key.publicKey == key.publicKey }) {
            throw Problem("the key of this log is that of the witness '\(witness.name)': \(Self.ownWitness)")
        }
        policy.logs.append(TrustPolicy.Log(key: key, url: try Self.url(words.dropFirst(2).first)))
    }

    private mutating func readWitness(_ words: [ArraySlice<UInt8>]) throws(Problem) {
        guard 3...4 ~= words.count else { throw Problem("expected 'witness <name> <vkey> [url]'") }
        guard policy.witnesses.count < TrustPolicy.maximumCount else { throw Problem("more witnesses than are read") }
        let key = try Self.key(words[2]) { text throws(VerifierKeyError) in try CosignerKey(parsing: text) }
        guard !policy.witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw Problem("the key of this witness stands in an earlier line")
        }
        if let log = policy.logs.first(where: { $0.key.publicKey == key.publicKey }) {
            throw Problem("the key of this witness is that of the log \(log.key.name): \(Self.ownWitness)")
        }
        let name = try define(words[1], as: .witness(policy.witnesses.count))
        policy.witnesses.append(
            TrustPolicy.Witness(name: name, key: key, url: try Self.url(words.dropFirst(3).first)))
    }

    private mutating func readGroup(_ words: [ArraySlice<UInt8>]) throws(Problem) {
        guard words.count >= 4 else { throw Problem("expected 'group <name> all|any|<number> <member>...'") }
        guard groupCount < TrustPolicy.maximumCount else { throw Problem("more groups than are read") }
        groupCount += 1
        var found: [Int] = []
        for word in words.dropFirst(3) {
            let name = PolicyName(word)
            guard let place = places[name] else { throw Problem("no line before defines '\(name)'") }
            guard members.insert(name).inserted else { throw Problem("'\(name)' is a member of a group already") }
            found.append(place)
        }
        let threshold: Int?
        switch String(decoding: words[2], as: UTF8.self) {
        case "all": threshold = found.count
        case "any": threshold = 1
        default: threshold = Decimal.parse(words[2])
        }
        guard let threshold, 1...found.count ~= threshold else {
            throw Problem("expected all, any, or a number from 1 to \(found.count) before the members")
        }
        _ = try define(words[1], as: .group(threshold: threshold, members: found))
    }

    private mutating func readQuorum(_ words: [ArraySlice<UInt8>]) throws(Problem) {
        guard words.count == 2 else { throw Problem("expected 'quorum <name>' or 'quorum none'") }
        guard !hasQuorum else { throw Problem("there is a quorum line already") }
        hasQuorum = true
        let name = PolicyName(words[1])
        guard name != Self.none else { return }
        guard let place = places[name] else { throw Problem("no line before defines '\(name)'") }
        policy.quorum = place
    }

    private mutating func define(_ word: ArraySlice<UInt8>, as rule: TrustPolicy.Rule) throws(Problem) -> PolicyName {
        let name = PolicyName(word)
        guard name != Self.none, places[name] == nil else { throw Problem("the name '\(name)' is taken") }
        places[name] = policy.rules.count
        policy.rules.append(rule)
        return name
    }

    private static func key<Key>(
        _ word: ArraySlice<UInt8>, _ parse: (String) throws(VerifierKeyError) -> Key
    ) throws(Problem) -> Key {
        guard let text = String(validating: word, as: UTF8.self) else { throw Problem("the key is not UTF-8") }
        do throws(VerifierKeyError) {
            return try parse(text)
        } catch {
            throw Problem("the key is \(error)")
        }
    }

    private static func url(_ word: ArraySlice<UInt8>?) throws(Problem) -> String? {
        guard let word else { return nil }
        guard let text = String(validating: word, as: UTF8.self) else { throw Problem("the address is not UTF-8") }
        return text
    }
}
