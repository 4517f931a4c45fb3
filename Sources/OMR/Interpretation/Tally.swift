public import ElectionModel

/// The sums of a count. The order in which records are added never shows.
public struct Tally: Hashable, Sendable {
    /// One contest's sums.
    public struct ContestTally: Hashable, Sendable {
        /// The contest.
        public let contest: ContestID
        /// Votes that each ballot has in it.
        public let votesAllowed: Int
        /// Counted sheets that carry this contest.
        public fileprivate(set) var ballots = 0
        /// Votes by option, in ballot order.
        public fileprivate(set) var votes: [OptionTally]
        /// Sheets on which more options were marked than allowed.
        public fileprivate(set) var overvotes = 0
        /// Votes that could have been given and were not, on sheets that are not overvoted.
        public fileprivate(set) var undervotes = 0

        /// Sums that were added up elsewhere.
        public init(
            contest: ContestID, votesAllowed: Int, ballots: Int = 0, votes: [OptionTally], overvotes: Int = 0,
            undervotes: Int = 0
        ) {
            (self.contest, self.votesAllowed, self.ballots, self.votes) = (contest, votesAllowed, ballots, votes)
            (self.overvotes, self.undervotes) = (overvotes, undervotes)
        }

        /// Every ballot's votes are somewhere: given, withheld or lost to an overvote.
        public var isBalanced: Bool {
            votes.reduce(0) { $0 + $1.count } + undervotes + overvotes * votesAllowed == ballots * votesAllowed
        }
    }

    /// One option's votes.
    public struct OptionTally: Hashable, Sendable {
        /// The option.
        public let option: OptionID
        /// Its votes.
        public fileprivate(set) var count: Int

        /// An option with so many votes.
        public init(option: OptionID, count: Int) { (self.option, self.count) = (option, count) }
    }

    /// In the election's order.
    public private(set) var contests: [ContestTally]
    /// Sheets counted.
    public private(set) var sheets = 0

    /// All zero.
    public init(_ election: Election) {
        contests = election.contests.map { contest in
            ContestTally(
                contest: contest.id, votesAllowed: contest.votesAllowed,
                votes: contest.options.map { OptionTally(option: $0.id, count: 0) })
        }
    }

    /// Sums that were stated before, in the election's order.
    public init(contests: [ContestTally], sheets: Int) { (self.contests, self.sheets) = (contests, sheets) }

    /// Counts one sheet.
    public mutating func add(_ record: CastVoteRecord) {
        sheets += 1
        for cast in record.contests {
            guard let index = contests.firstIndex(where: { $0.contest == cast.contest }) else {
                preconditionFailure("a record holds only contests of its election")
            }
            contests[index].ballots += 1
            contests[index].overvotes += cast.isOvervoted ? 1 : 0
            contests[index].undervotes += cast.undervotes
            for option in cast.votes {
                guard let place = contests[index].votes.firstIndex(where: { $0.option == option }) else {
                    preconditionFailure("a record holds only options of its contest")
                }
                contests[index].votes[place].count += 1
            }
        }
    }
}
