// Checks of version 2: what version 1 let pass, and what it has not.

extension Election {
    func checkVersion2() throws(DefinitionError) {
        for tag in title.texts.keys.sorted() where !Self.isLanguageTag(tag) {
            throw DefinitionError(
                field: "title.\(tag)", problem: "is no language: expected a BCP 47 tag, such as \"ru\" or \"kk-Cyrl\"")
        }
        for (field, text) in namedFields {
            for (tag, words) in text.texts.sorted(by: { $0.key < $1.key }) {
                guard let word = MixedScripts.firstWord(of: words) else { continue }
                throw DefinitionError(
                    field: "\(field).\(tag)",
                    problem:
                        "has \"\(word.text)\", \(word.scripts) letters in one word: letters that look alike are not the same"
                )
            }
        }
        for (index, contest) in contests.enumerated() { try contest.checkVersion2(at: "contests[\(index)]") }
        try checkGiven()
        if let thresholds { try thresholds.check() }
    }

    private static func isLanguageTag(_ tag: String) -> Bool {
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        return parts.allSatisfy {
            1...8 ~= $0.utf8.count && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
            && (2...8 ~= parts[0].utf8.count && parts[0].allSatisfy(\.isLetter))
    }

    /// Who is given what: everything that is named is there, and nothing is left over.
    private func checkGiven() throws(DefinitionError) {
        func check(_ names: [String], in field: String, areOf known: [String], _ what: String) throws(DefinitionError) {
            guard !names.isEmpty else {
                throw DefinitionError(field: field, problem: "is empty: expected ids of \(what)")
            }
            var seen = Set<String>()
            for (index, name) in names.enumerated() {
                guard known.contains(name) else {
                    throw DefinitionError(
                        field: "\(field)[\(index)]", problem: Spelling.problem(of: name, among: known))
                }
                guard seen.insert(name).inserted else {
                    throw DefinitionError(field: "\(field)[\(index)]", problem: "\"\(name)\" stands there twice")
                }
            }
        }
        func checkDiffer(_ ids: [String], _ field: String) throws(DefinitionError) {
            var seen = Set<String>()
            for (index, id) in ids.enumerated() {
                guard !id.isEmpty else { throw DefinitionError(field: "\(field)[\(index)].id", problem: "is empty") }
                guard seen.insert(id).inserted else {
                    throw DefinitionError(
                        field: "\(field)[\(index)].id", problem: "\"\(id)\" is used twice: ids must differ")
                }
            }
        }
        let sheetIDs = (sheets ?? []).map(\.id)
        guard !sheetIDs.isEmpty else {
            throw DefinitionError(field: "sheets", problem: "is empty: name at least one sheet of the ballot")
        }
        try checkDiffer(sheetIDs, "sheets")
        try checkDiffer(styles.map(\.id), "styles")
        try checkDiffer(precincts.map(\.id), "precincts")
        for (index, style) in styles.enumerated() {
            try check(style.sheets, in: "styles[\(index)].sheets", areOf: sheetIDs, "sheets")
            if !style.languages.isEmpty {
                try check(
                    style.languages, in: "styles[\(index)].languages", areOf: title.texts.keys.sorted(), "languages")
            }
        }
        if !styles.isEmpty,
            let unused = sheetIDs.firstIndex(where: { id in !styles.contains { $0.sheets.contains(id) } })
        {
            throw DefinitionError(
                field: "sheets[\(unused)]", problem: "\"\(sheetIDs[unused])\" is in no style: nobody would be given it")
        }
        for (index, precinct) in precincts.enumerated() {
            try check(precinct.styles, in: "precincts[\(index)].styles", areOf: styles.map(\.id), "styles")
        }
        if !precincts.isEmpty,
            let unused = styles.firstIndex(where: { style in !precincts.contains { $0.styles.contains(style.id) } })
        {
            throw DefinitionError(
                field: "styles[\(unused)]", problem: "\"\(styles[unused].id)\" is given in no precinct")
        }
    }
}

extension Contest {
    fileprivate func checkVersion2(at field: String) throws(DefinitionError) {
        let againstAll = options.indices.filter { options[$0].kind == .againstAll }
        if againstAll.count > 1 {
            throw DefinitionError(
                field: "\(field).options[\(againstAll[1])].kind",
                problem: "is the second \"againstAll\" of the contest: it has at most one")
        }
        guard options.contains(where: { !$0.isWithdrawn }) else {
            throw DefinitionError(field: "\(field).options", problem: "are all withdrawn: nothing is left to vote for")
        }
        try checkNamesDiffer(at: field)
        try checkLists(at: field)
        if case .ranked(let ranks) = rule, ranks > options.count {
            throw DefinitionError(
                field: "\(field).ranks", problem: "is \(ranks), but there are \(options.count) options")
        }
        guard votesAllowed <= 1000 else {
            throw DefinitionError(
                field: "\(field).votesAllowed", problem: "is \(votesAllowed): must be at most 1000")
        }
    }

    private func checkNamesDiffer(at field: String) throws(DefinitionError) {
        var seen: [String: Int] = [:]
        for (place, option) in options.enumerated() {
            for (tag, name) in option.name.texts.sorted(by: { $0.key < $1.key }) {
                let key = "\(tag) " + name.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
                if let first = seen.updateValue(place, forKey: key) {
                    throw DefinitionError(
                        field: "\(field).options[\(place)].name.\(tag)",
                        problem: "\"\(name)\" is the name of options[\(first)] too: voters could not tell them apart; "
                            + "add what does, such as a year of birth")
                }
            }
        }
    }

    private func checkLists(at field: String) throws(DefinitionError) {
        let lists = options.filter { $0.kind == .list }.map(\.id.rawValue)
        let isOfLists = if case .list = rule { true } else { false }
        if isOfLists, lists.isEmpty {
            throw DefinitionError(field: "\(field).options", problem: "have no list: expected one of kind \"list\"")
        }
        for (place, option) in options.enumerated() {
            let field = "\(field).options[\(place)]"
            switch (isOfLists, option.kind, option.list) {
            case (true, .list, nil), (false, .candidate, nil), (false, .answer, nil), (false, .writeIn, nil),
                (false, .againstAll, nil):
                continue
            case (true, .candidate, let list?):
                guard lists.contains(list.rawValue) else {
                    throw DefinitionError(
                        field: "\(field).list", problem: Spelling.problem(of: list.rawValue, among: lists))
                }
            case (true, .candidate, nil):
                throw DefinitionError(field: "\(field).list", problem: "is missing: name the candidate's list")
            case (false, .list, _), (true, .writeIn, _), (true, .againstAll, _), (true, .answer, _):
                throw DefinitionError(
                    field: "\(field).kind",
                    problem:
                        "is \"\(option.kind.rawValue)\", which a contest of the rule \"\(rule.word.rawValue)\" cannot have"
                )
            case (_, _, .some):
                throw DefinitionError(
                    field: "\(field).list", problem: "is not known here: only candidates of the rule \"list\" have one")
            }
        }
    }
}

/// Words with letters of two scripts: a Latin o within a Cyrillic word makes two names of one.
enum MixedScripts {
    /// The first word that has letters of more than one of the scripts that share shapes.
    static func firstWord(of text: String) -> (text: String, scripts: String)? {
        for word in text.unicodeScalars.split(whereSeparator: { !$0.properties.isAlphabetic }) {
            let scripts = Set(word.compactMap(script))
            if scripts.count > 1 {
                return (String(String.UnicodeScalarView(word)), scripts.sorted().joined(separator: " and "))
            }
        }
        return nil
    }

    private static func script(_ letter: Unicode.Scalar) -> String? {
        switch letter.value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF, 0xFF21...0xFF5A: "Latin"
        case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: "Cyrillic"
        case 0x370...0x3FF, 0x1F00...0x1FFF: "Greek"
        case 0x531...0x58F: "Armenian"
        default: nil
        }
    }
}
