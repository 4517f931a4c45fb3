import ElectionModel
import Foundation

/// Asking a person at a terminal for what a table of names would say.
enum Questions {
    /// Whether somebody sits there.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && StandardError.isTerminal }

    /// One answer.
    ///
    /// - Parameter words: those that are taken; empty for any but an empty one.
    /// - Throws: `CommandFailure` when the terminal ends.
    static func answer(_ question: String, among words: [String] = [], orNothing: Bool = false) throws -> String {
        while true {
            StandardError.write("\(question):")
            guard let line = readLine() else {
                throw CommandFailure(.unusableArguments, "the answers end here: nothing was written")
            }
            let answer = line.trimmingCharacters(in: .whitespaces)
            if answer.isEmpty ? orNothing : words.isEmpty || words.contains(answer) { return answer }
            StandardError.write(words.isEmpty ? "Expected a text." : "Expected \(words.joined(separator: " or ")).")
        }
    }

    /// Asks for everything, in the order of the ballot.
    static func table(for layout: Layout, id: String?, languages: String?) throws -> (id: String, table: NamesTable) {
        let id = try id ?? answer("Id of the election, such as town-2026")
        let tags = try (languages ?? answer("Languages of the names, such as ru,en")).split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        func names(_ what: String) throws -> [String] {
            try tags.map { try answer("\(what)\(tags.count > 1 ? " [\($0)]" : "")") }
        }
        var rows = [NamesTable.columns + tags, ["", "", "", ""] + (try names("Title of the election"))]
        for (contest, options) in layout.contestsInOrder {
            let title = try names("\(contest), \(options.count) options: title")
            let votes = try answer(
                "\(contest): votes allowed, or any", among: (1...max(1, options.count)).map(String.init) + ["any"])
            rows.append([contest.rawValue, "", "", votes] + title)
            for option in options {
                let names = try names("\(contest)/\(option): name")
                let kind = try answer(
                    "\(contest)/\(option): Enter for a candidate, or answer, againstAll, writeIn, withdrawn",
                    among: ["candidate", "answer", "againstAll", "writeIn", "withdrawn"], orNothing: true)
                rows.append([contest.rawValue, option.rawValue, kind, ""] + names)
            }
        }
        let text = rows.map { $0.map(CSVText.field).joined(separator: ",") + "\n" }.joined()
        return (id, try NamesTable(text, at: "the answers"))
    }
}
