import Ledger

/// What sheets add up to in one contest, by the places of its options.
struct ContestSums: Hashable {
    var ballots = 0
    var overvotes = 0
    /// Votes not given; in contests of ranks and lists the blank ballots.
    var undervotes = 0
    /// By rank, then by option. Where nothing is ranked there is one row.
    var votes: [[Int]]

    init(_ contest: CVRElection.Contest) {
        let rows = if case .ranked(let ranks) = contest.rule { ranks } else { 1 }
        votes = Array(repeating: Array(repeating: 0, count: contest.options.count), count: rows)
    }

    mutating func add(_ marks: ContestMarks, in contest: CVRElection.Contest) {
        let reading = marks.reading(in: contest)
        ballots += 1
        overvotes += reading.isOvervoted ? 1 : 0
        undervotes += reading.undervotes
        for mark in marks.marks where reading.counts(mark) { votes[max(0, mark.rank - 1)][mark.option] += 1 }
    }

    mutating func add(_ other: ContestSums) {
        ballots += other.ballots
        overvotes += other.overvotes
        undervotes += other.undervotes
        for row in votes.indices {
            for option in votes[row].indices { votes[row][option] += other.votes[row][option] }
        }
    }
}

/// What a release adds up to. The order of adding never shows.
struct ReleaseSums: Hashable {
    let election: CVRElection
    private(set) var sheets = 0
    /// By the contest's place.
    private(set) var contests: [ContestSums]
    private(set) var rooms: [ReleasedRoom: Int] = [:]

    init(_ election: CVRElection) {
        self.election = election
        contests = election.contests.map { ContestSums($0) }
    }

    /// Adds one sheet.
    mutating func add(_ marks: [ContestMarks], room: ReleasedRoom?) {
        count(1, in: room)
        for marks in marks { contests[marks.place].add(marks, in: election.contests[marks.place]) }
    }

    mutating func add(_ group: SmallGroup) {
        count(group.sheets, in: group.pair.room)
        for (place, sums) in group.contests { contests[place].add(sums) }
    }

    private mutating func count(_ sheets: Int, in room: ReleasedRoom?) {
        self.sheets += sheets
        if let room { rooms[room, default: 0] += sheets }
    }
}

extension ReleaseSums {
    /// The sums in the form in which the ledger states them, in the order of its names' bytes.
    var contestTotals: [ContestTotals] {
        zip(contests, election.contests).map { $0.totals(of: $1) }
            .sorted { ByteOrder.precedes($0.id, $1.id) }
    }
}

extension ContestSums {
    /// The sums in the form in which the ledger states them.
    func totals(of contest: CVRElection.Contest) -> ContestTotals {
        func counts(_ row: Int = 0, _ isListed: (CVRElection.Kind) -> Bool = { _ in true }) -> [Totals.Count] {
            zip(contest.options, votes[row]).filter { isListed($0.0.kind) }
                .map { Totals.Count(id: $0.0.id, count: $0.1) }
        }
        let sums: ContestTotals.Sums =
            switch contest.rule {
            case .choice(let votesAllowed):
                .choice(votesAllowed: votesAllowed, undervotes: undervotes, votes: counts())
            case .ranked: .ranked(blanks: undervotes, ranks: votes.indices.map { counts($0) })
            case .list(let votesAllowed):
                .list(
                    votesAllowed: votesAllowed, blanks: undervotes, lists: counts { $0 == .list },
                    votes: counts { $0 != .list })
            }
        return ContestTotals(id: contest.id, ballots: ballots, overvotes: overvotes, sums: sums)
    }
}

extension ContestTotals {
    /// Whether both say the same, names byte by byte: `==` takes two spellings of a letter for one.
    func isSame(as other: ContestTotals) -> Bool {
        self == other && names.elementsEqual(other.names) { $0.utf8.elementsEqual($1.utf8) }
    }

    private var names: [String] {
        switch sums {
        case .choice(_, _, let votes): [id] + votes.map(\.id)
        case .ranked(_, let ranks): [id] + ranks.joined().map(\.id)
        case .list(_, _, let lists, let votes): [id] + (lists + votes).map(\.id)
        }
    }
}
