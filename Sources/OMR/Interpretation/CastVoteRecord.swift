public import ElectionModel

/// The marks of one sheet as they count, and nothing that could tie them to a voter: no time, no number, no image.
public struct CastVoteRecord: Hashable, Sendable, Comparable {
    /// Which kind of sheet it is: the election's sheet id, or the page names where only a layout is known.
    public let sheet: String
    /// The contests printed on the sheet, in ballot order.
    public let contests: [ContestVotes]

    /// The record of a sheet, with its contests in the order of the ballot.
    public init(sheet: String, contests: [ContestVotes]) {
        self.sheet = sheet
        self.contests = contests
    }

    /// Order by content alone, so that a list of records says nothing about the order of casting.
    public static func < (a: Self, b: Self) -> Bool {
        a.sheet != b.sheet ? a.sheet < b.sheet : a.contests.lexicographicallyPrecedes(b.contests)
    }
}

/// One contest on one sheet.
public struct ContestVotes: Hashable, Sendable, Comparable {
    /// The contest.
    public let contest: ContestID
    /// Most options that may be marked.
    public let votesAllowed: Int
    /// Options with a mark, in ballot order.
    public let marked: [OptionID]
    /// The option beside which no other may be marked, such as 'against all'; nil where there is none.
    public let exclusive: OptionID?

    /// The marked options of a contest, in the order of the ballot.
    public init(contest: ContestID, votesAllowed: Int, marked: [OptionID], exclusive: OptionID? = nil) {
        self.contest = contest
        self.votesAllowed = votesAllowed
        self.marked = marked
        self.exclusive = exclusive
    }

    /// Marks in a contest of an election, by its rule.
    public init(_ contest: Contest, marked: [OptionID]) {
        self.init(
            contest: contest.id, votesAllowed: contest.votesAllowed, marked: marked, exclusive: contest.exclusiveOption)
    }

    /// More marks than the rule allows: the contest counts for nobody.
    public var isOvervoted: Bool {
        marked.count > votesAllowed || marked.count > 1 && exclusive.map(marked.contains) == true
    }
    /// Options that receive a vote.
    public var votes: [OptionID] { isOvervoted ? [] : marked }
    /// Votes that the voter could still have given.
    public var undervotes: Int { isOvervoted ? 0 : votesAllowed - marked.count }

    public static func < (a: Self, b: Self) -> Bool {
        a.contest != b.contest ? a.contest < b.contest : a.marked.lexicographicallyPrecedes(b.marked)
    }
}
