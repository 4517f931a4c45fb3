import ElectionModel
import OMR

/// A record by places in its election: contests and options as numbers from 0. What has this type fits the election.
struct BallotMarks: Hashable {
    /// One contest on the sheet.
    struct Contest: Hashable {
        let place: Int
        /// Marked options, ascending.
        let marked: [Int]
    }

    /// Which kind of sheet it is.
    let sheet: String
    /// Ascending.
    let contests: [Contest]

    /// A record in its election, or nil where it has a contest, option or rule that the election has not, or where they are
    /// out of the ballot's order.
    init?(_ record: CastVoteRecord, in election: ElectionPlaces) {
        var contests: [Contest] = []
        for votes in record.contests {
            guard let place = election.contests[votes.contest],
                election.election.contests[place].votesAllowed == votes.votesAllowed
            else { return nil }
            let marked = votes.marked.compactMap { election.options[place][$0] }
            guard marked.count == votes.marked.count else { return nil }
            contests.append(Contest(place: place, marked: marked))
        }
        self.init(sheet: record.sheet, contests: contests, in: election.election)
    }

    /// Marks in an election, or nil where there is no such contest or option, or where they are out of order.
    init?(sheet: String, contests: [Contest], in election: Election) {
        guard Self.isAscending(contests.map(\.place), below: election.contests.count) else { return nil }
        for contest in contests {
            guard Self.isAscending(contest.marked, below: election.contests[contest.place].options.count) else {
                return nil
            }
        }
        (self.sheet, self.contests) = (sheet, contests)
    }

    private static func isAscending(_ places: [Int], below end: Int) -> Bool {
        places.allSatisfy { 0..<end ~= $0 } && zip(places, places.dropFirst()).allSatisfy { $0 < $1 }
    }

    /// The record with its names again.
    func record(in election: Election) -> CastVoteRecord {
        CastVoteRecord(
            sheet: sheet,
            contests: contests.map { marks in
                let contest = election.contests[marks.place]
                return ContestVotes(
                    contest: contest.id, votesAllowed: contest.votesAllowed,
                    marked: marks.marked.map { contest.options[$0].id })
            })
    }
}

/// Where each contest and option of an election stands, looked up once.
struct ElectionPlaces {
    let election: Election
    let contests: [ContestID: Int]
    /// By the contest's place.
    let options: [[OptionID: Int]]

    init(_ election: Election) {
        self.election = election
        contests = Dictionary(uniqueKeysWithValues: election.contests.enumerated().map { ($1.id, $0) })
        options = election.contests.map { contest in
            Dictionary(uniqueKeysWithValues: contest.options.enumerated().map { ($1.id, $0) })
        }
    }
}
