import ElectionModel
import Foundation

/// A ballot as people read it, for proof-reading: sheets, contests, and the options in their order.
enum BallotText {
    /// Each on one line, whatever the names hold.
    static func lines(of election: Election) -> [String] {
        var lines =
            election.sheets?.map {
                "sheet \($0.id): \($0.front)\($0.back.map { " and \($0)" } ?? ", the back without print")"
            } ?? []
        lines += election.styles.map { style in
            "style \(style.id): \(style.sheets.joined(separator: " and "))"
                + (style.languages.isEmpty ? "" : " in \(style.languages.joined(separator: ", "))")
        }
        lines += election.precincts.map { precinct in
            "precinct \(precinct.id): \(precinct.name.map(named) ?? "")\(precinct.styles.joined(separator: " and "))"
        }
        lines += day(election.day)
        if !election.title.texts.isEmpty { lines.append("title: \(names(election.title))") }
        for contest in election.contests {
            lines.append("contest \(contest.id): \(named(contest.title))\(rule(of: contest))")
            if case .choice(let votesAllowed) = contest.rule, votesAllowed > contest.options.count {
                lines.append("  note: more votes are allowed than there are options: nobody can overvote")
            }
            let width = contest.options.map(\.id.rawValue.count).max() ?? 0
            for option in contest.options {
                let id = option.id.rawValue
                let text = id + String(repeating: " ", count: width - id.count) + "  " + names(option.name)
                let kinds = kinds(of: option, in: contest)
                lines.append(
                    ("  " + text + (kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))"))
                        .trimmingSuffix(while: \.isWhitespace))
            }
        }
        return lines.map(PlainText.line)
    }

    /// The contest's rule in words.
    static func rule(of contest: Contest) -> String {
        switch contest.rule {
        case .choice(let votesAllowed): "vote for \(votesAllowed) of \(contest.options.count)"
        case .approval: "vote for any of \(contest.options.count)"
        case .ranked(let ranks): "put up to \(ranks) of \(contest.options.count) in order"
        case .list(let votesAllowed): "vote for one list and up to \(votesAllowed) of its candidates"
        }
    }

    /// What an option is, where it is not simply a candidate or an answer.
    static func kinds(of option: ElectionOption, in contest: Contest) -> [String] {
        var kinds: [String] = []
        switch option.kind {
        case .candidate: if let list = option.list { kinds.append("of the list \(list)") }
        case .answer: break
        case .againstAll: kinds.append(contest.exclusiveOption == option.id ? "against all, alone" : "against all")
        case .writeIn: kinds.append("write-in")
        case .list: kinds.append("list")
        }
        if option.isWithdrawn { kinds.append("withdrawn") }
        return kinds
    }

    /// What the definition says of the day that is not so without it.
    static func day(_ day: ElectionDay) -> [String] {
        var lines: [String] = []
        if let schedule = day.schedule {
            lines.append(
                "polls: open at \(schedule.opens)\(schedule.zone), close at \(schedule.closes)\(schedule.zone)")
        }
        let policies = day.policies
        if policies != ElectionDay.Policies() {
            lines.append(
                "policies: overvote \(policies.overvote.rawValue), blank \(policies.blank.rawValue), write-in "
                    + "\(policies.writeIn.rawValue), doubt \(policies.doubt.rawValue)")
        }
        if let number = day.smallestGroup { lines.append("smallest group: \(number)") }
        if day.anchorSheets != nil || day.anchorMinutes != nil {
            let parts = [day.anchorSheets.map { "\($0) sheets" }, day.anchorMinutes.map { "\($0) minutes" }]
            lines.append("published: after \(parts.compactMap(\.self).joined(separator: " or "))")
        }
        lines += day.witnesses.map { "witness: \($0)" } + day.software.map { "software: \($0)" }
        return lines
    }

    private static func named(_ text: LocalizedText) -> String { text.texts.isEmpty ? "" : names(text) + ", " }

    /// A text in each of its languages.
    private static func names(_ text: LocalizedText) -> String {
        text.texts.sorted { $0.key < $1.key }.map { "\($0.value) [\($0.key)]" }.joined(separator: ", ")
    }
}

extension String {
    fileprivate func trimmingSuffix(while isCut: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, isCut(last) { text.removeLast() }
        return String(text)
    }
}
