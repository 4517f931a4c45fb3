import ElectionModel
import OMR

/// A mark on a sheet.
struct Mark: Hashable {
    /// The option's place in its contest, from 0.
    let option: Int
    /// From 1 in ranked contests, else 0.
    let rank: Int
    /// Whether it is marginal: then it counts for nothing until a person has looked.
    let isUnknown: Bool

    init(_ option: Int, rank: Int = 0, isUnknown: Bool = false) {
        (self.option, self.rank, self.isUnknown) = (option, rank, isUnknown)
    }
}

/// The marks of a sheet in one contest.
struct ContestMarks: Hashable {
    /// The contest's place in its election, from 0.
    let place: Int
    /// In ballot order, for one option in the order of ranks.
    let marks: [Mark]

    /// What the contest's rule makes of the marks.
    func reading(in contest: CVRElection.Contest) -> ContestReading {
        let plain = marks.filter { !$0.isUnknown }
        switch contest.rule {
        case .choice(let votesAllowed):
            let isAlone =
                plain.count < 2 || !plain.contains { contest.options[$0.option].kind == .againstAll(alone: true) }
            return ContestReading(
                votes: plain.count, allowed: votesAllowed, isOvervoted: plain.count > votesAllowed || !isAlone,
                markCount: plain.count)
        case .ranked:
            let isOvervoted =
                Set(plain.map(\.rank)).count < plain.count || Set(plain.map(\.option)).count < plain.count
            return ContestReading(
                votes: min(1, plain.count), allowed: 1, isOvervoted: isOvervoted, markCount: plain.count)
        case .list(let votesAllowed):
            let lists = plain.filter { contest.options[$0.option].kind == .list }
            let candidates = plain.filter { contest.options[$0.option].kind != .list }
            let isOvervoted =
                lists.count > 1 || candidates.count > votesAllowed
                || !candidates.allSatisfy {
                    contest.options[$0.option].kind == .candidate(list: lists.first?.option)
                }
            return ContestReading(
                votes: min(1, plain.count), allowed: 1, isOvervoted: isOvervoted, markCount: plain.count)
        }
    }

    /// Whether the marks are of this contest, in order.
    func areOf(_ contest: CVRElection.Contest) -> Bool {
        let ranks =
            switch contest.rule {
            case .ranked(let ranks): 1...max(1, ranks)
            case .choice, .list: 0...0
            }
        return marks.allSatisfy { contest.options.indices.contains($0.option) && ranks.contains($0.rank) }
            && zip(marks, marks.dropFirst()).allSatisfy { ($0.option, $0.rank) < ($1.option, $1.rank) }
    }
}

/// What a contest's rule makes of the marks on a sheet.
struct ContestReading: Hashable {
    let isOvervoted: Bool
    let overvotes: Int
    let undervotes: Int
    /// The schema's words for it.
    let status: [String]

    /// - Parameters:
    ///   - votes: how many of the allowed votes are given.
    ///   - markCount: marks that are not marginal.
    fileprivate init(votes: Int, allowed: Int, isOvervoted: Bool, markCount: Int) {
        self.isOvervoted = isOvervoted
        overvotes = isOvervoted ? allowed : 0
        undervotes = isOvervoted ? 0 : allowed - votes
        if isOvervoted {
            status = ["overvoted", "invalidated-rules"]
        } else if markCount == 0 {
            status = ["not-indicated"]
        } else {
            status = undervotes > 0 ? ["undervoted"] : []
        }
    }

    /// Whether a mark gives its option a vote.
    func counts(_ mark: Mark) -> Bool { !isOvervoted && !mark.isUnknown }
}

extension CVRElection {
    /// Whether these are marks on one sheet of the election: its contests in ballot order, none twice.
    func has(_ contests: [ContestMarks]) -> Bool {
        contests.allSatisfy { self.contests.indices.contains($0.place) && $0.areOf(self.contests[$0.place]) }
            && zip(contests, contests.dropFirst()).allSatisfy { $0.place < $1.place }
    }
}

/// Where each contest and option of an election definition stands, looked up once.
struct ElectionPlaces {
    private let election: Election
    private let contests: [ContestID: Int]
    /// By the contest's place.
    private let options: [[OptionID: Int]]

    init(_ election: Election) {
        self.election = election
        contests = Dictionary(uniqueKeysWithValues: election.contests.enumerated().map { ($1.id, $0) })
        options = election.contests.map { contest in
            Dictionary(uniqueKeysWithValues: contest.options.enumerated().map { ($1.id, $0) })
        }
    }

    /// A record's marks, or nil where it has a contest, option or rule that the election does not have.
    func marks(of record: CastVoteRecord) -> [ContestMarks]? {
        var contests: [ContestMarks] = []
        for votes in record.contests {
            guard let place = self.contests[votes.contest],
                election.contests[place].votesAllowed == votes.votesAllowed
            else { return nil }
            let marked = votes.marked.compactMap { options[place][$0] }
            guard marked.count == votes.marked.count else { return nil }
            contests.append(ContestMarks(place: place, marks: marked.map { Mark($0) }))
        }
        return contests
    }
}
