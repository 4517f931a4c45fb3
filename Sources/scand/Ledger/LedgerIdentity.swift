/// What a ledger is of: a caller that goes on with one has to mean the same.
public struct LedgerIdentity: Hashable, Sendable {
    /// The election, as its definition names it.
    public let election: String
    /// SHA-256 of the definition that the sheets are read by.
    public let definitionDigest: FileDigest

    public init(election: String, definitionDigest: FileDigest) {
        (self.election, self.definitionDigest) = (election, definitionDigest)
    }
}

extension Genesis {
    /// What the ledger is of.
    public var identity: LedgerIdentity { LedgerIdentity(election: election, definitionDigest: definitionDigest) }
}
