import Ledger

extension CVRLine {
    /// Takes from a line what it says of the sheet; nil where something is missing or no part of the election.
    ///
    /// Only what the rest of the line follows from is read: whoever calls writes the line anew and compares.
    init?(_ element: JSON, number: String, in election: CVRElection, _ names: ElectionNames, _ format: LedgerFormat) {
        guard let style = element["BallotStyleId"]?.text, let snapshots = element["CVRSnapshot"]?.list,
            let pictures = ReleasedPicture.all(in: element, number: number)
        else { return nil }
        var steps: [String: [ContestMarks]] = [:]
        for snapshot in snapshots {
            guard let type = snapshot["Type"]?.text, let contests = names.marks(in: snapshot), election.has(contests)
            else { return nil }
            steps[type] = contests
        }
        guard let interpreted = steps["interpreted"] else { return nil }
        self.init(
            style: style, room: element["BatchId"]?.text.flatMap(ReleasedRoom.init(reading:)),
            sheetOfBallot: element["BallotSheetId"]?.text.flatMap { Int($0) }, hasOriginal: steps["original"] != nil,
            interpreted: interpreted, modified: steps["modified"], pictures: pictures)
        guard isPossible(in: format) else { return nil }
    }

    /// Whether a release of the format may have such a sheet.
    private func isPossible(in format: LedgerFormat) -> Bool {
        switch format {
        case .one:
            return room == nil && sheetOfBallot == nil && !hasOriginal && modified == nil
                && interpreted.allSatisfy { !$0.marks.contains(where: \.isUnknown) }
        case .two:
            guard room != nil, LedgerFormat.isText(style), sheetOfBallot.map({ 1...255 ~= $0 }) != false else {
                return false
            }
            return modified.map { modified in
                modified.map(\.place) == interpreted.map(\.place)
                    && modified.allSatisfy { !$0.marks.contains(where: \.isUnknown) }
            } != false
        }
    }
}

extension ReleasedPicture {
    /// The pictures that a line names, in the order of their names.
    fileprivate static func all(in line: JSON, number: String) -> [ReleasedPicture]? {
        var pictures: [ReleasedPicture] = []
        for image in line["BallotImage"]?.list ?? [] {
            guard let picture = ReleasedPicture(image, number: number) else { return nil }
            pictures.append(picture)
        }
        let suffixes = pictures.map { Array($0.suffix.utf8) }
        return zip(suffixes, suffixes.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) } ? pictures : nil
    }

    private init?(_ image: JSON, number: String) {
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
    private let contests: [String: Int]
    /// By the contest's place.
    private let selections: [[String: Int]]

    init(_ election: CVRElection) {
        contests = Dictionary(uniqueKeysWithValues: election.contests.indices.map { (CVRName.contest($0), $0) })
        selections = election.contests.enumerated().map { place, contest in
            Dictionary(uniqueKeysWithValues: contest.options.indices.map { (CVRName.selection(place, $0), $0) })
        }
    }

    /// The marks of a snapshot; nil where one is of no contest or option of the election.
    fileprivate func marks(in snapshot: JSON) -> [ContestMarks]? {
        var contests: [ContestMarks] = []
        for contest in snapshot["CVRContest"]?.list ?? [] {
            guard let place = contest["ContestId"]?.text.flatMap({ self.contests[$0] }) else { return nil }
            var marks: [Mark] = []
            for selection in contest["CVRContestSelection"]?.list ?? [] {
                guard let option = selection["ContestSelectionId"]?.text.flatMap({ selections[place][$0] }) else {
                    return nil
                }
                let indication = selection["SelectionPosition"]?.list?.first?["HasIndication"]?.text
                marks.append(
                    Mark(option, rank: selection["Rank"]?.number ?? 0, isUnknown: indication == "unknown"))
            }
            contests.append(ContestMarks(place: place, marks: marks))
        }
        return contests
    }
}
