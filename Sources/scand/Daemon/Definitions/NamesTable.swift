import ElectionModel
import Foundation

/// What a person wrote of an election in a table program: names and kinds, a row for each contest and option.
///
/// ```
/// contest,option,kind,votes,en,ru
/// ,,,,Election of the mayor,Выборы мэра            the title
/// contest-1,,,1,Mayor,Мэр                          a contest, and how many votes it allows
/// contest-1,option-1,,,Ada Aster,Ада Астра         an option of it
/// ```
struct NamesTable {
    /// Tags of the languages, in the order of the columns.
    let languages: [String]
    let rows: [Row]

    struct Row {
        /// Where it stands in the file, from 1.
        let line: Int
        let contest, option, kind, votes: String
        /// In the order of the languages.
        let names: [String]

        var name: String { contest.isEmpty ? "the title" : option.isEmpty ? contest : "\(contest)/\(option)" }
    }

    static let columns = ["contest", "option", "kind", "votes"]
    /// Largest file: names of ten thousand options.
    static let limit = 4 << 20

    /// Reads a table.
    ///
    /// - Parameter path: its name, for messages.
    init(_ text: String, at path: String) throws {
        var lines = CSVText.rows(of: text)
        // Excel's own hint.
        if let first = lines.first, first.fields.count <= 2, first.fields[0].lowercased().hasPrefix("sep=") {
            lines.removeFirst()
        }
        let head = lines.first?.fields.map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        guard head.prefix(4).map({ $0.lowercased() }) == Self.columns, head.count > 4 else {
            throw CommandFailure(
                .unusableArguments,
                "\(path): line 1: expected the columns \(Self.columns.joined(separator: ", ")) and one for each language, such as "
                    + "\"ru\": 'scand election new --template' writes such a file")
        }
        let tags = Array(head.dropFirst(4))
        if let twice = tags.first(where: { tag in tags.count { $0 == tag } > 1 }) {
            throw CommandFailure(.unusableArguments, "\(path): line 1: the language \"\(twice)\" stands there twice")
        }
        var rows: [Row] = []
        for (line, fields) in lines.dropFirst() {
            let fields = fields.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            if fields.allSatisfy(\.isEmpty) { continue }
            guard fields.count <= head.count || fields.dropFirst(head.count).allSatisfy(\.isEmpty) else {
                throw CommandFailure(
                    .unusableArguments,
                    "\(path): line \(line): has \(fields.count) fields, and line 1 has \(head.count): put names with a comma or "
                        + "semicolon in them between quotation marks")
            }
            let padded = fields + [String](repeating: "", count: max(0, head.count - fields.count))
            rows.append(
                Row(
                    line: line, contest: padded[0], option: padded[1], kind: padded[2], votes: padded[3],
                    names: Array(padded[4..<head.count])))
        }
        (languages, self.rows) = (tags, rows)
    }

    /// The text of a file of bytes, and what people should know of it.
    static func decoded(_ bytes: [UInt8], at path: String) throws -> (text: String, note: String?) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw CommandFailure(
                .unusableArguments, "\(path): is UTF-16 text: expected UTF-8: save it as \"CSV UTF-8\"")
        }
        let plain = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if let text = String(validating: plain, as: UTF8.self) { return (text, nil) }
        guard !plain.contains(0), let text = String(data: Data(plain), encoding: .windowsCP1251) else {
            throw CommandFailure(
                .unusableArguments, "\(path): is neither UTF-8 nor Windows-1251: save it as \"CSV UTF-8\"")
        }
        return (
            text, "\(path): is not UTF-8 and was read as Windows-1251: look at every name in 'scand election check'"
        )
    }

    /// The table that is to be filled in for a layout.
    static func template(for layout: Layout, languages: [String]) -> String {
        let empty = [String](repeating: "", count: languages.count)
        var rows = [columns + languages, ["", "", "", ""] + empty]
        for (contest, options) in layout.contestsInOrder {
            // Where the layout does not say it, nobody has decided it yet.
            let votes = layout.contests[contest].map { String($0.votesAllowed) } ?? ""
            rows.append([contest.rawValue, "", "", votes] + empty)
            for option in options { rows.append([contest.rawValue, option.rawValue, "", ""] + empty) }
        }
        return rows.map { $0.map(CSVText.field).joined(separator: ",") + "\r\n" }.joined()
    }
}

extension Layout {
    /// Contests and options in the order in which they stand on the pages.
    var contestsInOrder: [(contest: ContestID, options: [OptionID])] {
        var found: [(contest: ContestID, options: [OptionID])] = []
        for target in pages.flatMap(\.targets) {
            let place = found.firstIndex { $0.contest == target.contest } ?? found.count
            if place == found.count { found.append((target.contest, [])) }
            if !found[place].options.contains(target.option) { found[place].options.append(target.option) }
        }
        return found
    }
}

/// Comma-separated values (RFC 4180), as table programs write them: also with semicolons or tabs.
enum CSVText {
    /// Rows with the line on which each begins. The separator is the one that splits the first line into most fields.
    static func rows(of text: String) -> [(line: Int, fields: [String])] {
        let first = text.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" }
        let separator = ([",", ";", "\t"] as [Unicode.Scalar]).max { a, b in
            first.count { $0 == a } < first.count { $0 == b }
        }
        var rows: [(line: Int, fields: [String])] = []
        var (fields, field, line, start) = ([String](), String.UnicodeScalarView(), 1, 1)
        var (isQuoted, last) = (false, Unicode.Scalar(0))
        func endField() {
            fields.append(String(field))
            field = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            defer { last = scalar }
            if isQuoted {
                if scalar == "\n" { line += 1 }
                if scalar == "\"" { isQuoted = false } else { field.append(scalar) }
            } else if scalar == "\"" {
                // Two quotation marks inside a quoted field are one.
                if last == "\"" { field.append(scalar) }
                isQuoted = true
            } else if scalar == separator {
                endField()
            } else if scalar == "\n" || scalar == "\r" {
                if scalar == "\n", last == "\r" {
                    line += 1
                    start = line
                    continue
                }
                endField()
                rows.append((start, fields))
                fields = []
                if scalar == "\n" { line += 1 }
                start = line
            } else {
                field.append(scalar)
            }
        }
        if !field.isEmpty || !fields.isEmpty {
            endField()
            rows.append((start, fields))
        }
        return rows
    }

    /// A field as it stands in a file.
    static func field(_ text: String) -> String {
        text.unicodeScalars.contains { ",;\"\n\r\t".unicodeScalars.contains($0) }
            ? "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" : text
    }
}
