/// A report for a terminal, and for a printer that knows nothing but letters.
public enum ReportText {
    public static func of(_ report: CountReport) -> String {
        let words = report.words
        var parts: [String] = []
        if report.isTest { parts.append("*** \(words.test) ***") }
        parts.append("\(words.result): \(report.title)\n\(report.standing)")
        parts += report.contests.map { table($0, words) }
        if !report.sheets.isEmpty {
            let compare = report.mustCompare ? "\n\(words.compare)" : ""
            parts.append("\(words.sheets)\n\(rows(report.sheets))\(compare)")
        }
        if !report.returnReasons.isEmpty { parts.append("\(words.reasons)\n\(rows(report.returnReasons))") }
        if !report.facts.isEmpty {
            parts.append(report.facts.map { "\($0.label): \($0.value)" }.joined(separator: "\n"))
        }
        if !report.checkpointLines.isEmpty {
            parts.append("\(words.checkpoint)\n" + report.checkpointLines.map { "  \($0)" }.joined(separator: "\n"))
        }
        for (title, lines) in [(words.checked, report.checkedLines), (words.notChecked, report.notCheckedLines)] {
            parts.append(([title] + lines.map { "  \($0)" }).joined(separator: "\n"))
        }
        parts.append(words.limits.joined(separator: "\n"))
        return parts.joined(separator: "\n\n")
    }

    private static func table(_ contest: CountReport.ContestResult, _ words: ReportWords) -> String {
        var facts = ["\(words.ballots): \(contest.ballots)"]
        if let allowed = contest.votesAllowed { facts.append("\(words.voteFor): \(allowed)") }
        var all = contest.rows + [CountReport.Row(name: words.overvotes, votes: contest.overvotes)]
        if let undervotes = contest.undervotes {
            all.append(CountReport.Row(name: words.undervotes, votes: undervotes))
        }
        return "\(contest.title) (\(facts.joined(separator: ", ")))\n\(rows(all))"
    }

    private static func rows(_ rows: [CountReport.Row]) -> String {
        let names = rows.map(\.name.count).max() ?? 0
        let numbers = rows.map { String($0.votes).count }.max() ?? 0
        return rows.map { row in
            let number = String(row.votes)
            return "  " + row.name + String(repeating: " ", count: names - row.name.count + 2)
                + String(repeating: " ", count: numbers - number.count) + number
        }.joined(separator: "\n")
    }
}

/// A report for a table program: a line a number, with what it is of (RFC 4180, with a byte-order mark, without which office
/// programs take UTF-8 for another encoding). The last line feed is left to whoever writes it.
public enum ReportCSV {
    public static func of(_ report: CountReport) -> String {
        let words = report.words
        var lines: [[String]] = []
        if report.isTest { lines.append([words.test]) }
        lines.append([words.result, report.title, report.standing])
        for contest in report.contests {
            for row in contest.rows { lines.append([contest.title, row.name, String(row.votes)]) }
            lines.append([contest.title, words.overvotes, String(contest.overvotes)])
            if let undervotes = contest.undervotes {
                lines.append([contest.title, words.undervotes, String(undervotes)])
            }
            lines.append([contest.title, words.ballots, String(contest.ballots)])
        }
        for row in report.sheets { lines.append([words.sheets, row.name, String(row.votes)]) }
        for row in report.returnReasons { lines.append([words.reasons, row.name, String(row.votes)]) }
        for fact in report.facts { lines.append([fact.label, fact.value]) }
        return "\u{FEFF}" + lines.map { $0.map(field).joined(separator: ",") }.joined(separator: "\r\n") + "\r"
    }

    private static func field(_ text: String) -> String {
        // By scalars: a sign with an accent on it is another character to us, and the same to a table program.
        let scalars = text.unicodeScalars
        let first = scalars.first { ![.format, .control, .spaceSeparator].contains($0.properties.generalCategory) }
        // A field that begins like a formula would be one.
        let plain = first.map { "=+-@".unicodeScalars.contains($0) } == true ? "'" + text : text
        guard scalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else { return plain }
        var quoted = "\""
        for scalar in plain.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append("\"") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
