/// What a ledger is of: a caller that goes on with one has to mean the same.
public struct LedgerIdentity: Hashable, Sendable {
    /// The election, as its definition names it.
    public let election: String
    /// SHA-256 of the definition that the sheets are read by.
    public let definitionDigest: FileDigest

    /// What its sheets are.
    public let sheets: Sheets

    /// What the sheets of a count are.
    public enum Sheets: Hashable, Sendable {
        /// Whatever they are: for who feeds none.
        case any
        /// Those of a recorded list, by its digest; nil for paper and for a folder.
        case of(FileDigest?)
    }

    public init(election: String, definitionDigest: FileDigest, sheets: Sheets = .any) {
        (self.election, self.definitionDigest, self.sheets) = (election, definitionDigest, sheets)
    }
}

extension Genesis {
    /// What the ledger is of.
    public var identity: LedgerIdentity { LedgerIdentity(election: election, definitionDigest: definitionDigest) }
}
