import ElectionModel

/// An election as the text of its file, version 2: one option a line, the same bytes for the same election.
///
/// It writes what `election new` and `election upgrade` make: contests and sheets. Styles, precincts and the day are added by
/// hand.
struct ElectionText {
    let election: Election
    /// File of the layout.
    let layout: String

    var text: String {
        get throws {
            let contests = try election.contests.map { try contest($0) }.joined(separator: ",\n")
            let sheets = try (election.sheets ?? []).map { try sheet($0) }.joined(separator: ",\n")
            return """
                {
                  "version": 2,
                  "id": \(try JSONText.line(election.id)),
                  "title": \(try names(election.title)),
                  "layout": \(try JSONText.line(layout)),
                  "contests": [
                \(contests)
                  ],
                  "sheets": [
                \(sheets)
                  ]
                }

                """
        }
    }

    private func contest(_ contest: Contest) throws -> String {
        let options = try contest.options.map { "        \(try option($0))" }.joined(separator: ",\n")
        return """
                {
                  "id": \(try JSONText.line(contest.id.rawValue)),
                  "title": \(try names(contest.title)),
                  "rule": "\(contest.rule.word.rawValue)",\(number(of: contest.rule))
                  "options": [
            \(options)
                  ]
                }
            """
    }

    private func number(of rule: VotingRule) -> String {
        switch rule {
        case .choice(let votesAllowed), .list(let votesAllowed): "\n      \"votesAllowed\": \(votesAllowed),"
        case .ranked(let ranks): "\n      \"ranks\": \(ranks),"
        case .approval: ""
        }
    }

    private func option(_ option: ElectionOption) throws -> String {
        var members = ["\"id\": \(try JSONText.line(option.id.rawValue))", "\"name\": \(try names(option.name))"]
        if option.kind != .candidate { members.append("\"kind\": \"\(option.kind.rawValue)\"") }
        if let list = option.list { members.append("\"list\": \(try JSONText.line(list.rawValue))") }
        if option.isWithdrawn { members.append("\"withdrawn\": true") }
        return "{\(members.joined(separator: ", "))}"
    }

    private func sheet(_ sheet: BallotSheet) throws -> String {
        var members = [
            "\"id\": \(try JSONText.line(sheet.id))", "\"front\": \(try JSONText.line(sheet.front.rawValue))",
        ]
        if let back = sheet.back { members.append("\"back\": \(try JSONText.line(back.rawValue))") }
        return "    {\(members.joined(separator: ", "))}"
    }

    private func names(_ text: LocalizedText) throws -> String {
        let members = try text.texts.sorted { $0.key < $1.key }
            .map { "\(try JSONText.line($0.key)): \(try JSONText.line($0.value))" }
        return "{\(members.joined(separator: ", "))}"
    }
}
