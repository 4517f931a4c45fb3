// Reading `election.json`, version 1.

/// An election file: the election and the name of the layout file beside it.
public struct ElectionFile: Sendable, Decodable {
    /// The election as the file defines it.
    public let election: Election
    /// File of the layout, relative to the election's own folder.
    public let layout: String

    private enum CodingKeys: String, CodingKey, CaseIterable { case version, id, title, layout, contests, sheets }

    /// - Throws: `DefinitionError` for what the format forbids, `DecodingError` for missing fields and wrong types.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
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
        guard !election.title.texts.isEmpty else {
            throw DefinitionError(
                field: "title", problem: "has no language: expected a text for each, such as {\"en\": \"...\"}")
        }
        try election.checkIDs()
        try election.checkLanguages()
    }
}

extension Election {
    /// Ids are read aloud, typed and compared by people of any language: letters that look alike would be two names.
    fileprivate func checkIDs() throws(DefinitionError) {
        func check(_ id: String, at field: String) throws(DefinitionError) {
            guard let strange = id.unicodeScalars.first(where: { !("!"..."~").contains($0) }) else { return }
            throw DefinitionError(
                field: field,
                problem: "\"\(id)\" has the character U+\(String(strange.value, radix: 16, uppercase: true)): ids are "
                    + "of Latin letters, digits and signs without spaces; names may be of any")
        }
        try check(id, at: "id")
        for (index, contest) in contests.enumerated() {
            try check(contest.id.rawValue, at: "contests[\(index)].id")
            for (place, option) in contest.options.enumerated() {
                try check(option.id.rawValue, at: "contests[\(index)].options[\(place)].id")
            }
        }
    }

    /// Whether a character could make a name pose as another line, or turn what stands beside it. Joiners belong to words.
    private static func movesText(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
        default: false
        }
    }

    /// Every text is in the languages of the title: a name that lacks one would be shown in another without a word.
    fileprivate func checkLanguages() throws(DefinitionError) {
        let languages = Set(title.texts.keys)
        func check(_ text: LocalizedText, at field: String) throws(DefinitionError) {
            if let empty = text.texts.filter({ $0.value.allSatisfy(\.isWhitespace) }).keys.min() {
                throw DefinitionError(field: "\(field).\(empty)", problem: "is empty")
            }
            for (tag, words) in text.texts.sorted(by: { $0.key < $1.key }) {
                guard let strange = words.unicodeScalars.first(where: Self.movesText) else { continue }
                throw DefinitionError(
                    field: "\(field).\(tag)",
                    problem:
                        "has the character U+\(String(strange.value, radix: 16, uppercase: true)), which ends or turns a line: "
                        + "expected letters and signs on one line")
            }
            if let missing = languages.subtracting(text.texts.keys).min() {
                throw DefinitionError(field: field, problem: "has no text in \"\(missing)\", which the title has")
            }
            if let other = Set(text.texts.keys).subtracting(languages).min() {
                throw DefinitionError(
                    field: "\(field).\(other)",
                    problem: "is in a language that the title has not: expected "
                        + languages.sorted().map { "\"\($0)\"" }.joined(separator: ", "))
            }
        }
        try check(title, at: "title")
        for (index, contest) in contests.enumerated() {
            try check(contest.title, at: "contests[\(index)].title")
            for (place, option) in contest.options.enumerated() {
                try check(option.name, at: "contests[\(index)].options[\(place)].name")
            }
        }
    }
}

extension Contest: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case id, title, votesAllowed, options }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            id: try values.decode(ContestID.self, forKey: .id),
            title: try values.decode(LocalizedText.self, forKey: .title),
            votesAllowed: try values.decode(Int.self, forKey: .votesAllowed),
            options: try values.decode([ElectionOption].self, forKey: .options))
    }
}

extension ElectionOption: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case id, name, kind }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            id: try values.decode(OptionID.self, forKey: .id),
            name: try values.decode(LocalizedText.self, forKey: .name),
            kind: try values.wordIfPresent(OptionKind.self, forKey: .kind) ?? .candidate)
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
