import Foundation
import Testing

/// `scand report`: the result as people print it, in their language, as often as they like.
@Suite struct ReportTests {
    private let scratch: Scratch
    private let ledger: String
    private let key: String

    init() throws {
        scratch = try Scratch()
        ledger = try Demo.counted.get().ledger
        key = ledger + ".key.vkey"
    }

    private func report(_ more: String..., of ledger: String? = nil) throws -> Ended {
        try Scand.run(["report", ledger ?? self.ledger, "--vkey", key] + more)
    }

    /// A contest's rows of a report in JSON.
    private struct Printed: Decodable {
        let title, standing: String
        let isTest: Bool
        let contests: [Contest]
        let sheets, returnReasons: [Row]

        struct Contest: Decodable {
            let title: String
            let ballots, overvotes: Int
            let undervotes, votesAllowed: Int?
            let options: [Row]
        }

        struct Row: Decodable, Equatable {
            let name: String
            let count: Int
        }
    }

    @Test func `the numbers are those that the stack is known to have, under their names and in ballot order`() throws {
        let ended = try report("--format", "json")
        #expect(ended.status == 0, "\(ended.errors)")
        let printed = try ended.json(Printed.self)
        let expected = try Demo.expected()
        #expect(printed.isTest && printed.title == "Election of the mayor and the council of Nebyvalov")
        #expect(printed.contests.map(\.title) == ["Mayor", "Town council"])
        let mayor = try #require(expected.totals.contests["mayor"])
        #expect(
            printed.contests[0].options.map(\.name) == ["Ada Aster", "Vera Daisy", "Bogdan Ash", "Against all"])
        #expect(
            printed.contests[0].options.map(\.count)
                == ["ada", "vera", "bogdan", "against-all"].map { mayor.votes[$0] })
        #expect(printed.contests[0].overvotes == mayor.overvotes && printed.contests[0].undervotes == mayor.undervotes)
        #expect(printed.contests[0].ballots == mayor.ballots && printed.contests[0].votesAllowed == 1)
        let sheets = expected.totals.sheets
        #expect(
            printed.sheets == [
                .init(name: "Counted", count: sheets.accepted),
                .init(name: "Given back", count: sheets.scanned - sheets.accepted),
            ])
        #expect(printed.returnReasons.map(\.count).reduce(0, +) == sheets.scanned - sheets.accepted)
        // It may be printed again, and is the same.
        #expect(try report("--format", "json").output == ended.output)
    }

    @Test(arguments: [
        ("en", "Polls are closed, and the totals are signed", "Ballots with too many marks"),
        ("ru", "Голосование закрыто, итоги подписаны", "Бюллетени с лишними отметками"),
        ("be-BY", "Галасаванне закрыта, вынікі падпісаны", "Бюлетэні з лішнімі адзнакамі"),
        ("kk", "Дауыс беру жабылды, қорытындыға қол қойылды", "Артық белгісі бар бюллетеньдер"),
        ("ky", "Добуш берүү жабылды, жыйынтыкка кол коюлду", "Ашыкча белгиси бар бюллетендер"),
    ])
    func `labels are in the language that is asked for, in every format`(
        language: String, standing: String, overvotes: String
    ) throws {
        for format in ["text", "html", "csv"] {
            let ended = try report("--language", language, "--format", format)
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(ended.output.contains(standing) && ended.output.contains(overvotes), "\(ended.output)")
            #expect(ended.output.contains("Ada Aster"))
        }
    }

    @Test func `with the definition names are in that language too, and another definition is refused`() throws {
        let ended = try report("--language", "ru", "--election", Demo.election)
        #expect(
            ended.status == 0 && ended.output.contains("Ада Астра") && ended.output.contains("Мэр"), "\(ended.errors)")
        #expect(!ended.output.contains("Ada Aster") && ended.errors.isEmpty)
        let lacking = try report("--language", "ky", "--election", Demo.election)
        #expect(
            lacking.status == 0
                && lacking.errors == "scand: \(Demo.election): has no names in \"ky\": those in \"en\" are printed\n")
        let definition = try Definition()
        try definition.replace("Ada Aster", with: "Ada Astor", in: definition.election)
        let other = try report("--election", definition.election)
        #expect(other.status == 2 && other.output.isEmpty)
        #expect(
            other.errors == "scand: \(definition.election): is not the definition that \(ledger) was counted by\n")
    }

    @Test func `a ledger that does not verify has no result in any format`() throws {
        let damaged = scratch("damaged")
        try FileManager.default.copyItem(atPath: ledger, toPath: damaged)
        var totals = try bytes(damaged + "/release/totals.json")
        totals[totals.count / 2] ^= 1
        try Data(totals).write(to: URL(fileURLWithPath: damaged + "/release/totals.json"))
        for format in ["text", "html", "csv", "json"] {
            let ended = try report("--format", format, of: damaged)
            #expect(ended.status == 1, "\(ended.output)")
            #expect(ended.output.contains("NOT VERIFIED: the ledger is not as it was signed"))
            for name in ["Ada Aster", "ada", "Counted", "Ballots with too many"] {
                #expect(
                    !ended.output.contains(">\(name)<") && !ended.output.contains("  \(name)  "), "\(format): \(name)")
            }
            #expect(ended.errors.contains("nothing of it is a result"))
        }
        #expect(try report("--format", "json", of: damaged).json(Printed.self).contests.isEmpty)
    }

    @Test func `before polls are closed there is no result, and that is what is said`() throws {
        let own = scratch("own")
        #expect(try Demo.replay(Demo.sides("01-filled"), into: own, "--leave-open").status == 0)
        let running = try Scand.run("report", own, "--vkey", own + ".key.vkey")
        #expect(running.status == 0 && running.output.contains("Polls are not closed: there is no result yet"))
        #expect(!running.output.contains("ada"))
    }

    @Test func `a page for browsers loads nothing, and no name becomes markup`() throws {
        let definition = try Definition()
        try definition.replace("Ada Aster", with: "Ada <script>alert(1)</script>", in: definition.election)
        let own = scratch("own")
        let counted = try Scand.run(
            ["replay", "--election", definition.election, "--ledger", own] + Demo.sides("01-filled"))
        #expect(counted.status == 0, "\(counted.errors)")
        let page = try Scand.run("report", own, "--vkey", own + ".key.vkey", "--format", "html")
        #expect(page.status == 0 && page.output.contains("Ada &lt;script&gt;alert(1)&lt;/script&gt;"))
        for word in ["<script", "http:", "https:", "src=", "@import", "url("] { #expect(!page.output.contains(word)) }
        #expect(page.output.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") && page.output.hasSuffix("</html>\n"))
    }

    @Test func `a name that begins like a formula is a text to table programs`() throws {
        let definition = try Definition()
        try definition.replace("Ada Aster", with: "=1+1, \\\"Ada\\\"", in: definition.election)
        try definition.replace("Vera Daisy", with: "Vera,\u{301} \\\"\u{301}Daisy", in: definition.election)
        let own = scratch("own")
        #expect(
            try Scand.run(["replay", "--election", definition.election, "--ledger", own] + Demo.sides("01-filled"))
                .status
                == 0)
        let table = try Scand.run("report", own, "--vkey", own + ".key.vkey", "--format", "csv")
        #expect(table.output.contains("Mayor,\"'=1+1, \"\"Ada\"\"\",1\r\n"), "\(table.output)")
        // A sign with an accent on it is still that sign.
        let scalars = Array("Mayor,\"Vera,\u{301} \"\"\u{301}Daisy\",0".unicodeScalars)
        #expect(Array(table.output.unicodeScalars).firstRange(of: scalars) != nil, "\(table.output)")
    }

    @Test func `a report goes into a new file, and never over another one`() throws {
        let file = scratch("result.csv")
        #expect(try report("--format", "csv", "-o", file).status == 0)
        let written = try text(file)
        #expect(written.hasPrefix("\u{FEFF}") && written.hasSuffix("\r\n") && !written.contains("\r\r"))
        #expect(written.split(separator: "\r\n").contains("Mayor,Ada Aster,11"), "\(written)")
        let again = try report("--format", "csv", "-o", file)
        #expect(again.status == 2 && again.errors.contains("\(file): exists and is not overwritten"))
        #expect(try text(file) == written)
        let unknown = try report("--language", "xx")
        #expect(unknown.status == 2 && unknown.errors.contains("--language xx: expected one of en, ru, be, kk, ky"))
        #expect(try report(of: scratch("nothing")).status == 3)
    }
}
