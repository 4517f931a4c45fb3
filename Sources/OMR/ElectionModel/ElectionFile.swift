// Reading `election.json`. GUIDE.md beside this file tells every field, election.schema.json tells editors.

/// An election file: the election, and the layout or the design of its pages.
public struct ElectionFile: Sendable, Decodable {
    /// 1 or 2.
    public let version: Int
    /// What the file defines.
    public let election: Election
    /// File of the layout, relative to the election's own folder; nil where the ballot is to be drawn.
    public let layout: String?
    /// How the ballot is to be drawn; nil where a layout says how it looks.
    public let design: BallotDesign?

    private enum CodingKeys: String, CodingKey { case version }

    /// - Throws: `DefinitionError` for what the format forbids, `DecodingError` for missing fields and wrong types.
    public init(from decoder: any Decoder) throws {
        version = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .version)
        switch version {
        case 1:
            let file = try ElectionVersion1(from: decoder)
            (election, layout, design) = (file.election, file.layout, nil)
        case 2:
            let file = try ElectionVersion2(from: decoder)
            (election, layout, design) = (file.election, file.layout, file.design)
        default:
            throw DefinitionError(field: "version", problem: "is \(version): this program reads versions 1 and 2")
        }
        guard !election.title.texts.isEmpty else {
            throw DefinitionError(
                field: "title", problem: "has no language: expected a text for each, such as {\"en\": \"...\"}")
        }
        try election.checkIDs(inVersion: version)
        try election.checkLanguages()
        if version == 2 { try election.checkVersion2() }
        try design?.check()
    }

    /// The layout as this election counts with it: what the election says of options and thresholds holds.
    ///
    /// - Throws: `DefinitionError` naming the field of the election file that does not fit the layout.
    public func settled(_ layout: Layout) throws(DefinitionError) -> Layout {
        try election.check(against: layout)
        return version == 1 ? layout : try election.settled(layout)
    }
}

/// Version 1: contests that allow so many votes, and sheets.
private struct ElectionVersion1: Decodable {
    let election: Election
    let layout: String

    private enum CodingKeys: String, CodingKey, CaseIterable { case version, id, title, layout, contests, sheets }

    init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        layout = try values.decode(String.self, forKey: .layout)
        election = try Election(
            id: try values.decode(String.self, forKey: .id),
            title: try values.decode(LocalizedText.self, forKey: .title),
            contests: try values.decode([ContestVersion1].self, forKey: .contests).map(\.contest),
            sheets: try values.decode([BallotSheet].self, forKey: .sheets))
    }
}

private struct ContestVersion1: Decodable {
    let contest: Contest

    private enum CodingKeys: String, CodingKey, CaseIterable { case id, title, votesAllowed, options }

    init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        contest = Contest(
            id: try values.decode(ContestID.self, forKey: .id),
            title: try values.decode(LocalizedText.self, forKey: .title),
            votesAllowed: try values.decode(Int.self, forKey: .votesAllowed),
            options: try values.decode([OptionVersion1].self, forKey: .options).map(\.option))
    }
}

private struct OptionVersion1: Decodable {
    let option: ElectionOption

    private enum CodingKeys: String, CodingKey, CaseIterable { case id, name, kind }

    init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        option = ElectionOption(
            id: try values.decode(OptionID.self, forKey: .id),
            name: try values.decode(LocalizedText.self, forKey: .name),
            kind: try values.wordIfPresent(OptionKind.InVersion1.self, forKey: .kind)?.kind ?? .candidate)
    }
}

extension BallotSheet: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case id, front, back }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            id: try values.decode(String.self, forKey: .id),
            front: try values.decode(PageID.self, forKey: .front),
            back: try values.decodeIfPresent(PageID.self, forKey: .back))
    }
}

extension LocalizedText: Decodable {
    /// Reads `{"en": "...", "ru": "..."}`.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([String: String].self))
    }
}
