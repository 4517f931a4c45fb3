import ElectionModel
import Ledger

extension CVRLine {
    /// Takes from a line what it says of the sheet; nil where something is missing or no part of the election.
    ///
    /// Only what the rest of the line follows from is read: whoever calls writes the line anew and compares.
    init?(_ element: JSON, number: String, in election: Election, _ names: ElectionNames) {
        guard let sheet = element["BallotStyleId"]?.text, let snapshots = element["CVRSnapshot"]?.list,
            let contests = snapshots.first?["CVRContest"]?.list
        else { return nil }
        var marks: [BallotMarks.Contest] = []
        for contest in contests {
            guard let place = contest["ContestId"]?.text.flatMap({ names.contests[$0] }) else { return nil }
            var marked: [Int] = []
            for selection in contest["CVRContestSelection"]?.list ?? [] {
                guard let option = selection["ContestSelectionId"]?.text.flatMap({ names.selections[place][$0] }) else {
                    return nil
                }
                marked.append(option)
            }
            marks.append(BallotMarks.Contest(place: place, marked: marked))
        }
        var pictures: [ReleasedPicture] = []
        for image in element["BallotImage"]?.list ?? [] {
            guard let picture = ReleasedPicture(image, number: number) else { return nil }
            pictures.append(picture)
        }
        let suffixes = pictures.map { Array($0.suffix.utf8) }
        guard let checked = BallotMarks(sheet: sheet, contests: marks, in: election),
            zip(suffixes, suffixes.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) })
        else { return nil }
        self.init(marks: checked, pictures: pictures)
    }
}

extension ReleasedPicture {
    fileprivate init?(_ image: JSON, number: String) {
        guard let location = image["Location"]?.text, let hash = image["Hash"]?["Value"]?.text,
            let digest = FileDigest(hex: hash)
        else { return nil }
        let start = "file:pictures/\(number)-"
        guard location.utf8.starts(with: start.utf8) else { return nil }
        let parts = location.dropFirst(start.count).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let side = Side(rawValue: String(parts[0])) else { return nil }
        self.init(side: side, fileExtension: String(parts[1]), digest: digest)
    }
}

/// The file's names of an election's contests and options, and where these stand.
struct ElectionNames {
    let contests: [String: Int]
    /// By the contest's place.
    let selections: [[String: Int]]

    init(_ election: Election) {
        contests = Dictionary(uniqueKeysWithValues: election.contests.indices.map { (CVRName.contest($0), $0) })
        selections = election.contests.enumerated().map { place, contest in
            Dictionary(uniqueKeysWithValues: contest.options.indices.map { (CVRName.selection(place, $0), $0) })
        }
    }
}
