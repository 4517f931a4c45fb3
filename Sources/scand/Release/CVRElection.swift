import ElectionModel
import Ledger

/// An election as `cvr.json` describes it: contests and options in ballot order, names in one language.
struct CVRElection: Hashable {
    struct Contest: Hashable {
        let id: String
        let name: String?
        let rule: ContestRule
        let options: [Option]
    }

    struct Option: Hashable {
        let id: String
        let name: String?
        let kind: Kind
    }

    enum Kind: Hashable {
        /// Of a list, known by its place among the contest's options, in contests of lists; else of none.
        case candidate(list: Int?)
        case writeIn
        /// `alone` where a mark beside it makes an overvote; in a contest of one vote any second mark does.
        case againstAll(alone: Bool)
        case list
    }

    let id: String
    let name: String?
    let contests: [Contest]

    /// The first thing that a release of the format cannot have, in words; nil where all is well.
    func problem(in format: LedgerFormat) -> String? {
        if !Self.isID(id, format) { return "the election's id is \(Self.needed(format))" }
        if contests.isEmpty { return "the election has no contest" }
        if Set(contests.map { Array($0.id.utf8) }).count < contests.count { return "two contests have one id" }
        for (place, contest) in contests.enumerated() {
            if let problem = contest.problem(in: format) { return "contest \(place + 1): \(problem)" }
        }
        return nil
    }

    fileprivate static func isID(_ id: String, _ format: LedgerFormat) -> Bool {
        format == .one ? !id.isEmpty : LedgerFormat.isText(id)
    }

    fileprivate static func needed(_ format: LedgerFormat) -> String {
        format == .one ? "empty" : "not of 1 to 256 bytes"
    }
}

extension CVRElection.Contest {
    fileprivate func problem(in format: LedgerFormat) -> String? {
        if !CVRElection.isID(id, format) { return "its id is \(CVRElection.needed(format))" }
        if options.isEmpty { return "it has no option" }
        if !options.allSatisfy({ CVRElection.isID($0.id, format) }) {
            return "the id of an option is \(CVRElection.needed(format))"
        }
        if Set(options.map { Array($0.id.utf8) }).count < options.count { return "two options have one id" }
        if let problem = rule.problem(in: format) { return problem }
        if format == .one, options.contains(where: { $0.kind == .againstAll(alone: true) }) {
            return "version 1 has no option that stands alone"
        }
        return options.allSatisfy { isPossible($0.kind) } ? nil : "an option is of a kind that it cannot have"
    }

    private func isPossible(_ kind: CVRElection.Kind) -> Bool {
        switch (rule, kind) {
        case (.list, .candidate(let list?)): options.indices.contains(list) && options[list].kind == .list
        case (.list, let kind): kind == .list
        case (let rule, .againstAll(alone: true)): if case .choice = rule { true } else { false }
        case (_, .candidate(nil)), (_, .writeIn), (_, .againstAll): true
        default: false
        }
    }
}

/// How marks in a contest become votes.
enum ContestRule: Hashable {
    /// Up to so many options.
    case choice(votesAllowed: Int)
    /// Options in the order of preference.
    case ranked(ranks: Int)
    /// One list, and up to so many of its candidates.
    case list(votesAllowed: Int)

    /// What `VotesAllowed` states.
    var votesAllowed: Int {
        switch self {
        case .choice(let number), .ranked(let number), .list(let number): number
        }
    }

    /// The schema's word for it; none where options are simply chosen.
    var variation: String? {
        switch self {
        case .choice: nil
        case .ranked: "rcv"
        case .list: "proportional"
        }
    }

    init?(variation: String?, votesAllowed: Int) {
        switch variation {
        case nil: self = .choice(votesAllowed: votesAllowed)
        case "rcv": self = .ranked(ranks: votesAllowed)
        case "proportional": self = .list(votesAllowed: votesAllowed)
        default: return nil
        }
    }

    fileprivate func problem(in format: LedgerFormat) -> String? {
        let range =
            switch (self, format) {
            // Sums of a million sheets must not grow out of range.
            case (_, .one): 1...1_000_000
            case (.ranked, .two): 2...100
            case (_, .two): 1...1000
            }
        if format == .one, variation != nil { return "version 1 has no contests of this kind" }
        return range ~= votesAllowed
            ? nil : "its votes or ranks are \(votesAllowed), not \(range.lowerBound) to \(range.upperBound)"
    }
}

extension CVRElection {
    /// An election as its definition has it.
    ///
    /// - Parameter language: in which names are given, where there is a choice.
    init(_ election: Election, language: String) {
        id = election.id
        name = election.title.text(in: language)
        contests = election.contests.map { contest in
            Contest(
                id: contest.id.rawValue, name: contest.title.text(in: language),
                rule: .choice(votesAllowed: contest.votesAllowed),
                options: contest.options.map { option in
                    let kind: Kind =
                        switch option.kind {
                        case .candidate, .answer, .list: .candidate(list: nil)
                        case .writeIn: .writeIn
                        case .againstAll: .againstAll(alone: contest.exclusiveOption == option.id)
                        }
                    return Option(id: option.id.rawValue, name: option.name.text(in: language), kind: kind)
                })
        }
    }
}
