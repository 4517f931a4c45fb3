/// A version of the ledger's format. The first leaf's version is that of all leaves.
public enum LedgerFormat: Int, Hashable, Sendable, CaseIterable {
    /// FORMAT-1.md: ledgers of this version are read and checked, and no more written.
    case one = 1
    /// FORMAT.md.
    case two = 2

    /// The version that a leaf says to have; nil where it says no version of ours.
    public init?(ofLeaf leaf: some Collection<UInt8>) {
        guard let format = Self.allCases.first(where: { leaf.starts(with: "\($0.header) ".utf8) }) else { return nil }
        self = format
    }

    /// The first word of every leaf.
    var header: String { "scand/v\(rawValue)" }
    /// What a commitment to the ballot box is bound to.
    var boxTag: String { "scand/box/v\(rawValue)" }
    /// The greatest number that a leaf may state.
    public var greatestNumber: Int { self == .one ? .max : 999_999_999_999_999 }
    /// Whether a text has the 1 to 256 bytes of UTF-8 that the format allows.
    package static func isText(_ text: String) -> Bool { 1...256 ~= text.utf8.count }
}
