/// What a ledger is of: the first leaf, written before any paper moves.
public struct Genesis: Hashable, Sendable {
    /// The version of the leaves that follow.
    public static let formatVersion = 1

    /// Which log it is: the name of the key that signs it.
    public let origin: KeyName
    /// The election, as its definition names it.
    public let election: String
    /// SHA-256 of the election definition or layout that the sheets are read by, byte for byte.
    public let layoutDigest: FileDigest
    /// The key that signs every checkpoint.
    public let key: VerifierKey
    /// The software that counts, such as `scand 0.3.0`.
    public let software: String
    /// The sealed ballot box that the sheets' records go into.
    public let box: BoxTerms

    /// A ledger signed by a key, whose name is the ledger's origin.
    public init(election: String, layoutDigest: FileDigest, key: VerifierKey, software: String, box: BoxTerms) {
        origin = key.name
        self.election = election
        self.layoutDigest = layoutDigest
        self.key = key
        self.software = software
        self.box = box
    }
}
