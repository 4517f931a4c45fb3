/// Version 2 of the file: how contests are voted, who gets what, how the day runs.
struct ElectionVersion2: Decodable {
    let election: Election
    let layout: String?
    let design: BallotDesign?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case version, id, title, layout, design, contests, sheets, styles, precincts, thresholds, day
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        layout = try values.decodeIfPresent(String.self, forKey: .layout)
        design = try values.decodeIfPresent(BallotDesign.self, forKey: .design)
        guard (layout == nil) != (design == nil) else {
            throw DefinitionError(
                field: "layout",
                problem: design == nil
                    ? "is missing: name the layout of the ballot's pages, or a \"design\" to draw them by"
                    : "stands beside design: give one of the two")
        }
        election = try Election(
            id: try values.decode(String.self, forKey: .id),
            title: try values.decode(LocalizedText.self, forKey: .title),
            contests: try values.decode([ContestVersion2].self, forKey: .contests).map(\.contest),
            sheets: try values.decode([BallotSheet].self, forKey: .sheets),
            styles: try values.decodeIfPresent([BallotStyle].self, forKey: .styles) ?? [],
            precincts: try values.decodeIfPresent([Precinct].self, forKey: .precincts) ?? [],
            thresholds: try values.decodeIfPresent(MarkThresholds.self, forKey: .thresholds),
            day: try values.decodeIfPresent(ElectionDay.self, forKey: .day) ?? ElectionDay())
    }
}

private struct ContestVersion2: Decodable {
    let contest: Contest

    private enum CodingKeys: String, CodingKey, CaseIterable { case id, title, rule, votesAllowed, ranks, options }

    init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        let word = try values.word(VotingRule.Word.self, forKey: .rule)
        // Each number is asked for by the rules that have it, and refused by the others: it would be a wish that nobody heard.
        let numbers: [CodingKeys] =
            switch word {
            case .voteFor, .list: [.votesAllowed]
            case .ranked: [.ranks]
            case .approval: []
            }
        for key in [CodingKeys.votesAllowed, .ranks] where values.contains(key) && !numbers.contains(key) {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: values, debugDescription: "does not belong to the rule \"\(word.rawValue)\"")
        }
        let rule: VotingRule =
            switch word {
            case .voteFor: .choice(votesAllowed: try values.decode(Int.self, forKey: .votesAllowed))
            case .approval: .approval
            case .ranked: .ranked(ranks: try values.decode(Int.self, forKey: .ranks))
            case .list: .list(votesAllowed: try values.decode(Int.self, forKey: .votesAllowed))
            }
        contest = Contest(
            id: try values.decode(ContestID.self, forKey: .id),
            title: try values.decode(LocalizedText.self, forKey: .title), rule: rule,
            options: try values.decode([OptionVersion2].self, forKey: .options).map(\.option))
    }
}

private struct OptionVersion2: Decodable {
    let option: ElectionOption

    private enum CodingKeys: String, CodingKey, CaseIterable { case id, name, kind, list, withdrawn }

    init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        option = ElectionOption(
            id: try values.decode(OptionID.self, forKey: .id),
            name: try values.decode(LocalizedText.self, forKey: .name),
            kind: try values.wordIfPresent(OptionKind.self, forKey: .kind) ?? .candidate,
            list: try values.decodeIfPresent(OptionID.self, forKey: .list),
            isWithdrawn: try values.decodeIfPresent(Bool.self, forKey: .withdrawn) ?? false)
    }
}

extension BallotStyle: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case id, sheets, languages }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            id: try values.decode(String.self, forKey: .id),
            sheets: try values.decode([String].self, forKey: .sheets),
            languages: try values.decodeIfPresent([String].self, forKey: .languages) ?? [])
    }
}

extension Precinct: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case id, name, styles }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            id: try values.decode(String.self, forKey: .id),
            name: try values.decodeIfPresent(LocalizedText.self, forKey: .name),
            styles: try values.decode([String].self, forKey: .styles))
    }
}

extension BallotDesign: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case family, paper, target, shape, fonts, free }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            family: try values.word(Family.self, forKey: .family),
            paper: try values.decode(Size.self, forKey: .paper),
            target: try values.decode(Size.self, forKey: .target),
            shape: try values.word(TargetShape.self, forKey: .shape),
            fonts: try values.decode([String].self, forKey: .fonts),
            free: try values.decodeIfPresent([FreeBox].self, forKey: .free) ?? [])
    }
}

extension BallotDesign.Size: Decodable {
    /// Reads `[width, height]`.
    public init(from decoder: any Decoder) throws {
        let numbers = try decoder.numbers(2, such: "[width, height] in millimetres")
        self.init(width: numbers[0], height: numbers[1])
    }
}

extension BallotDesign.FreeBox: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case side, box }

    private struct Box: Decodable {
        let numbers: [Double]

        init(from decoder: any Decoder) throws {
            numbers = try decoder.numbers(4, such: "[x, y, width, height] in millimetres")
        }
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        let box = try values.decode(Box.self, forKey: .box).numbers
        self.init(
            side: try values.word(Side.self, forKey: .side), x: box[0], y: box[1], width: box[2], height: box[3])
    }
}

extension Decoder {
    /// A list of so many numbers.
    fileprivate func numbers(_ count: Int, such expected: String) throws -> [Double] {
        var list = try unkeyedContainer()
        var numbers: [Double] = []
        while !list.isAtEnd, numbers.count <= count { numbers.append(try list.decode(Double.self)) }
        guard numbers.count == count else {
            throw DecodingError.dataCorruptedError(
                in: list, debugDescription: "has not \(count) numbers: expected \(expected)")
        }
        return numbers
    }
}
