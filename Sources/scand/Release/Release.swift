public import ElectionModel
public import Ledger
public import OMR

/// What is given to the public when polls are closed: the records, the totals, and the pictures where they are asked for.
///
/// ```
/// cvr.json                    the counted sheets, sorted by content, numbered after sorting
/// groups.json                 the sums of sheets too few of whom share style and batch
/// totals.json                 what the leaves say in the end, for people and programs
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

    /// The order of the sheets in the release: the sheet numbered k + 1 is the one that was given at `order[k]`. Sheets of
    /// groups that are too small are not among them.
    public let order: [Int]
    /// What all sheets add up to.
    public let tally: Tally
    /// The same, as the ledger's totals state it.
    public var contests: [ContestTotals] { sums.contestTotals }
    /// How many of the sheets each mode has, as the ledger's totals state it.
    public let modes: [Totals.Count]
    /// How many of the sheets each batch has, as the ledger's totals state it.
    public let batches: [Totals.Count]

    /// Kinds of sheet with a single sheet, released as a sum that hides nothing.
    public var loneSheetCount: Int { groups.count { $0.sheets == 1 } }

    private let file: CVRFile
    /// Sorted.
    private let lines: [CVRLine]
    private let groups: [SmallGroup]
    private let sums: ReleaseSums

    /// Sorts the sheets and adds them up.
    ///
    /// - Parameters:
    ///   - election: the election whose sheets they are.
    ///   - genesis: the ledger that they were counted into.
    ///   - language: in which names are given, where there is a choice.
    /// - Throws: `ReleaseError` for a sheet that is not of the election.
    public init(
        _ sheets: [ReleasedSheet], election: Election, genesis: Genesis, language: String = "en"
    ) throws(ReleaseError) {
        guard genesis.format == .two else { throw .otherVersion }
        guard election.id.utf8.elementsEqual(genesis.election.utf8) else {
            throw .otherElection(ledger: genesis.election, given: election.id)
        }
        try Self.check(election, styles: sheets.map(\.record.sheet))
        let described = CVRElection(election, language: language)
        let places = ElectionPlaces(election)
        var tally = Tally(election)
        var sums = ReleaseSums(described)
        let counts = Dictionary(grouping: sheets, by: \.batch).mapValues(\.count)
        let rooms = ReleasedRoom.rooms(of: counts, smallest: genesis.smallestGroup)
        var read: [(pair: SheetPair, line: CVRLine)] = []
        for sheet in sheets {
            guard let contests = places.marks(of: sheet.record), described.has(contests) else { throw .foreignSheet }
            guard Set(sheet.pictures.map(\.suffix)).count == sheet.pictures.count else { throw .picturesOfOneName }
            guard let room = rooms[sheet.batch] else { preconditionFailure("every batch with a sheet has a room") }
            let line = CVRLine(
                style: sheet.record.sheet, room: room,
                sheetOfBallot: sheet.sheetOfBallot == 0 ? nil : sheet.sheetOfBallot,
                hasOriginal: false, interpreted: contests, modified: nil, pictures: sheet.pictures)
            tally.add(sheet.record)
            sums.add(contests, room: room)
            read.append((SheetPair(style: line.style, room: room), line))
        }
        let pairs = Dictionary(grouping: read.indices) { read[$0].pair }
        var sortable: [(order: CVRLine.Order, place: Int)] = []
        var groups: [SmallGroup] = []
        for (pair, places) in pairs {
            if places.count < genesis.smallestGroup {
                groups.append(SmallGroup(pair, of: places.map { read[$0].line.interpreted }, in: described))
            } else {
                sortable += places.map { (read[$0].line.order(in: described, .two), $0) }
            }
        }
        // Sheets alike in everything that is released: which one comes first, nobody can see.
        sortable.sort { ($0.order, $0.place) < ($1.order, $1.place) }
        file = CVRFile(origin: genesis.origin.rawValue, software: genesis.software, election: described)
        lines = sortable.map { read[$0.place].line }
        order = sortable.map(\.place)
        (self.groups, self.sums, self.tally) = (groups, sums, tally)
        modes = Self.counts(counts.map { ($0.key.mode.rawValue, $0.value) })
        batches = Self.counts(counts.compactMap { batch, count in batch.number.map { (String($0), count) } })
    }

    /// Counts that are added up by id, in the order of the ids' bytes.
    private static func counts(_ counts: [(id: String, count: Int)]) -> [Totals.Count] {
        Dictionary(counts, uniquingKeysWith: +).sorted { ByteOrder.precedes($0.key, $1.key) }
            .map { Totals.Count(id: $0.key, count: $0.value) }
    }

    /// Refuses an election that no release can describe: to be asked before anything is counted.
    ///
    /// - Parameter styles: the kinds of sheet that may come.
    public static func check(_ election: Election, styles: [String]) throws(ReleaseError) {
        if let problem = CVRElection(election, language: "en").problem(in: .two) { throw .unfit(problem) }
        if let style = styles.first(where: { !LedgerFormat.isText($0) }) {
            throw .unfit("the name of a kind of sheet has \(style.utf8.count) bytes, not 1 to 256")
        }
    }

    /// `cvr.json`, `totals.json`, and `groups.json` where it is needed.
    ///
    /// - Parameters:
    ///   - counts: the sheets of each outcome, from the leaves.
    ///   - day: what was said when polls were closed; nil where they are not.
    public func documents(counts: SheetCounts, day: PollsClose.Day?) -> [File] {
        let totals = TotalsFile(
            origin: file.origin, format: .two, counts: counts, returnReasons: day?.returnReasons ?? [],
            faults: day?.faults ?? [], modes: modes, batches: batches, sums: sums,
            picturedSheets: lines.count { !$0.pictures.isEmpty })
        let documents = [File(path: CVRFile.name, bytes: cvr), File(path: TotalsFile.name, bytes: totals.encoded)]
        let groupsFile = GroupsFile(groups, in: file.election)
        return groups.isEmpty ? documents : documents + [File(path: GroupsFile.name, bytes: groupsFile.encoded)]
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
            line.element(number: number(index), in: file.election, .two).write(to: &bytes)
            bytes.append(contentsOf: (index + 1 < lines.count ? ",\n" : "\n").utf8)
        }
        return bytes + file.tail + Array("\n".utf8)
    }
}

/// Why sheets cannot be released. It says nothing of any one sheet.
public enum ReleaseError: Error, Hashable, CustomStringConvertible {
    case otherVersion
    case otherElection(ledger: String, given: String)
    case unfit(String)
    case foreignSheet
    case picturesOfOneName
    case otherPicture(String)

    public var description: String {
        switch self {
        case .otherVersion:
            "the ledger is of version 1: finish it with the version of scand that began it; it can be verified by this one"
        case .otherElection(let ledger, let given):
            "the ledger is of the election \"\(ledger)\", the definition is that of \"\(given)\""
        case .unfit(let problem): "the definition cannot be released: \(problem)"
        case .foreignSheet:
            "a record in the ballot box has a contest, an option or a rule that the election does not have: "
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
