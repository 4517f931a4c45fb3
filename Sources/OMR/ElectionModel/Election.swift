/// An election as people speak of it: contests and options with their names, and which two pages make a sheet.
public struct Election: Hashable, Sendable {
    /// Name of the election in records and in the ledger.
    public let id: String
    /// What the ballot is headed with.
    public let title: LocalizedText
    /// In ballot order; totals are printed in this order.
    public let contests: [Contest]
    /// The kinds of sheet that may come; nil when only a layout is known and any of its pages may share a sheet.
    public let sheets: [BallotSheet]?
    /// Which sheets together are one voter's ballot; empty where every sheet is one.
    public let styles: [BallotStyle]
    /// Who is given which styles; empty where everybody is given all.
    public let precincts: [Precinct]
    /// How much ink makes a mark; nil where the layout says it.
    public let thresholds: MarkThresholds?
    /// How the election day runs.
    public let day: ElectionDay

    /// Checks an election by itself: unique names, known option kinds, at least one contest.
    public init(
        id: String, title: LocalizedText, contests: [Contest], sheets: [BallotSheet]?, styles: [BallotStyle] = [],
        precincts: [Precinct] = [], thresholds: MarkThresholds? = nil, day: ElectionDay = ElectionDay()
    ) throws(DefinitionError) {
        guard !id.isEmpty else { throw DefinitionError(field: "id", problem: "is empty: name the election") }
        guard !contests.isEmpty else {
            throw DefinitionError(field: "contests", problem: "is empty: name at least one contest")
        }
        var names = Set<ContestID>()
        for (index, contest) in contests.enumerated() {
            guard names.insert(contest.id).inserted else {
                throw DefinitionError(
                    field: "contests[\(index)].id", problem: "\"\(contest.id)\" is used twice: contest ids must differ")
            }
            try contest.check(at: "contests[\(index)]")
        }
        if let sheets { try Self.check(sheets) }
        self.id = id
        self.title = title
        self.contests = contests
        self.sheets = sheets
        self.styles = styles
        self.precincts = precincts
        self.thresholds = thresholds
        self.day = day
    }

    /// The election that a bare layout implies: its contests and options in order of appearance, unnamed, on any sheet.
    public init(impliedBy layout: Layout, id: String) throws(DefinitionError) {
        var order: [ContestID] = []
        var options: [ContestID: [ElectionOption]] = [:]
        for target in layout.pages.flatMap(\.targets) {
            if options[target.contest] == nil { order.append(target.contest) }
            let option = ElectionOption(
                id: target.option, name: LocalizedText(), kind: target.writeIn ? .writeIn : .candidate)
            if options[target.contest]?.contains(where: { $0.id == option.id }) != true {
                options[target.contest, default: []].append(option)
            }
        }
        try self.init(
            id: id, title: LocalizedText(),
            contests: order.map { contest in
                Contest(
                    id: contest, title: LocalizedText(), votesAllowed: layout.votesAllowed(in: contest),
                    options: options[contest] ?? [])
            },
            sheets: nil)
    }

    /// The contest of this name; nil where there is none.
    public func contest(_ id: ContestID) -> Contest? { contests.first { $0.id == id } }

    private static func check(_ sheets: [BallotSheet]) throws(DefinitionError) {
        var names = Set<String>()
        for (index, sheet) in sheets.enumerated() {
            guard names.insert(sheet.id).inserted else {
                throw DefinitionError(
                    field: "sheets[\(index)].id", problem: "\"\(sheet.id)\" is used twice: sheet ids must differ")
            }
            guard sheet.front != sheet.back else {
                throw DefinitionError(
                    field: "sheets[\(index)].back", problem: "is the same page as its front, \"\(sheet.front)\"")
            }
        }
    }

    /// Checks that election and layout speak of the same contests, options and pages.
    ///
    /// - Throws: `DefinitionError` naming the field of the election file that has no counterpart.
    public func check(against layout: Layout) throws(DefinitionError) {
        let printed = Set(layout.pages.flatMap(\.targets).map(\.choice))
        for (index, contest) in contests.enumerated() {
            if let rule = layout.contests[contest.id], rule.votesAllowed != contest.votesAllowed {
                throw DefinitionError(
                    field: "contests[\(index)].votesAllowed",
                    problem: "is \(contest.votesAllowed), but the layout says \(rule.votesAllowed): they must agree; a "
                        + "layout need not say it")
            }
            for (place, option) in contest.options.enumerated()
            where !printed.contains(Choice(contest: contest.id, option: option.id)) {
                throw DefinitionError(
                    field: "contests[\(index)].options[\(place)]",
                    problem: "\"\(contest.id)/\(option.id)\" has no target on any page of the layout")
            }
        }
        let known = Set(
            contests.flatMap { contest in contest.options.map { Choice(contest: contest.id, option: $0.id) } })
        if let stranger = printed.subtracting(known).min() {
            throw DefinitionError(
                field: "contests", problem: "lack \"\(stranger)\", which has a target on a page of the layout")
        }
        let pages = Set(layout.pages.map(\.id))
        for (index, sheet) in (sheets ?? []).enumerated() {
            for (side, page) in [("front", sheet.front), ("back", sheet.back)] {
                guard let page, !pages.contains(page) else { continue }
                throw DefinitionError(
                    field: "sheets[\(index)].\(side)", problem: "\"\(page)\" is no page of the layout")
            }
        }
    }
}

/// Which two pages lie on one sheet of paper.
public struct BallotSheet: Hashable, Sendable {
    /// Its name in files and records.
    public let id: String
    /// The page that is printed on its front.
    public let front: PageID
    /// Nil where the back is unprinted.
    public let back: PageID?

    /// A sheet; nil for the back means that nothing is printed there.
    public init(id: String, front: PageID, back: PageID?) {
        self.id = id
        self.front = front
        self.back = back
    }
}

/// A text in several languages, by BCP 47 language tag.
public struct LocalizedText: Hashable, Sendable {
    /// The text by the tag of its language (BCP 47).
    public let texts: [String: String]

    /// A text in these languages; none where it is not stated.
    public init(_ texts: [String: String] = [:]) { self.texts = texts }

    /// The text in a language, else in any (the first by tag, so that the choice never depends on chance).
    public func text(in language: String) -> String? {
        texts[language] ?? texts.min { $0.key < $1.key }?.value
    }
}
