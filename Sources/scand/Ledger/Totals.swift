/// The result: what the released records add up to, contest by contest.
public struct Totals: Hashable, Sendable {
    /// Sheets counted.
    public let sheets: Int
    /// Contests, in the order of their names' bytes.
    public let contests: [ContestTotals]
    /// Version 1: how often each reason returned a sheet, all day together. Version 2 says it when polls are closed.
    public let returnReasons: [Count]
    /// Version 2: counted sheets of each mode that has some.
    public let modes: [Count]
    /// Version 2: counted sheets of each batch that has some.
    public let batches: [Count]
    /// SHA-256 of the release's manifest, which names every released file with its own.
    public let releaseDigest: FileDigest
    /// Root of the ballot box's slots when polls were closed.
    public let boxRoot: TreeHash
    /// The blind of the last commitment: with it anybody can check that the box is the one that was committed to.
    public let boxBlind: [UInt8]

    /// A number under a name: votes of an option, sheets of a reason.
    public struct Count: Hashable, Sendable {
        /// What is counted: an option, a reason, a mode, a batch.
        public let id: String
        /// How many.
        public let count: Int
        /// A number under a name.
        public init(id: String, count: Int) { (self.id, self.count) = (id, count) }
    }

    /// Totals of these parts, in any order.
    public init(
        sheets: Int, contests: [ContestTotals], returnReasons: [Count] = [], modes: [Count] = [], batches: [Count] = [],
        releaseDigest: FileDigest, boxRoot: TreeHash, boxBlind: [UInt8]
    ) {
        self.sheets = sheets
        self.contests = contests.sorted { ByteOrder.precedes($0.id, $1.id) }
        (self.returnReasons, self.modes, self.batches) = (returnReasons.sorted, modes.sorted, batches.sorted)
        self.releaseDigest = releaseDigest
        (self.boxRoot, self.boxBlind) = (boxRoot, boxBlind)
    }
}

/// What the records added up to before anybody looked at those in doubt.
public struct Adjudication: Hashable, Sendable {
    /// Sheets that somebody decided on.
    public let sheets: Int
    /// The sums before, of all counted sheets, in the order of the contests' names.
    public let contests: [ContestTotals]

    /// Sums before a decision, in any order.
    public init(sheets: Int, contests: [ContestTotals]) {
        (self.sheets, self.contests) = (sheets, contests.sorted { ByteOrder.precedes($0.id, $1.id) })
    }
}

/// One contest's sums.
///
/// With every mark a voter had, used or not, nothing may be missing or be there twice: `firstImbalance` says what each kind of
/// contest adds up to.
public struct ContestTotals: Hashable, Sendable {
    /// The contest, as the election definition names it.
    public let id: String
    /// Counted sheets that carry the contest.
    public let ballots: Int
    /// Of these, the ones whose marks break the contest's rule: they give no vote.
    public let overvotes: Int
    /// What is counted.
    public let sums: Sums

    /// What is counted, by the kind of contest. Counts stand in the order of their names' bytes.
    public enum Sums: Hashable, Sendable {
        /// A ballot gives one option at most one vote, and all together at most `votesAllowed`.
        case choice(votesAllowed: Int, undervotes: Int, votes: [Totals.Count])
        /// A ballot ranks options: the votes of each option at each rank.
        case ranked(blanks: Int, ranks: [[Totals.Count]])
        /// A ballot gives one list its vote, and candidates of it at most `votesAllowed`.
        case list(votesAllowed: Int, blanks: Int, lists: [Totals.Count], votes: [Totals.Count])
    }

    /// Sums of these parts, in any order.
    public init(id: String, ballots: Int, overvotes: Int, sums: Sums) {
        (self.id, self.ballots, self.overvotes) = (id, ballots, overvotes)
        self.sums =
            switch sums {
            case .choice(let allowed, let undervotes, let votes):
                .choice(votesAllowed: allowed, undervotes: undervotes, votes: votes.sorted)
            case .ranked(let blanks, let ranks): .ranked(blanks: blanks, ranks: ranks.map(\.sorted))
            case .list(let allowed, let blanks, let lists, let votes):
                .list(votesAllowed: allowed, blanks: blanks, lists: lists.sorted, votes: votes.sorted)
            }
    }

    /// A contest of choice.
    public init(
        id: String, votesAllowed: Int, ballots: Int, overvotes: Int, undervotes: Int, votes: [Totals.Count]
    ) {
        self.init(
            id: id, ballots: ballots, overvotes: overvotes,
            sums: .choice(votesAllowed: votesAllowed, undervotes: undervotes, votes: votes))
    }

    /// The same contest with the same options and ballots, whatever the votes.
    func isAlike(_ other: ContestTotals) -> Bool {
        guard id.utf8.elementsEqual(other.id.utf8), ballots == other.ballots else { return false }
        func ids(_ counts: [Totals.Count]) -> [[UInt8]] { counts.map { Array($0.id.utf8) } }
        switch (sums, other.sums) {
        case (.choice(let a, _, let votes), .choice(let b, _, let others)): return a == b && ids(votes) == ids(others)
        case (.ranked(_, let ranks), .ranked(_, let others)): return ranks.map(ids) == others.map(ids)
        case (.list(let a, _, let lists, let votes), .list(let b, _, let otherLists, let others)):
            return a == b && ids(lists) == ids(otherLists) && ids(votes) == ids(others)
        default: return false
        }
    }
}

/// The one order in which names are kept: that of their bytes, which no locale and no Unicode version changes.
package enum ByteOrder {
    package static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

extension [Totals.Count] {
    /// In the order of the names' bytes.
    var sorted: Self { sorted { ByteOrder.precedes($0.id, $1.id) } }
}

// MARK: - Leaves

/// ```
/// batch/<N> 20                         contest/<id>/undervotes 6
/// box-blind <hex>                      contest/<id>/votes-allowed 1
/// box-root <hex>                       mode/stationary 58
/// contest/<id>/ballots 58              release-sha256 <hex>
/// contest/<id>/option/<id> 30          sheets 58
/// contest/<id>/overvotes 2
/// ```
extension Totals {
    /// The modes that sheets are counted in.
    static let countingModes = [VotingMode.stationary.rawValue, VotingMode.portable.rawValue]

    func add(to text: inout LeafText) {
        text.add("sheets", value: sheets)
        text.add("release-sha256", value: releaseDigest)
        text.add("box-root", value: Hex.encode(boxRoot.bytes))
        text.add("box-blind", value: Hex.encode(boxBlind))
        for reason in returnReasons { text.add("return-reason", reason.id, value: reason.count) }
        for mode in modes { text.add("mode", mode.id, value: mode.count) }
        for batch in batches { text.add("batch", batch.id, value: batch.count) }
        for contest in contests { contest.add(to: &text) }
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        let format = fields.format
        let modes = format == .one ? [] : try fields.counts(under: "mode")
        guard modes.allSatisfy({ Self.countingModes.contains($0.id) }) else {
            throw .field("mode", "neither stationary nor portable")
        }
        let batches = format == .one ? [] : try fields.counts(under: "batch")
        for batch in batches { _ = try format.number(batch.id, of: "batch") }
        guard let root = TreeHash(try fields.digest("box-root").bytes) else { throw .field("box-root", "no hash") }
        self.init(
            sheets: try fields.number("sheets"), contests: try ContestTotals.all(&fields),
            returnReasons: format == .one ? try fields.counts(under: "return-reason") : [], modes: modes,
            batches: batches, releaseDigest: try fields.digest("release-sha256"), boxRoot: root,
            boxBlind: try fields.digest("box-blind").bytes)
    }
}

extension Adjudication {
    func add(to text: inout LeafText) {
        text.add("sheets", value: sheets)
        for contest in contests { contest.add(to: &text) }
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        self.init(sheets: try fields.number("sheets"), contests: try ContestTotals.all(&fields))
    }
}

extension ContestTotals {
    static let votesAllowedCounts = 1...1000
    static let rankCounts = 2...100

    fileprivate func add(to text: inout LeafText) {
        func number(_ key: String, _ number: Int) { text.add("contest", id, key, value: number) }
        func counts(_ key: String, _ counts: [Totals.Count]) {
            for count in counts { text.add("contest", id, key, count.id, value: count.count) }
        }
        number("ballots", ballots)
        number("overvotes", overvotes)
        switch sums {
        case .choice(let votesAllowed, let undervotes, let votes):
            number("undervotes", undervotes)
            number("votes-allowed", votesAllowed)
            counts("option", votes)
        case .ranked(let blanks, let ranks):
            number("blanks", blanks)
            number("ranks", ranks.count)
            for (place, votes) in ranks.enumerated() {
                for vote in votes {
                    text.add("contest", id, "rank", "\(place + 1)", "option", vote.id, value: vote.count)
                }
            }
        case .list(let votesAllowed, let blanks, let lists, let votes):
            number("blanks", blanks)
            number("votes-allowed", votesAllowed)
            counts("list", lists)
            counts("option", votes)
        }
    }

    /// Takes the lines of every contest; they stand together because lines are sorted.
    fileprivate static func all(_ fields: inout LeafFields) throws(LeafError) -> [ContestTotals] {
        var gathered: [ContestLines] = []
        for (key, value) in fields.values(under: "contest") {
            guard let id = key.first else { throw .field("contest", "without a name") }
            if gathered.last.map({ $0.id.utf8.elementsEqual(id.utf8) }) != true {
                gathered.append(ContestLines(id: id))
            }
            let number = try fields.format.number(value, of: "contest/\(id)")
            try gathered[gathered.count - 1].take(Array(key.dropFirst()), number)
        }
        guard fields.format == .one || !gathered.isEmpty else { throw .field("contest", "missing") }
        var contests: [ContestTotals] = []
        for lines in gathered { contests.append(try lines.finish(fields.format)) }
        return contests
    }
}

/// A contest's lines while they are gathered.
private struct ContestLines {
    let id: String
    var numbers: [String: Int] = [:]
    var options: [Totals.Count] = []
    var lists: [Totals.Count] = []
    /// By the rank's digits.
    var ranks: [String: [Totals.Count]] = [:]

    init(id: String) { self.id = id }

    mutating func take(_ key: [String], _ number: Int) throws(LeafError) {
        switch (key.count, key.first) {
        case (2, "option"): options.append(Totals.Count(id: key[1], count: number))
        case (2, "list"): lists.append(Totals.Count(id: key[1], count: number))
        case (4, "rank") where key[2] == "option":
            ranks[key[1], default: []].append(Totals.Count(id: key[3], count: number))
        case (1, let word?): numbers[word] = number
        default: throw fault("a line that is not known")
        }
    }

    /// The contest, of the kind that its numbers show.
    func finish(_ format: LedgerFormat) throws(LeafError) -> ContestTotals {
        var rest = numbers
        func take(_ key: String, _ range: ClosedRange<Int> = 0...Int.max) throws(LeafError) -> Int {
            guard let number = rest.removeValue(forKey: key) else { throw fault("\(key) is missing") }
            guard range ~= number else { throw fault("\(key) is not \(range.lowerBound) to \(range.upperBound)") }
            return number
        }
        let votesAllowed = format == .one ? 0...Int.max : ContestTotals.votesAllowedCounts
        let (ballots, overvotes) = (try take("ballots"), try take("overvotes"))
        let sums: ContestTotals.Sums
        if format == .one || rest["blanks"] == nil {
            sums = .choice(
                votesAllowed: try take("votes-allowed", votesAllowed), undervotes: try take("undervotes"),
                votes: options)
        } else if rest["ranks"] != nil {
            let count = try take("ranks", ContestTotals.rankCounts)
            sums = .ranked(blanks: try take("blanks"), ranks: try ranked(count))
        } else {
            sums = .list(
                votesAllowed: try take("votes-allowed", votesAllowed), blanks: try take("blanks"), lists: lists,
                votes: options)
        }
        let contest = ContestTotals(id: id, ballots: ballots, overvotes: overvotes, sums: sums)
        guard rest.isEmpty, contest.lineCount == numbers.count + options.count + lists.count + rankLineCount else {
            throw fault("a line that its kind of contest does not have")
        }
        guard format == .one || contest.hasOption else { throw fault("no option") }
        return contest
    }

    private var rankLineCount: Int { ranks.values.reduce(0) { $0 + $1.count } }

    /// The votes of each rank from 1: every option has each.
    private func ranked(_ count: Int) throws(LeafError) -> [[Totals.Count]] {
        let all = (1...count).compactMap { ranks["\($0)"] }
        guard all.count == count, ranks.count == count,
            all.allSatisfy({ $0.map { Array($0.id.utf8) } == all[0].map { Array($0.id.utf8) } })
        else { throw fault("an option does not have each of the ranks from 1 to \(count)") }
        return all
    }

    private func fault(_ why: String) -> LeafError { .field("contest/" + id, why) }
}

extension ContestTotals {
    /// Lines that it takes in a leaf.
    fileprivate var lineCount: Int {
        switch sums {
        case .choice(_, _, let votes): 4 + votes.count
        case .ranked(_, let ranks): 4 + ranks.reduce(0) { $0 + $1.count }
        case .list(_, _, let lists, let votes): 4 + lists.count + votes.count
        }
    }

    fileprivate var hasOption: Bool {
        switch sums {
        case .choice(_, _, let votes): !votes.isEmpty
        case .ranked(_, let ranks): !(ranks.first ?? []).isEmpty
        case .list(_, _, let lists, _): !lists.isEmpty
        }
    }
}

// MARK: - Balance

extension Totals {
    /// The first sum of version 1 that does not come out, said in words; nil when all do.
    public func firstImbalance(returned: Int) -> String? {
        if let imbalance = contests.firstImbalance(counted: sheets, .one) { return imbalance }
        for reason in returnReasons where reason.count > returned {
            return "\(PercentEscaping.escape(reason.id, slash: false)) returned \(reason.count) sheets of \(returned)"
        }
        return nil
    }
}

extension [ContestTotals] {
    /// The first sum that does not come out, said in words; nil when all do.
    public func firstImbalance(counted: Int, _ format: LedgerFormat) -> String? {
        for contest in self {
            if let imbalance = contest.imbalance(counted: counted, format) {
                return "contest \(PercentEscaping.escape(contest.id, slash: false)): \(imbalance)"
            }
        }
        return nil
    }
}

extension ContestTotals {
    fileprivate func imbalance(counted: Int, _ format: LedgerFormat) -> String? {
        if ballots > counted { return "\(ballots) ballots on \(counted) sheets" }
        if overvotes > ballots { return "\(overvotes) overvoted of \(ballots) ballots" }
        let valid = ballots - overvotes
        switch sums {
        case .choice(let votesAllowed, let undervotes, let votes):
            let votes = votes.map(\.count)
            guard let given = Self.sum(votes + [undervotes]), let due = products(valid, votesAllowed) else {
                return "numbers too great to add"
            }
            let most = format == .one ? ballots : valid
            if let vote = votes.max(), vote > most { return "\(vote) votes for one option on \(most) ballots" }
            return given == due ? nil : "votes and undervotes add up to \(given), not \(due)"
        case .ranked(let blanks, let ranks):
            guard blanks <= valid else { return "\(overvotes) overvoted and \(blanks) blank of \(ballots) ballots" }
            for (place, votes) in ranks.enumerated() {
                guard let given = Self.sum(votes.map(\.count)) else { return "numbers too great to add" }
                if given > valid - blanks { return "\(given) votes at rank \(place + 1) on \(valid - blanks) ballots" }
            }
            return nil
        case .list(_, let blanks, let lists, let votes):
            guard let given = Self.sum(lists.map(\.count) + [blanks]) else { return "numbers too great to add" }
            if given != valid { return "lists and blanks add up to \(given), not \(valid)" }
            if let vote = votes.map(\.count).max(), vote > valid - blanks {
                return "\(vote) votes for one option on \(valid - blanks) ballots"
            }
            return nil
        }
    }

    /// As version 1 has always multiplied: what is too great there is too great.
    private func products(_ valid: Int, _ votesAllowed: Int) -> Int? {
        let (_, overflow) = ballots.multipliedReportingOverflow(by: votesAllowed)
        return overflow ? nil : valid * votesAllowed
    }

    private static func sum(_ numbers: [Int]) -> Int? {
        var sum = 0
        for number in numbers {
            let (next, overflow) = sum.addingReportingOverflow(number)
            if overflow { return nil }
            sum = next
        }
        return sum
    }
}
