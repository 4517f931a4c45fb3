/// One question to the voter.
public struct Contest: Hashable, Sendable {
    /// Its name in files and records.
    public let id: ContestID
    /// What voters read above its options, by language.
    public let title: LocalizedText
    /// How marks become votes.
    public let rule: VotingRule
    /// In ballot order.
    public let options: [ElectionOption]
    /// Whether 'against all' counts only where nothing else is marked, as laws have it. Version 1 of the definition counts it like any
    /// other option.
    public let againstAllStandsAlone: Bool

    /// A contest of these options, in the order of the ballot.
    public init(
        id: ContestID, title: LocalizedText, rule: VotingRule, options: [ElectionOption],
        againstAllStandsAlone: Bool = true
    ) {
        self.id = id
        self.title = title
        self.rule = rule
        self.options = options
        self.againstAllStandsAlone = againstAllStandsAlone
    }

    /// A contest of version 1: up to so many options, 'against all' among them.
    public init(id: ContestID, title: LocalizedText, votesAllowed: Int, options: [ElectionOption]) {
        self.init(
            id: id, title: title, rule: .choice(votesAllowed: votesAllowed), options: options,
            againstAllStandsAlone: false)
    }

    /// Most options that may be marked, at least 1.
    public var votesAllowed: Int {
        switch rule {
        case .choice(let votesAllowed), .list(let votesAllowed): votesAllowed
        case .approval: max(1, options.count { !$0.isWithdrawn && $0.kind != .againstAll })
        case .ranked(let ranks): ranks
        }
    }

    /// The option beside which no other may be marked; nil where there is none, or where one vote is all there is.
    public var exclusiveOption: OptionID? {
        guard againstAllStandsAlone, votesAllowed > 1 else { return nil }
        return options.first { $0.kind == .againstAll }?.id
    }

    func check(at field: String) throws(DefinitionError) {
        guard !id.rawValue.isEmpty else {
            throw DefinitionError(field: "\(field).id", problem: "is empty: name the contest")
        }
        guard !options.isEmpty else {
            throw DefinitionError(field: "\(field).options", problem: "is empty: a contest has at least one option")
        }
        if case .ranked = rule {
            guard votesAllowed >= 2 else {
                throw DefinitionError(field: "\(field).ranks", problem: "is \(votesAllowed): must be at least 2")
            }
        }
        guard votesAllowed >= 1 else {
            throw DefinitionError(field: "\(field).votesAllowed", problem: "is \(votesAllowed): must be at least 1")
        }
        var names = Set<OptionID>()
        for (index, option) in options.enumerated() {
            guard !option.id.rawValue.isEmpty else {
                throw DefinitionError(field: "\(field).options[\(index)].id", problem: "is empty: name the option")
            }
            guard names.insert(option.id).inserted else {
                throw DefinitionError(
                    field: "\(field).options[\(index)].id",
                    problem: "\"\(option.id)\" is used twice: option ids must differ inside a contest")
            }
        }
    }
}

/// How marks in a contest become votes.
public enum VotingRule: Hashable, Sendable {
    /// Up to so many options, each with one vote.
    case choice(votesAllowed: Int)
    /// As many options as the voter approves of.
    case approval
    /// Options in the order of preference, up to so many ranks.
    case ranked(ranks: Int)
    /// One list, and up to so many of its candidates.
    case list(votesAllowed: Int)

    /// The word of the definition file.
    public var word: Word {
        switch self {
        case .choice: .voteFor
        case .approval: .approval
        case .ranked: .ranked
        case .list: .list
        }
    }

    /// The rules' words in the file.
    public enum Word: String, Hashable, Sendable, CaseIterable {
        /// Each is the case of the rule of this name; `voteFor` is a choice.
        case voteFor, approval, ranked, list
    }
}

/// One thing that can be voted for.
public struct ElectionOption: Hashable, Sendable {
    /// Its name in files and records.
    public let id: OptionID
    /// What voters read beside its target, by language.
    public let name: LocalizedText
    /// What a vote for it means.
    public let kind: OptionKind
    /// The list that a candidate stands on, in contests of lists.
    public let list: OptionID?
    /// True where the option was withdrawn after printing: its target is not read, and it gets no vote.
    public let isWithdrawn: Bool

    /// An option, a candidate where nothing else is said.
    public init(
        id: OptionID, name: LocalizedText, kind: OptionKind = .candidate, list: OptionID? = nil,
        isWithdrawn: Bool = false
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.list = list
        self.isWithdrawn = isWithdrawn
    }
}

/// What an option stands for. 'Against all' is named in the law of several CIS countries.
public enum OptionKind: String, Hashable, Sendable, CaseIterable {
    /// A name on the ballot; a vote against all of them; a line for a name that the voter writes.
    case candidate, againstAll, writeIn
    /// A party's list, in contests of lists.
    case list
    /// An answer to a question, such as yes or no.
    case answer

    /// The kinds that version 1 of the definition knows.
    enum InVersion1: String, CaseIterable {
        case candidate, againstAll, writeIn

        var kind: OptionKind {
            switch self {
            case .candidate: .candidate
            case .againstAll: .againstAll
            case .writeIn: .writeIn
            }
        }
    }
}
