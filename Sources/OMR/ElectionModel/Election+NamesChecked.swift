// Checks of ids and names that both versions of the file have in common.

extension Election {
    /// Ids are read aloud, typed and compared by people of any language: letters that look alike would be two names.
    func checkIDs(inVersion version: Int) throws(DefinitionError) {
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
        // Version 1 took any id of a sheet.
        if version == 2 {
            for (index, sheet) in (sheets ?? []).enumerated() { try check(sheet.id, at: "sheets[\(index)].id") }
        }
        for (index, style) in styles.enumerated() { try check(style.id, at: "styles[\(index)].id") }
        for (index, precinct) in precincts.enumerated() { try check(precinct.id, at: "precincts[\(index)].id") }
    }

    /// Every text is in the languages of the title: a name that lacks one would be shown in another without a word.
    func checkLanguages() throws(DefinitionError) {
        let languages = Set(title.texts.keys)
        for (field, text) in namedFields {
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
    }

    /// Everything that has a name, in the order of the file.
    var namedFields: [(field: String, text: LocalizedText)] {
        var fields = [(field: "title", text: title)]
        for (index, contest) in contests.enumerated() {
            fields.append(("contests[\(index)].title", contest.title))
            for (place, option) in contest.options.enumerated() {
                fields.append(("contests[\(index)].options[\(place)].name", option.name))
            }
        }
        for (index, precinct) in precincts.enumerated() {
            if let name = precinct.name { fields.append(("precincts[\(index)].name", name)) }
        }
        return fields
    }

    /// Whether a character could make a name pose as another line, or turn what stands beside it. Joiners belong to words.
    private static func movesText(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
        default: false
        }
    }
}
