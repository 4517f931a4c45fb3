extension ElectionDay: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case schedule, modes, policies, secondChance, roles, smallestGroup, anchorSheets, anchorMinutes, witnesses,
            software, stamps
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        let schedule = try values.decodeIfPresent(Schedule.self, forKey: .schedule)
        let policies = try values.decodeIfPresent(Policies.self, forKey: .policies) ?? Policies()
        let roles = try values.decodeIfPresent([RoleRule].self, forKey: .roles) ?? []
        func texts(_ key: CodingKeys) throws -> [String] {
            try values.decodeIfPresent([String].self, forKey: key) ?? []
        }
        func number(_ key: CodingKeys, _ expected: String, _ isAllowed: (Int) -> Bool) throws -> Int? {
            guard let number = try values.decodeIfPresent(Int.self, forKey: key) else { return nil }
            guard isAllowed(number) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values, debugDescription: "is \(number): expected \(expected)")
            }
            return number
        }
        self.init(
            schedule: schedule,
            modes: try values.words(Mode.self, forKey: .modes) ?? [.stationary], policies: policies,
            secondChance: try values.wordIfPresent(SecondChance.self, forKey: .secondChance) ?? .none, roles: roles,
            smallestGroup: try number(.smallestGroup, "1 to 1000") { 1...1000 ~= $0 },
            anchorSheets: try number(.anchorSheets, "0 or 10 to 100000") { $0 == 0 || 10...100_000 ~= $0 },
            anchorMinutes: try number(.anchorMinutes, "0 to 1440") { 0...1440 ~= $0 },
            witnesses: try texts(.witnesses), software: try texts(.software), stamps: try texts(.stamps))
        try check()
    }

    /// What can be told of the lists.
    private func check() throws(DefinitionError) {
        func checkOnce(_ texts: [String], at field: String) throws(DefinitionError) {
            var seen = Set<String>()
            for (index, text) in texts.enumerated() where !seen.insert(text).inserted {
                throw DefinitionError(field: "day.\(field)[\(index)]", problem: "\"\(text)\" stands there twice")
            }
        }
        try checkOnce(modes.map(\.rawValue), at: "modes")
        try checkOnce(roles.map(\.action.rawValue), at: "roles")
        try checkOnce(witnesses, at: "witnesses")
        try checkOnce(software, at: "software")
        try checkOnce(stamps, at: "stamps")
        guard !modes.isEmpty else {
            throw DefinitionError(field: "day.modes", problem: "is empty: expected at least one mode")
        }
        for (index, digest) in software.enumerated()
        where digest.utf8.count != 64 || !digest.allSatisfy({ $0.isHexDigit && !$0.isUppercase && $0.isASCII }) {
            throw DefinitionError(
                field: "day.software[\(index)]",
                problem: "is \"\(digest)\": expected a SHA-256 as 'sha256sum' prints it, 64 digits 0 to 9 and a to f")
        }
        for (index, stamp) in stamps.enumerated() where stamp.isEmpty || !stamp.allSatisfy({ "0"..."9" ~= $0 }) {
            throw DefinitionError(field: "day.stamps[\(index)]", problem: "is \"\(stamp)\": expected digits, as a text")
        }
        for (index, key) in witnesses.enumerated()
        where key.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).count != 3 {
            throw DefinitionError(
                field: "day.witnesses[\(index)]", problem: "is \"\(key)\": expected a verifier key, NAME+HASH+KEY")
        }
    }
}

extension ElectionDay.Schedule: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case zone, opens, closes }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        let zone = try values.decode(String.self, forKey: .zone)
        guard Self.minutes(ofZone: zone) != nil else {
            throw DecodingError.dataCorruptedError(
                forKey: .zone, in: values,
                debugDescription: "is \"\(zone)\": expected what lawful time is ahead of UTC, such as \"+03:00\"")
        }
        func time(_ key: CodingKeys) throws -> LawfulTime {
            let text = try values.decode(String.self, forKey: key)
            guard let time = LawfulTime(text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values,
                    debugDescription: "is \"\(text)\": expected a time such as \"2026-11-30T08:00\", 2000 to 2099")
            }
            return time
        }
        self.init(zone: zone, opens: try time(.opens), closes: try time(.closes))
        guard opens < closes else {
            throw DecodingError.dataCorruptedError(
                forKey: .closes, in: values,
                debugDescription: "is \(closes), not after opens, \(opens): polls close after they open")
        }
    }
}

extension ElectionDay.Policies: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case overvote, blank, writeIn, doubt }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        let standard = Self()
        func policy(_ key: CodingKeys, butFor forbidden: Set<ElectionDay.Policy> = [.accept]) throws
            -> ElectionDay.Policy?
        {
            try values.wordIfPresent(
                ElectionDay.Policy.self, forKey: key,
                among: ElectionDay.Policy.allCases.filter { !forbidden.contains($0) })
        }
        self.init(
            overvote: try policy(.overvote) ?? standard.overvote, blank: try policy(.blank) ?? standard.blank,
            writeIn: try policy(.writeIn, butFor: []) ?? standard.writeIn,
            doubt: try policy(.doubt) ?? standard.doubt)
    }
}

extension ElectionDay.RoleRule: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case action, roles, people }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        let people = try values.decode(Int.self, forKey: .people)
        guard 1...9 ~= people else {
            throw DecodingError.dataCorruptedError(
                forKey: .people, in: values, debugDescription: "is \(people): expected 1 to 9")
        }
        self.init(
            action: try values.word(Action.self, forKey: .action),
            roles: try values.decode([String].self, forKey: .roles), people: people)
        guard !roles.isEmpty, !roles.contains(""), Set(roles).count == roles.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .roles, in: values, debugDescription: "is empty, or names a role twice: expected names of roles"
            )
        }
    }
}
