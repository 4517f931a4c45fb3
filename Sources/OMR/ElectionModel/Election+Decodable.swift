// Reading `election.json`, version 1.

/// An election file: the election and the name of the layout file beside it.
public struct ElectionFile: Sendable, Decodable {
    public let election: Election
    /// File of the layout, relative to the election's own folder.
    public let layout: String

    private enum CodingKeys: String, CodingKey { case version, id, title, layout, contests, sheets }

    /// - Throws: `DefinitionError` for what the format forbids, `DecodingError` for missing fields and wrong types.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let version = try values.decode(Int.self, forKey: .version)
        guard version == 1 else {
            throw DefinitionError(field: "version", problem: "is \(version): this program reads version 1")
        }
        layout = try values.decode(String.self, forKey: .layout)
        election = try Election(
            id: try values.decode(String.self, forKey: .id),
            title: try values.decode(LocalizedText.self, forKey: .title),
            contests: try values.decode([Contest].self, forKey: .contests),
            sheets: try values.decode([BallotSheet].self, forKey: .sheets))
    }
}

extension Contest: Decodable {
    private enum CodingKeys: String, CodingKey { case id, title, votesAllowed, options }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(ContestID.self, forKey: .id),
            title: try values.decode(LocalizedText.self, forKey: .title),
            votesAllowed: try values.decode(Int.self, forKey: .votesAllowed),
            options: try values.decode([ElectionOption].self, forKey: .options))
    }
}

extension ElectionOption: Decodable {
    private enum CodingKeys: String, CodingKey { case id, name, kind }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(OptionID.self, forKey: .id),
            name: try values.decode(LocalizedText.self, forKey: .name),
            kind: try values.decodeIfPresent(OptionKind.self, forKey: .kind) ?? .candidate)
    }
}

extension BallotSheet: Decodable {
    private enum CodingKeys: String, CodingKey { case id, front, back }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
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
