public import ElectionModel
public import Ledger
public import OMR

/// What is given to the public when polls are closed: the records, the totals, and the pictures that were kept.
///
/// ```
/// cvr.json                    every counted sheet, sorted by content, numbered after sorting
/// totals.json                 what the totals leaf says, for people and programs
/// pictures/000001-a.png       the pictures of sheet 000001, as its line in cvr.json names them
/// ```
/// Two castings of the same sheets in another order give the same bytes: no number, no time and no name here follows the order
/// of casting.
public struct Release: Sendable {
    /// One file.
    public struct File: Hashable, Sendable {
        /// Its path in the release.
        public let path: String
        public let bytes: [UInt8]
    }

    /// The order of the sheets in the release: the sheet numbered k + 1 is the one that was given at `order[k]`.
    public let order: [Int]
    /// What the sheets add up to.
    public let tally: Tally
    /// The same, as the ledger's last leaf states it.
    public var contests: [ContestTotals] { tally.contestTotals }

    private let file: CVRFile
    /// Sorted.
    private let lines: [CVRLine]

    /// Sorts the sheets and adds them up.
    ///
    /// - Parameters:
    ///   - election: the election whose sheets they are.
    ///   - genesis: the ledger that they were counted into.
    ///   - language: in which names are given, where there is a choice.
    /// - Throws: `ReleaseError` for a sheet that is none of the election's.
    public init(
        _ sheets: [ReleasedSheet], election: Election, genesis: Genesis, language: String = "en"
    ) throws(ReleaseError) {
        guard election.id.utf8.elementsEqual(genesis.election.utf8) else {
            throw .otherElection(ledger: genesis.election, given: election.id)
        }
        file = CVRFile(
            origin: genesis.origin.rawValue, software: genesis.software, election: election, language: language)
        let places = ElectionPlaces(election)
        var tally = Tally(election)
        var sortable: [(line: CVRLine, order: CVRLine.Order, place: Int)] = []
        for (place, sheet) in sheets.enumerated() {
            guard let marks = BallotMarks(sheet.record, in: places) else { throw .foreignSheet }
            guard Set(sheet.pictures.map(\.suffix)).count == sheet.pictures.count else { throw .picturesOfOneName }
            let line = CVRLine(marks: marks, pictures: sheet.pictures)
            sortable.append((line, line.order(in: election), place))
            tally.add(sheet.record)
        }
        // Sheets alike in everything that is released: which one comes first, nobody can see.
        sortable.sort { ($0.order, $0.place) < ($1.order, $1.place) }
        lines = sortable.map(\.line)
        order = sortable.map(\.place)
        self.tally = tally
    }

    /// `cvr.json` and `totals.json`.
    ///
    /// - Parameters:
    ///   - counts: the sheets of each outcome, from the leaves.
    ///   - returnReasons: as the totals leaf has them.
    public func documents(counts: SheetCounts, returnReasons: [Totals.Count]) -> [File] {
        let totals = TotalsFile(
            origin: file.origin, election: file.election.id, counts: counts, contests: contests,
            returnReasons: returnReasons, picturedSheets: lines.count { !$0.pictures.isEmpty })
        return [File(path: CVRFile.name, bytes: cvr), File(path: TotalsFile.name, bytes: totals.encoded)]
    }

    /// Hands over every picture with its path, one at a time and in the order of their paths: never are all of them in memory.
    ///
    /// - Parameters:
    ///   - load: gives the bytes of a picture of the sheet that was given at a place.
    ///   - emit: takes the file; where this throws, or `load` does, nothing more is handed over.
    /// - Throws: `ReleaseError.otherPicture` where the bytes are not those of the picture's digest.
    public func pictures(
        load: (_ place: Int, _ picture: ReleasedPicture) throws -> [UInt8], emit: (File) throws -> Void
    ) throws {
        for (index, line) in lines.enumerated() {
            for picture in line.pictures {
                let path = CVRLine.path(of: picture, number: number(index))
                let bytes = try load(order[index], picture)
                guard FileDigest(of: bytes) == picture.digest else { throw ReleaseError.otherPicture(path) }
                try emit(File(path: path, bytes: bytes))
            }
        }
    }

    private func number(_ index: Int) -> String { SheetNumber.text(index, of: lines.count) }

    private var cvr: [UInt8] {
        var bytes = CVRFile.head
        for (index, line) in lines.enumerated() {
            line.element(number: number(index), in: file.election).write(to: &bytes)
            bytes.append(contentsOf: (index + 1 < lines.count ? ",\n" : "\n").utf8)
        }
        return bytes + file.tail + Array("\n".utf8)
    }
}

/// Why sheets cannot be released. It says nothing of any one sheet.
public enum ReleaseError: Error, Hashable, CustomStringConvertible {
    case otherElection(ledger: String, given: String)
    case foreignSheet
    case picturesOfOneName
    case otherPicture(String)

    public var description: String {
        switch self {
        case .otherElection(let ledger, let given):
            "the ledger is of the election \"\(ledger)\", the definition is that of \"\(given)\""
        case .foreignSheet:
            "a record in the ballot box has a contest, an option or a rule that the election has not: "
                + "it was counted by another definition"
        case .picturesOfOneName: "a record in the ballot box has two pictures of one side in one format"
        case .otherPicture(let path): "\(path): the picture is not the one that its record names"
        }
    }
}

/// The numbers that sheets are given after sorting.
enum SheetNumber {
    /// Digits of the numbers in a release: six, or more where there are a million sheets.
    static func width(of count: Int) -> Int { max(6, String(count).utf8.count) }

    /// The number of the sheet at an index, from 1, with zeros before it.
    static func text(_ index: Int, of count: Int) -> String {
        let digits = String(index + 1)
        return String(repeating: "0", count: width(of: count) - digits.utf8.count) + digits
    }
}

extension Tally {
    /// The form in which the ledger states the sums.
    var contestTotals: [ContestTotals] {
        contests.map { contest in
            ContestTotals(
                id: contest.contest.rawValue, votesAllowed: contest.votesAllowed, ballots: contest.ballots,
                overvotes: contest.overvotes, undervotes: contest.undervotes,
                votes: contest.votes.map { Totals.Count(id: $0.option.rawValue, count: $0.count) })
        }
    }
}
