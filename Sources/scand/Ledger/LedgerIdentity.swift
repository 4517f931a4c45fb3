/// What a ledger is of: a caller that goes on with one has to mean the same.
public struct LedgerIdentity: Hashable, Sendable {
    /// The election, as its definition names it.
    public let election: String
    /// SHA-256 of the definitions that the sheets are read by.
    public let layoutDigest: FileDigest

    public init(election: String, layoutDigest: FileDigest) {
        (self.election, self.layoutDigest) = (election, layoutDigest)
    }
}

extension Genesis {
    /// What the ledger is of.
    public var identity: LedgerIdentity { LedgerIdentity(election: election, layoutDigest: layoutDigest) }
}
