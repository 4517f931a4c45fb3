import Ledger

/// What sheets share that are released together: their style, and the room that they are released as of.
struct SheetPair: Hashable {
    let style: String
    let room: ReleasedRoom

    // Texts are compared byte by byte, which `String` does not do.
    static func == (a: Self, b: Self) -> Bool { a.style.utf8.elementsEqual(b.style.utf8) && a.room == b.room }

    func hash(into hasher: inout Hasher) {
        hasher.combine(Array(style.utf8))
        hasher.combine(room)
    }
}

extension SheetPair: Comparable {
    static func < (a: Self, b: Self) -> Bool {
        a.style.utf8.elementsEqual(b.style.utf8)
            ? a.room.id.utf8.lexicographicallyPrecedes(b.room.id.utf8)
            : a.style.utf8.lexicographicallyPrecedes(b.style.utf8)
    }
}

/// Sheets of one style in one batch that are too few to be released one by one: only what they add up to is.
struct SmallGroup: Hashable {
    let pair: SheetPair
    let sheets: Int
    /// By the contest's place; only contests that are on the sheets.
    let contests: [Int: ContestSums]

    /// Adds sheets up.
    init(_ pair: SheetPair, of sheets: [[ContestMarks]], in election: CVRElection) {
        var sums = ReleaseSums(election)
        for marks in sheets { sums.add(marks, room: pair.room) }
        self.pair = pair
        self.sheets = sheets.count
        contests = Dictionary(
            uniqueKeysWithValues: sums.contests.enumerated().filter { $1.ballots > 0 }.map { ($0, $1) })
    }
}

extension SmallGroup {
    /// Takes from an element what it says; nil where that is not of the election, or does not come out. Whoever calls writes
    /// the element anew and compares.
    ///
    /// - Parameter places: of the contests, by the bytes of their ids.
    init?(_ element: JSON, in election: CVRElection, _ places: [[UInt8]: Int]) {
        guard let style = element["style"]?.text, LedgerFormat.isText(style),
            let room = element["batch"]?.text.flatMap(ReleasedRoom.init(reading:)),
            let sheets = element["sheets"]?.number,
            let list = element["contests"]?.list
        else { return nil }
        var contests: [Int: ContestSums] = [:]
        for element in list {
            guard let id = element["id"]?.text, let place = places[Array(id.utf8)],
                let sums = ContestSums(element, of: election.contests[place]), sums.ballots > 0,
                [sums.totals(of: election.contests[place])].firstImbalance(counted: sheets, .two) == nil,
                contests.updateValue(sums, forKey: place) == nil
            else { return nil }
        }
        (self.pair, self.sheets, self.contests) = (SheetPair(style: style, room: room), sheets, contests)
    }
}

extension ContestSums {
    /// Takes the numbers of a contest; names and order are compared by whoever writes the file anew.
    fileprivate init?(_ element: JSON, of contest: CVRElection.Contest) {
        self.init(contest)
        guard let ballots = element["ballots"]?.number, let overvotes = element["overvotes"]?.number,
            let undervotes = (element["undervotes"] ?? element["blanks"])?.number
        else { return nil }
        guard min(ballots, overvotes, undervotes) >= 0 else { return nil }
        (self.ballots, self.overvotes, self.undervotes) = (ballots, overvotes, undervotes)
        for row in votes.indices {
            let lists =
                element["ranks"]?.list.map { $0.indices.contains(row) ? [$0[row]] : [] }
                ?? [element["lists"], element["votes"]].compactMap { $0 }
            let counts = lists.flatMap { $0.list ?? [] }
            let byID = Dictionary(
                counts.map { (Array(($0["id"]?.text ?? "").utf8), $0["count"]?.number) },
                uniquingKeysWith: { a, _ in a })
            for (place, option) in contest.options.enumerated() {
                guard let count = byID[Array(option.id.utf8)] ?? nil, count >= 0 else { return nil }
                votes[row][place] = count
            }
        }
    }
}
