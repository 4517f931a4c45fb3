import Foundation
import Testing

/// `scand election new` and `check --html`: from blank pages to a definition that is counted by, without editing JSON.
@Suite struct NewElectionTests {
    private static let blanks = [Demo.folder + "/blank-front.png", Demo.folder + "/blank-back.png"]

    /// A table for the demo's learned layout. The order of its rows is not that of the ballot.
    private static let table = #"""
        contest;option;kind;votes;en;ru
        ;;;;"Election; of the mayor and ""council""";Выборы мэра и совета
        contest-2;;;2;Town council;Городской совет
        contest-1;;;1;Mayor;Мэр
        contest-1;option-1;;;Ada Aster;Ада Астра
        contest-1;option-2;;;Vera Daisy;Вера Ромашка
        contest-1;option-3;;;Bogdan Ash;Богдан Ясень
        contest-1;option-4;againstAll;;Against all;Против всех
        contest-2;option-1;;;Ignat Cornflower;Игнат Василёк
        contest-2;option-2;;;Denis Maple;Денис Клён
        contest-2;option-3;;;Lada Alder;Лада Ольха
        contest-2;option-4;;;Yuri Fir;Юрий Пихта
        contest-2;option-5;;;Zoya Rowan;Зоя Рябина

        """#

    private func learned() throws -> Scratch {
        let scratch = try Scratch()
        let ended = try Scand.run(["election", "learn", "-o", scratch("layout.json")] + Self.blanks)
        try #require(ended.status == 0, "\(ended.errors)")
        return scratch
    }

    private func new(_ scratch: Scratch, _ bytes: some Sequence<UInt8>, _ more: String...) throws -> Ended {
        let names = try scratch.write("names.csv", bytes)
        return try Scand.run(
            [
                "election", "new", "--layout", scratch("layout.json"), "--names", names, "--id", "town-2026", "-o",
                scratch("election.json"),
            ] + (more.isEmpty ? ["--two-sided"] : more))
    }

    @Test func `a table of names makes an election that is checked and counted by`() throws {
        let scratch = try learned()
        let ended = try new(scratch, Self.table.utf8)
        #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
        let check = try Scand.run("election", "check", scratch("election.json"))
        #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
        for line in [
            "  sheet ballot: blank-front and blank-back",
            "  title: Election; of the mayor and \"council\" [en], Выборы мэра и совета [ru]",
            "  contest contest-2: Town council [en], Городской совет [ru], vote for 2 of 5",
            "    option-4  Against all [en], Против всех [ru] (against all)",
        ] { #expect(check.lines.contains { $0 == line }, "\(line) in \(check.output)") }
        let count = try Scand.run([
            "replay", "--election", scratch("election.json"), "--ledger", scratch("ledger"), "--json",
            "--accept-file-system", "--manifest", Demo.manifest,
        ])
        #expect(count.status == 0, "\(count.errors)")
        let sums = try count.json(Report.self).contests
        let expected = try Demo.expected().totals.contests
        #expect(sums["contest-1"]?.votes.values.sorted() == expected["mayor"]?.votes.values.sorted())
        #expect(sums["contest-2"]?.undervotes == expected["council"]?.undervotes)
        #expect(sums["contest-2"]?.votes["option-5"] == expected["council"]?.votes["zoya"])
    }

    @Test func `the template is a table that, filled in, is taken`() throws {
        let scratch = try learned()
        let ended = try Scand.run(
            "election", "new", "--layout", scratch("layout.json"), "--languages", "ru, be", "--template",
            scratch("names.csv"))
        #expect(ended.status == 0, "\(ended.errors)")
        let template = try text(scratch("names.csv"))
        #expect(
            template.hasPrefix("\u{FEFF}contest,option,kind,votes,ru,be\r\n,,,,,\r\ncontest-1,,,,,\r\n"), "\(template)"
        )
        func filled(votes: String) -> [UInt8] {
            let rows = template.split(separator: "\r\n").enumerated().map { place, row in
                let cells = row.split(separator: ",", omittingEmptySubsequences: false)
                return place == 0
                    ? String(row)
                    : "\(cells[0]),\(cells[1]),,\(!cells[0].isEmpty && cells[1].isEmpty ? votes : ""),имя \(place),імя \(place)"
            }
            return Array((rows.joined(separator: "\r\n") + "\r\n").utf8)
        }
        try FileManager.default.removeItem(atPath: scratch("names.csv"))
        let undecided = try new(scratch, filled(votes: ""))
        #expect(
            undecided.status == 2 && undecided.errors.contains("line 3: column \"votes\": is \"\""),
            "\(undecided.errors)")
        let made = try new(scratch, filled(votes: "1"))
        #expect(made.status == 0, "\(made.errors)")
        #expect(
            try Scand.run("election", "check", scratch("election.json")).output.contains("імя 12 [be], имя 12 [ru]"))
    }

    @Test func `Windows-1251 is recognised and said, UTF-16 is refused`() throws {
        let scratch = try learned()
        let bytes = try #require(Self.table.data(using: .windowsCP1251))
        let ended = try new(scratch, bytes)
        #expect(ended.status == 0 && ended.errorLines.count == 1, "\(ended.errors)")
        #expect(ended.errors.contains("names.csv: is not UTF-8 and was read as Windows-1251"), "\(ended.errors)")
        let check = try Scand.run("election", "check", scratch("election.json"))
        #expect(check.output.contains("Игнат Василёк [ru]"), "\(check.output)")
        try FileManager.default.removeItem(atPath: scratch("election.json"))
        let wide = try #require(Self.table.data(using: .utf16))
        let refused = try new(scratch, wide)
        #expect(
            refused.status == 2 && refused.errors.contains("names.csv: is UTF-16 text: expected UTF-8"),
            "\(refused.errors)")
    }

    struct Fault: CustomTestStringConvertible {
        let old, new, says: String
        var testDescription: String { says }

        init(_ old: String, _ new: String, _ says: String) { (self.old, self.new, self.says) = (old, new, says) }
    }

    @Test(arguments: [
        Fault("contest;option", "question;option", "line 1: expected the columns contest, option, kind, votes"),
        Fault(";ru\n", ";en\n", "line 1: the language \"en\" stands there twice"),
        Fault(
            "contest-1;option-2;", "contest-1;option-9;",
            "line 6: \"contest-1/option-9\" is no contest or option of the layout"),
        Fault("contest-1;option-2;", "contest-1;option-1;", "line 6: contest-1/option-1 stands there twice"),
        Fault("contest-1;option-2;;;Vera Daisy;Вера Ромашка\n", "", "has no row for the option contest-1/option-2"),
        Fault(";Мэр", ";", "line 4: column \"ru\": is empty: expected the name of contest-1"),
        Fault("againstAll", "against", "line 8: column \"kind\": is \"against\": expected nothing, candidate, answer"),
        Fault("contest-2;;;2", "contest-2;;;two", "line 3: column \"votes\": is \"two\""),
        Fault(
            "Вера Ромашка", "Bера Ромашка",
            "line 6: contest-1/option-2, name.ru has \"Bера\", Cyrillic and Latin letters"),
        Fault(
            "Вера Ромашка", "Ада Астра",
            "line 6: contest-1/option-2, name.ru \"Ада Астра\" is the name of options[0] too"),
        Fault("Вера Ромашка", "Вера;Ромашка", "line 6: has 7 fields, and line 1 has 6: put names with a comma"),
    ])
    func `what is wrong in the table is named with its line`(fault: Fault) throws {
        let scratch = try learned()
        try #require(Self.table.contains(fault.old))
        let ended = try new(scratch, Self.table.replacingOccurrences(of: fault.old, with: fault.new).utf8)
        #expect(ended.status == 2 && ended.errorLines.count == 1 && ended.output.isEmpty, "\(ended.errors)")
        #expect(ended.errors.contains("names.csv: \(fault.says)"), "\(ended.errors)")
        #expect(!isThere(scratch("election.json")))
    }

    @Test func `nothing is guessed: neither sides, nor names, nor what is overwritten`() throws {
        let scratch = try learned()
        let names = try scratch.write("names.csv", Self.table.utf8)
        let command = ["election", "new", "--layout", scratch("layout.json"), "-o", scratch("election.json")]
        let sides = try Scand.run(command + ["--names", names, "--id", "x"])
        #expect(sides.status == 2 && sides.errors.contains("has 2 pages: say --two-sided"), "\(sides.errors)")
        let noNames = try Scand.run(command + ["--id", "x", "--two-sided"])
        #expect(
            noNames.status == 2 && noNames.errors.contains("--names: expected a table of names"), "\(noNames.errors)")
        let noID = try Scand.run(command + ["--names", names, "--two-sided"])
        #expect(noID.status == 2 && noID.errors.contains("--id: expected the id"), "\(noID.errors)")
        #expect(!isThere(scratch("election.json")))
        #expect(try Scand.run(command + ["--names", names, "--id", "x", "--one-sided"]).status == 0)
        let before = try text(scratch("election.json"))
        #expect(before.contains("\"sheet-2\"") && !before.contains("\"back\":"))
        #expect(try Scand.run(command + ["--names", names, "--id", "x", "--one-sided"]).status == 2)
        #expect(try text(scratch("election.json")) == before)
    }

    @Test func `the page for proof-reading has every name in every language, and no markup of the names`() throws {
        let definition = try ElectionVersion2Tests.definition()
        try definition.replace("Vera Daisy", with: "Vera <b>Daisy</b> & co", in: definition.election)
        let page = definition.scratch("ballot.html")
        let ended = try Scand.run("election", "check", definition.election, "--html", page)
        #expect(ended.status == 0, "\(ended.errors)")
        let html = try text(page)
        for name in [
            "Ada Aster", "Ада Астра", "Зоя Рябина", "Городской совет", "Vera &lt;b&gt;Daisy&lt;/b&gt; &amp; co",
        ] {
            #expect(html.components(separatedBy: name).count > 1, "\(name)")
        }
        #expect(!html.contains("<b>Daisy") && !html.contains("http://") && !html.contains("https://"))
        // Nine targets, each with its outline and name on a picture of its side.
        #expect(
            html.components(separatedBy: "<rect ").count == 10 && html.components(separatedBy: "<image ").count == 3)
        #expect(html.contains("against all") && html.contains("vote for 2 of 5"))
        let again = try Scand.run("election", "check", definition.election, "--html", page)
        #expect(again.status == 2 && again.errors.contains("exists and is not overwritten"))
        let layout = try Scand.run("election", "check", definition.layout, "--html", definition.scratch("x.html"))
        #expect(layout.status == 2 && layout.errors.contains("is a layout, which has no names"))
    }
}
