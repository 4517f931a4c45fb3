// Reading `layout.json`, version 1. Codable is the standard library's: which JSON reader is used is the caller's business.

extension Layout: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case version, contests, pages, thresholds }

    /// - Throws: `DefinitionError` for what the format forbids, `DecodingError` for missing fields and wrong types.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        let version = try values.decode(Int.self, forKey: .version)
        guard version == 1 else {
            throw DefinitionError(field: "version", problem: "is \(version): this program reads version 1")
        }
        let contests = try values.decodeIfPresent([String: ContestRule].self, forKey: .contests) ?? [:]
        try self.init(
            contests: [ContestID: ContestRule](
                uniqueKeysWithValues: contests.map { (ContestID(rawValue: $0.key), $0.value) }),
            pages: try values.decode([PageLayout].self, forKey: .pages),
            thresholds: try values.decodeIfPresent(MarkThresholds.self, forKey: .thresholds) ?? .standard)
        try checkRules()
    }

    /// A rule of a contest that has no target is one whose contest is misspelt.
    private func checkRules() throws(DefinitionError) {
        let printed = Set(pages.flatMap(\.targets).map(\.contest))
        guard let unused = Set(contests.keys).subtracting(printed).min() else { return }
        let meant = Spelling.nearest(to: unused.rawValue, among: printed.map(\.rawValue).sorted())
        throw DefinitionError(
            field: "contests.\(unused)",
            problem: "has no target on any page" + (meant.map { ": did you mean \"\($0)\"?" } ?? ""))
    }
}

extension PageLayout: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case id, reference, frame, targets, codes, free }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            id: try values.decode(PageID.self, forKey: .id),
            reference: try values.decode(String.self, forKey: .reference),
            frame: try values.decodeIfPresent(Int.self, forKey: .frame) ?? 0,
            targets: try values.decode([Target].self, forKey: .targets),
            codes: try values.decodeIfPresent([PageCode].self, forKey: .codes) ?? [],
            free: try values.decodeIfPresent([PixelBox].self, forKey: .free) ?? [])
    }
}

extension Target: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case contest, option, box, shape, writeIn, withdrawn }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            contest: try values.decode(ContestID.self, forKey: .contest),
            option: try values.decode(OptionID.self, forKey: .option),
            box: try values.decode(PixelBox.self, forKey: .box),
            shape: try values.wordIfPresent(TargetShape.self, forKey: .shape) ?? .ellipse,
            writeIn: try values.decodeIfPresent(Bool.self, forKey: .writeIn) ?? false,
            isWithdrawn: try values.decodeIfPresent(Bool.self, forKey: .withdrawn) ?? false)
    }
}

extension PixelBox: Decodable {
    /// Reads `[x, y, width, height]`.
    public init(from decoder: any Decoder) throws {
        var numbers = try decoder.unkeyedContainer()
        self.init(
            x: try numbers.decode(Int.self), y: try numbers.decode(Int.self),
            width: try numbers.decode(Int.self), height: try numbers.decode(Int.self))
        guard numbers.isAtEnd else {
            throw DecodingError.dataCorruptedError(
                in: numbers, debugDescription: "has more than four numbers: expected [x, y, width, height]")
        }
    }
}

extension MarkThresholds: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case marginal, marked }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        self.init(
            marginal: try values.decodeIfPresent(Double.self, forKey: .marginal) ?? Self.standard.marginal,
            marked: try values.decodeIfPresent(Double.self, forKey: .marked) ?? Self.standard.marked)
    }
}
