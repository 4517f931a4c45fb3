/// The result: what the released records add up to, contest by contest. The last leaf of a ledger.
public struct Totals: Hashable, Sendable {
    /// Sheets counted: accepted and not voided.
    public let sheets: Int
    /// Contests, in the order of their names' bytes.
    public let contests: [ContestTotals]
    /// How often each reason returned a sheet, all day together: next to a sheet's number it would point at one voter.
    public let returnReasons: [Count]
    /// SHA-256 of the release's manifest, which names every released file with its own.
    public let releaseDigest: FileDigest
    /// Root of the ballot box's slots when polls were closed.
    public let boxRoot: TreeHash
    /// The blind of the last commitment: with it anybody can check that the box is the one that was committed to.
    public let boxBlind: [UInt8]

    /// A number under a name: votes of an option, sheets of a reason.
    public struct Count: Hashable, Sendable {
        public let id: String
        public let count: Int
        public init(id: String, count: Int) { (self.id, self.count) = (id, count) }
    }

    public init(
        sheets: Int, contests: [ContestTotals], returnReasons: [Count], releaseDigest: FileDigest, boxRoot: TreeHash,
        boxBlind: [UInt8]
    ) {
        self.sheets = sheets
        self.contests = contests.sorted { ByteOrder.precedes($0.id, $1.id) }
        self.returnReasons = returnReasons.sorted { ByteOrder.precedes($0.id, $1.id) }
        self.releaseDigest = releaseDigest
        (self.boxRoot, self.boxBlind) = (boxRoot, boxBlind)
    }
}

/// One contest's sums.
///
/// With every mark a voter had, used or not, `sum(votes) + undervotes + overvotes * votesAllowed` is
/// `ballots * votesAllowed`: an overvoted ballot gives no vote and leaves none unused.
public struct ContestTotals: Hashable, Sendable {
    /// The contest, as the election definition names it.
    public let id: String
    /// Votes that a ballot may give in it.
    public let votesAllowed: Int
    /// Counted sheets that carry the contest.
    public let ballots: Int
    /// Of these, the ones with more marks than allowed.
    public let overvotes: Int
    /// Votes not given, on ballots that are not overvoted.
    public let undervotes: Int
    /// Votes for each option, in the order of the names' bytes.
    public let votes: [Totals.Count]

    public init(
        id: String, votesAllowed: Int, ballots: Int, overvotes: Int, undervotes: Int, votes: [Totals.Count]
    ) {
        (self.id, self.votesAllowed, self.ballots) = (id, votesAllowed, ballots)
        (self.overvotes, self.undervotes) = (overvotes, undervotes)
        self.votes = votes.sorted { ByteOrder.precedes($0.id, $1.id) }
    }
}

/// The one order in which names are kept: that of their bytes, which no locale and no Unicode version changes.
enum ByteOrder {
    static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
