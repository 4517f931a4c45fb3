/// Reads what released files mean. Which files belong to a release, and that their bytes are the ones that the totals name, is
/// checked before it is asked.
public protocol ReleaseChecker: Sendable {
    /// Everything in a release that is not as the leaves say.
    func findings(in release: PublishedRelease) -> [ReleaseFinding]
}

/// A release as it stands in a ledger's directory, and what the leaves say of it.
public struct PublishedRelease {
    /// Its format, smallest group, election and software are those of the release.
    public let genesis: Genesis
    /// The sheets of each outcome, as the leaves say one by one.
    public let counts: SheetCounts
    /// Counted sheets by where they were fed in, as the leaves say one by one. Version 1 has one place.
    public let rooms: [LedgerHistory.Room: Int]
    /// The result, with modes and batches. They may be unsigned.
    public let totals: Totals
    /// What was said when polls were closed; nil where unsigned totals are of a ledger whose polls are not closed.
    public let close: PollsClose?
    /// What was counted before people decided on sheets in doubt; nil where nobody did.
    public let adjudication: Adjudication?
    /// The files of the manifest with their SHA-256, by path.
    public let files: [String: FileDigest]
    /// The bytes of such a file; nil where they are not the manifest's, which others report.
    public let contents: (_ path: String) -> [UInt8]?

    /// A release of these parts.
    public init(
        genesis: Genesis, counts: SheetCounts, rooms: [LedgerHistory.Room: Int], totals: Totals, close: PollsClose?,
        adjudication: Adjudication?,
        files: [String: FileDigest], contents: @escaping (_ path: String) -> [UInt8]?
    ) {
        (self.genesis, self.counts, self.rooms, self.totals) = (genesis, counts, rooms, totals)
        (self.close, self.adjudication) = (close, adjudication)
        (self.files, self.contents) = (files, contents)
    }
}

/// One thing in a release that is not as it must be.
public struct ReleaseFinding: Hashable, Sendable {
    /// `release` for the set of files, `records` for `cvr.json`, `sums` for the rest.
    public let code: FindingCode
    /// The file, relative to the release's directory.
    public let path: String
    /// What is not as it must be, in words.
    public let what: String
    /// A finding at a file.
    public init(_ code: FindingCode, path: String, what: String) {
        (self.code, self.path, self.what) = (code, path, what)
    }
}
