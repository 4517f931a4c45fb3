import Ledger
public import LedgerStorage

/// What is printed of a count: made from the ledger and its release alone, so that anybody makes it again.
public struct CountReport: Sendable {
    /// One contest: its sums, under the names that people know.
    public struct ContestResult: Sendable {
        public let title: String
        /// Votes that a ballot may give; nil where the kind of contest has none.
        public let votesAllowed: Int?
        public let ballots: Int
        /// A row for each option in ballot order: its name, and its votes.
        public let rows: [Row]
        /// Ballots whose marks break the rule: they give no vote.
        public let overvotes: Int
        /// Votes that ballots did not give; nil where the kind of contest has none.
        public let undervotes: Int?
    }

    public struct Row: Sendable, Hashable {
        public let name: String
        public let votes: Int
        public init(name: String, votes: Int) { (self.name, self.votes) = (name, votes) }
    }

    /// Names of what is counted, in the language of the report; where one is missing the id stands for it.
    public struct Names: Sendable {
        public struct Contest: Sendable {
            let id: String
            let title: String?
            let options: [(id: String, name: String?)]

            /// - Parameter options: in ballot order.
            public init(id: String, title: String?, options: [(id: String, name: String?)]) {
                (self.id, self.title, self.options) = (id, title, options)
            }
        }

        let title: String?
        /// In ballot order.
        let contests: [Contest]

        public init(title: String?, contests: [Contest]) { (self.title, self.contests) = (title, contests) }
    }

    /// The verdict on the ledger.
    public let verification: VerificationReport
    /// Title of the election, or its id.
    public let title: String
    public let words: ReportWords
    public let contests: [ContestResult]
    /// Whether the totals are those of a ledger that nobody could close: nobody signed them.
    private var isUnsigned: Bool { verification.history.totals == nil && verification.unsignedTotals != nil }
    /// Whether the ledger verifies, and has the totals that its holder signed.
    public var isResult: Bool { verification.isIntact && verification.history.totals != nil }

    public init(_ verification: VerificationReport, names: Names?, words: ReportWords) {
        self.verification = verification
        self.words = words
        let history = verification.history
        title = names?.title ?? history.genesis?.election ?? words.noElection
        // Where the ledger is not as its key's holder signed it, no number of it is printed as a result.
        let totals = verification.isIntact ? history.totals ?? verification.unsignedTotals : nil
        let order = names?.contests.map(\.id) ?? []
        let sorted = (totals?.contests ?? []).enumerated().sorted { first, second in
            let places = [first, second].map { order.firstIndex(of: $0.element.id) ?? order.count + $0.offset }
            return places[0] < places[1]
        }
        contests = sorted.flatMap { Self.results(of: $0.element, names?.contests, words) }
    }

    private static func results(
        of totals: ContestTotals, _ names: [Names.Contest]?, _ words: ReportWords
    ) -> [ContestResult] {
        let known = names?.first { $0.id == totals.id }
        let title = known?.title ?? totals.id
        func rows(_ counts: [Totals.Count]) -> [Row] {
            let order = known?.options.map(\.id) ?? []
            return counts.enumerated().sorted { first, second in
                let places = [first, second].map { order.firstIndex(of: $0.element.id) ?? order.count + $0.offset }
                return places[0] < places[1]
            }.map { _, count in
                Row(name: known?.options.first { $0.id == count.id }?.name ?? count.id, votes: count.count)
            }
        }
        func result(_ title: String, _ counts: [Totals.Count], allowed: Int?, undervotes: Int?) -> ContestResult {
            ContestResult(
                title: title, votesAllowed: allowed, ballots: totals.ballots, rows: rows(counts),
                overvotes: totals.overvotes, undervotes: undervotes)
        }
        switch totals.sums {
        case .choice(let allowed, let undervotes, let votes):
            return [result(title, votes, allowed: allowed, undervotes: undervotes)]
        case .ranked(_, let ranks):
            return ranks.enumerated().map {
                result("\(title), \(words.rank) \($0 + 1)", $1, allowed: nil, undervotes: nil)
            }
        case .list(let allowed, _, let lists, let votes):
            return [
                result("\(title), \(words.lists)", lists, allowed: 1, undervotes: nil),
                result("\(title), \(words.candidates)", votes, allowed: allowed, undervotes: nil),
            ]
        }
    }

    /// What the count is said to be, in one line: nobody may take a test, a damaged ledger or a running day for a result.
    public var standing: String {
        let history = verification.history
        guard verification.isIntact else { return words.notVerified }
        switch history.phase {
        case .final, .ended: return words.final
        case .closed: return isUnsigned ? words.unsigned : words.sealed
        case .open, .paused: return isUnsigned ? words.unsigned : words.running
        case .empty, .prepared: return words.neverOpened
        }
    }

    /// Whether the ledger says of itself that it is of no election: then that is the first thing to be read.
    public var isTest: Bool { verification.history.genesis?.terms.map { $0.purpose != .election } ?? false }

    /// Facts of the day, each with its label.
    public var facts: [(label: String, value: String)] {
        let history = verification.history
        guard verification.isIntact, let genesis = history.genesis else { return [] }
        var facts: [(String, String)] = [(words.election, genesis.election)]
        if let checkpoint = verification.checkpoint { facts.append((words.ledger, "\(checkpoint.origin)")) }
        facts.append((words.definition, genesis.definitionDigest.hex))
        for software in history.software {
            facts.append((words.software, software.name + (software.digest.map { ", SHA-256 \($0.hex)" } ?? "")))
        }
        if history.phase != .prepared {
            facts.append((words.opened, (history.opened.map { "\(words.time($0)), " } ?? "") + words.atZero))
        }
        if let close = history.close {
            facts.append((words.closed, close.day.map { words.time($0.time) } ?? words.yes))
        }
        if let totals = history.totals { facts.append((words.release, totals.releaseDigest.hex)) }
        return facts
    }

    /// What became of the sheets, each with its number.
    public var sheets: [Row] {
        let (history, counts) = (verification.history, verification.history.counts)
        guard verification.isIntact else { return [] }
        var rows = [
            Row(name: words.counted, votes: counts.counted), Row(name: words.returned, votes: counts.returned),
        ]
        if counts.voided > 0 { rows.append(Row(name: words.voided, votes: counts.voided)) }
        if counts.unresolved > 0 { rows.append(Row(name: words.unresolved, votes: counts.unresolved)) }
        if let day = history.close?.day {
            if day.outOfHours > 0 { rows.append(Row(name: words.outOfHours, votes: day.outOfHours)) }
            if day.inTheWay > 0 { rows.append(Row(name: words.inTheWay, votes: day.inTheWay)) }
        }
        return rows
    }

    /// Why sheets went back, told when polls are closed.
    public var returnReasons: [Row] {
        guard verification.isIntact else { return [] }
        let history = verification.history
        let counts = history.close?.day?.returnReasons ?? history.totals?.returnReasons ?? []
        return counts.map { Row(name: words.reason($0.id), votes: $0.count) }
    }

    /// Whether sheets count whose paper nobody saw fall.
    var mustCompare: Bool { verification.isIntact && verification.history.counts.unresolved > 0 }

    /// Most findings that are printed; `scand ledger verify` has all.
    private static let shownFindings = 20

    /// What was checked, behind what was found to be wrong.
    var checkedLines: [String] {
        verification.damage.prefix(Self.shownFindings).map { "! \($0)" } + verification.checked
    }

    /// What was not checked, and what would be needed for it.
    var notCheckedLines: [String] {
        verification.notChecked.map { "\($0.what); \(words.needed): \($0.needs)" }
    }

    /// The checkpoint's own three lines: name, size and root (C2SP tlog-checkpoint).
    var checkpointText: String? {
        guard verification.isIntact, let checkpoint = verification.checkpoint else { return nil }
        return "\(checkpoint.origin)\n\(checkpoint.size)\n\(checkpoint.root)\n"
    }

    /// The checkpoint that commits to all of it, as people compare it: the root in groups of four letters.
    public var checkpointLines: [String] {
        guard verification.isIntact, let checkpoint = verification.checkpoint else { return [] }
        let root = Array("\(checkpoint.root)")
        let groups = stride(from: 0, to: root.count, by: 4).map { String(root[$0..<min($0 + 4, root.count)]) }
        return ["\(checkpoint.origin)", "\(words.events): \(checkpoint.size)"]
            + [groups.joined(separator: " ")]
    }
}
