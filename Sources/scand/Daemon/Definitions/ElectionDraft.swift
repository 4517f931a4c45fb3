import ElectionModel
import Foundation

/// An election as a table of names says it, not yet held against its layout.
struct ElectionDraft {
    /// Of the table, for messages.
    let path: String
    let id: String
    let table: NamesTable
    let isTwoSided: Bool

    /// The text of the election file.
    ///
    /// - Parameters:
    ///   - layout: its name as the file will name it.
    ///   - pages: the layout itself.
    /// - Throws: `CommandFailure` naming the line of the table.
    func text(layout: String, _ pages: Layout) throws -> String {
        let order = pages.contestsInOrder
        let title = try row("", "", "the title: a row with empty contest and option")
        let known = Set(
            order.flatMap { entry in
                [[entry.contest.rawValue, ""]] + entry.options.map { [entry.contest.rawValue, $0.rawValue] }
            })
        var seen = Set<[String]>()
        for row in table.rows where row.line != title.line {
            guard known.contains([row.contest, row.option]) else {
                throw failure(
                    row,
                    "\"\(row.name)\" is no contest or option of the layout: take the names from 'scand election new --template'"
                )
            }
            guard seen.insert([row.contest, row.option]).inserted else {
                throw failure(row, "\(row.name) stands there twice")
            }
            if row.option.isEmpty, !row.kind.isEmpty { throw failure(row, "column \"kind\": only options have one") }
            if !row.option.isEmpty, !row.votes.isEmpty { throw failure(row, "column \"votes\": only contests have it") }
        }
        let contests = try order.map { entry in
            let row = try row(entry.contest.rawValue, "", "the contest \(entry.contest)")
            return Contest(
                id: entry.contest, title: try name(row), rule: try rule(row),
                options: try entry.options.map { try option($0, in: entry.contest) })
        }
        do {
            let election = try Election(id: id, title: try name(title), contests: contests, sheets: sheets(pages))
            let text = try ElectionText(election: election, layout: layout).text
            _ = try JSONDecoder().decode(ElectionFile.self, from: Data(text.utf8)).settled(pages)
            return text
        } catch let error as DefinitionError {
            throw CommandFailure(.unusableArguments, "\(path): \(place(of: error, in: contests))\(error.problem)")
        }
    }

    private func sheets(_ pages: Layout) -> [BallotSheet] {
        let ids = pages.pages.map(\.id)
        guard isTwoSided else {
            return ids.count == 1
                ? [BallotSheet(id: "ballot", front: ids[0], back: nil)]
                : ids.enumerated().map { BallotSheet(id: "sheet-\($0 + 1)", front: $1, back: nil) }
        }
        return stride(from: 0, to: ids.count, by: 2).map { place in
            BallotSheet(
                id: ids.count == 2 ? "ballot" : "sheet-\(place / 2 + 1)", front: ids[place], back: ids[place + 1])
        }
    }

    private func option(_ id: OptionID, in contest: ContestID) throws -> ElectionOption {
        let row = try row(contest.rawValue, id.rawValue, "the option \(contest)/\(id)")
        let isWithdrawn = row.kind == "withdrawn"
        let kinds: [OptionKind] = [.candidate, .answer, .againstAll, .writeIn]
        guard isWithdrawn || row.kind.isEmpty || kinds.contains(where: { $0.rawValue == row.kind }) else {
            throw failure(
                row,
                "column \"kind\": is \"\(row.kind)\": expected nothing, "
                    + (kinds.map(\.rawValue) + ["withdrawn"]).joined(separator: ", "))
        }
        return ElectionOption(
            id: id, name: try name(row), kind: OptionKind(rawValue: row.kind) ?? .candidate, isWithdrawn: isWithdrawn)
    }

    private func rule(_ row: NamesTable.Row) throws -> VotingRule {
        if row.votes == "any" { return .approval }
        guard let votes = Int(row.votes), 1...1000 ~= votes else {
            throw failure(
                row,
                "column \"votes\": is \"\(row.votes)\": expected how many votes the contest allows, 1 to 1000, or any")
        }
        return .choice(votesAllowed: votes)
    }

    private func name(_ row: NamesTable.Row) throws -> LocalizedText {
        for (tag, name) in zip(table.languages, row.names) where name.isEmpty {
            throw failure(row, "column \"\(tag)\": is empty: expected the name of \(row.name)")
        }
        return LocalizedText(Dictionary(zip(table.languages, row.names), uniquingKeysWith: { first, _ in first }))
    }

    private func row(_ contest: String, _ option: String, _ what: String) throws -> NamesTable.Row {
        guard let row = table.rows.first(where: { $0.contest == contest && $0.option == option }) else {
            throw CommandFailure(.unusableArguments, "\(path): has no row for \(what)")
        }
        return row
    }

    private func failure(_ row: NamesTable.Row, _ problem: String) -> CommandFailure {
        CommandFailure(.unusableArguments, "\(path): line \(row.line): \(problem)")
    }

    /// The line of the table that a field of the file came from, and what of it: `contests[0].options[2].name.ru`.
    private func place(of error: DefinitionError, in contests: [Contest]) -> String {
        let parts = error.field.split(separator: ".")
        func index(_ part: Substring?, _ list: String) -> Int? {
            guard let part, part.hasPrefix("\(list)["), part.hasSuffix("]") else { return nil }
            return Int(part.dropFirst(list.count + 1).dropLast())
        }
        let contest = index(parts.first, "contests").flatMap { contests.indices.contains($0) ? contests[$0] : nil }
        let option = index(parts.dropFirst().first, "options").flatMap { place in
            contest.flatMap { $0.options.indices.contains(place) ? $0.options[place].id.rawValue : nil }
        }
        let isTitle = parts.first == "title"
        guard isTitle || contest != nil,
            let row = table.rows.first(where: { $0.contest == contest?.id.rawValue ?? "" && $0.option == option ?? "" })
        else { return "\(error.field) " }
        let rest = parts.dropFirst(isTitle ? 0 : option == nil ? 1 : 2).joined(separator: ".")
        return "line \(row.line): \(row.name)\(rest.isEmpty ? "" : ", \(rest)") "
    }
}
