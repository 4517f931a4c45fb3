import Foundation
import Testing

/// Election files of version 2: what they refuse, what they change in counting, and what is not done for them.
@Suite struct ElectionVersion2Tests {
    static let demo = Demo.folder + "/election-2.json"

    /// The demo's definition with its election in version 2.
    static func definition() throws -> Definition {
        let definition = try Definition()
        try FileManager.default.removeItem(atPath: definition.election)
        try FileManager.default.copyItem(atPath: demo, toPath: definition.election)
        return definition
    }

    struct Fault: CustomTestStringConvertible {
        let old, new, says: String
        var testDescription: String { says }

        init(_ old: String, _ new: String, _ says: String) { (self.old, self.new, self.says) = (old, new, says) }
    }

    private static let sheets = "\"sheets\": ["
    private static let ada = "{\"id\": \"ada\", "

    @Test(arguments: [
        Fault("\"version\": 2", "\"version\": 3", "version is 3: this program reads versions 1 and 2"),
        Fault(
            "\"rule\": \"voteFor\"", "\"rule\": \"votefor\"",
            "contests[0].rule is \"votefor\": did you mean \"voteFor\"?"),
        Fault("\"rule\": \"voteFor\",", "", "contests[0].rule is missing"),
        Fault(
            "\"rule\": \"voteFor\"", "\"rule\": \"approval\"",
            "contests[0].votesAllowed does not belong to the rule \"approval\""),
        Fault("\"votesAllowed\": 1,", "", "contests[0].votesAllowed is missing"),
        Fault("\"votesAllowed\": 1", "\"votesAllowed\": 0", "contests[0].votesAllowed is 0: must be at least 1"),
        Fault("\"layout\":", "\"layuot\":", "layuot is not known here: did you mean \"layout\"?"),
        Fault("\"layout\": \"layout.json\",", "", "layout is missing: name the layout of the ballot's pages"),
        Fault(
            "\"kind\": \"againstAll\"", "\"kind\": \"agianstAll\"",
            "contests[0].options[3].kind is \"agianstAll\": did you mean \"againstAll\"?"),
        Fault(
            ada, "{\"kind\": \"againstAll\", \"id\": \"ada\", ",
            "contests[0].options[3].kind is the second \"againstAll\" of the contest"),
        Fault(
            "\"Vera Daisy\"", "\"Ada  aster\"",
            "contests[0].options[1].name.en \"Ada  aster\" is the name of options[0] too"),
        // A Latin letter in a Cyrillic word.
        Fault(
            "Ада Астра", "Ада A\u{441}тра",
            "contests[0].options[0].name.ru has \"A\u{441}тра\", Cyrillic and Latin letters in one word"),
        Fault("\"ru\": \"Мэр\"", "\"rn\": \"Мэр\"", "contests[0].title has no text in \"ru\", which the title has"),
        Fault("\"id\": \"vera\"", "\"id\": \"ada\"", "contests[0].options[1].id \"ada\" is used twice"),
        Fault("\"id\": \"ada\"", "\"id\": \"\u{430}da\"", "has the character U+430"),
        Fault(
            ada, "{\"id\": \"eve\", \"id\": \"ada\", ", "contests[0].options[0].id stands there twice: expected it once"
        ),
        Fault("\"version\": 2,", "\"version\": 2, \"\\u0069d\": \"x\",", "id stands there twice: expected it once"),
        Fault(ada, ada + "\"list\": \"red\", ", "contests[0].options[0].list is not known here"),
        Fault(
            ada, "{\"kind\": \"list\", \"id\": \"ada\", ",
            "contests[0].options[0].kind is \"list\", which a contest of the rule \"voteFor\" cannot have"),
        Fault(
            "\"version\": 2,", "\"version\": 2, \"thresholds\": {\"marginal\": 0.2, \"marked\": 0.1},",
            "thresholds are marginal 0.2, marked 0.1: must be 0 < marginal < marked < 1"),
        Fault("\"back\": \"back\"", "\"back\": \"rear\"", "sheets[0].back \"rear\" is no page of the layout"),
        Fault(", \"back\": \"back\"", "", "sheets lack the page \"back\" of the layout"),
        Fault(
            sheets, "\"styles\": [{\"id\": \"a\", \"sheets\": [\"balot\"]}], " + sheets,
            "styles[0].sheets[0] is \"balot\": did you mean \"ballot\"?"),
        Fault(
            sheets, "\"styles\": [{\"id\": \"a\", \"sheets\": [\"ballot\"], \"languages\": [\"kk\"]}], " + sheets,
            "styles[0].languages[0] is \"kk\": expected \"en\", \"ru\""),
        Fault(
            sheets,
            "\"styles\": [{\"id\": \"a\", \"sheets\": [\"ballot\"]}, {\"id\": \"b\", \"sheets\": [\"ballot\"]}], "
                + "\"precincts\": [{\"id\": \"12\", \"styles\": [\"a\"]}], " + sheets,
            "styles[1] \"b\" is given in no precinct"),
        Fault(
            sheets,
            day(
                "\"schedule\": {\"zone\": \"+03:00\", \"opens\": \"2026-11-30T20:00\", \"closes\": \"2026-11-30T08:00\"}"
            ),
            "day.schedule.closes is 2026-11-30T08:00, not after opens, 2026-11-30T20:00"),
        Fault(
            sheets,
            day(
                "\"schedule\": {\"zone\": \"+03:00\", \"opens\": \"2026-02-29T20:00\", \"closes\": \"2026-11-30T08:00\"}"
            ),
            "day.schedule.opens is \"2026-02-29T20:00\": expected a time such as"),
        Fault(
            sheets,
            day(
                "\"schedule\": {\"zone\": \"Minsk\", \"opens\": \"2026-11-30T08:00\", \"closes\": \"2026-11-30T20:00\"}"
            ),
            "day.schedule.zone is \"Minsk\": expected what lawful time is ahead of UTC"),
        Fault(sheets, day("\"smallestGroup\": 0"), "day.smallestGroup is 0: expected 1 to 1000"),
        Fault(sheets, day("\"anchorSheets\": 5"), "day.anchorSheets is 5: expected 0 or 10 to 100000"),
        Fault(sheets, day("\"software\": [\"abc\"]"), "day.software[0] is \"abc\": expected a SHA-256"),
        Fault(
            sheets, day("\"policies\": {\"doubt\": \"accept\"}"),
            "day.policies.doubt is \"accept\": expected \"return\", \"acceptAsInvalid\", \"setAside\", \"ask\""),
        Fault(
            sheets, day("\"modes\": [\"stationery\"]"), "day.modes[0] is \"stationery\": did you mean \"stationary\"?"),
    ])
    func `what version 2 forbids is named with its field`(fault: Fault) throws {
        let definition = try Self.definition()
        try definition.replace(fault.old, with: fault.new, in: definition.election)
        let before = try definition.scratch.names
        for command in [
            ["election", "check", definition.election],
            ["replay", "--election", definition.election, "--ledger", definition.scratch("ledger")]
                + Demo.sides("01-filled"),
        ] {
            let ended = try Scand.run(command)
            #expect(ended.status == 2 && ended.output.isEmpty && ended.errorLines.count == 1, "\(ended.errors)")
            #expect(ended.errors.hasPrefix("scand: \(definition.election): "), "\(ended.errors)")
            #expect(ended.errors.contains(fault.says), "\(ended.errors) does not say: \(fault.says)")
        }
        #expect(try definition.scratch.names == before)
    }

    private static func day(_ members: String) -> String { "\"day\": {\(members)}, " + sheets }

    @Test(arguments: [
        Fault(
            "\"layout\": \"layout.json\"",
            "\"design\": {\"family\": \"ovals\", \"paper\": [210, 297], \"target\": [5, 3.5], \"shape\": \"ellipse\", "
                + "\"fonts\": [\"DejaVu Sans\"], \"free\": [{\"side\": \"front\", \"box\": [10, 10, 40, 20]}]}",
            "design asks for ballots to be drawn"),
        Fault(
            "\"rule\": \"voteFor\",\n      \"votesAllowed\": 1", "\"rule\": \"ranked\", \"ranks\": 2",
            "contests[0].rule is \"ranked\""),
        Fault(sheets, day("\"policies\": {\"overvote\": \"setAside\"}"), "day.policies.overvote is \"setAside\""),
        Fault(sheets, day("\"policies\": {\"writeIn\": \"return\"}"), "day.policies.writeIn is \"return\""),
        Fault(sheets, day("\"secondChance\": \"warn\""), "day.secondChance is \"warn\""),
        Fault(sheets, day("\"modes\": [\"stationary\", \"portable\"]"), "day.modes are not [\"stationary\"]"),
        Fault(sheets, day("\"stamps\": [\"17\"]"), "day.stamps ask for stamps"),
        Fault(
            sheets,
            day("\"roles\": [{\"action\": \"openPolls\", \"roles\": [\"chair\", \"secretary\"], \"people\": 2}]"),
            "day.roles say who may do what"),
    ])
    func `what is asked for and not done is said, and nothing is counted by it`(fault: Fault) throws {
        let definition = try Self.definition()
        if fault.says.contains("ranked") {
            try definition.replace(
                "\"mayor\": {\"votesAllowed\": 1},", with: "\"mayor\": {\"votesAllowed\": 2},", in: definition.layout)
        }
        try definition.replace(fault.old, with: fault.new, in: definition.election)
        let says = fault.says
        let check = try Scand.run("election", "check", definition.election)
        #expect(check.status == 2 && check.errorLines.count == 1, "\(check.errors)")
        #expect(
            check.errors.contains(says) && check.errors.contains("is not carried out by this version"),
            "\(check.errors)")
        #expect(check.output.contains("Ада Астра [ru]"))
        let count = try Scand.run(
            ["replay", "--election", definition.election, "--ledger", definition.scratch("ledger")]
                + Demo.sides("01-filled"))
        #expect(count.status == 2 && count.errorLines.count == 1 && count.errors.contains(says), "\(count.errors)")
        #expect(!isThere(definition.scratch("ledger")))
    }

    private func replay(_ definition: Definition, _ sheets: [String], _ more: String...) throws -> Ended {
        try Scand.run(
            [
                "replay", "--election", definition.election, "--ledger", definition.scratch("ledger"), "--json",
                "--accept-file-system",
            ] + more + sheets.flatMap(Demo.sides))
    }

    @Test func `a count under both versions has the same totals`() throws {
        let scratch = try Scratch()
        let ended = try Scand.run([
            "replay", "--election", Self.demo, "--ledger", scratch("ledger"), "--json", "--accept-file-system",
            "--manifest", Demo.manifest,
        ])
        #expect(ended.status == 0, "\(ended.errors)")
        let first = try Demo.counted.get()
        #expect(try ended.json(Report.self).contests == first.ended.json(Report.self).contests)
        #expect(try ended.json(Report.self).contests == Demo.expected().totals.contests)
        #expect(try releasedSheets(in: scratch("ledger")) == releasedSheets(in: first.ledger))
    }

    @Test func `upgrading gives the same bytes each time, and what cannot mean the same is refused`() throws {
        let printed = try Scand.run("election", "upgrade", Demo.election)
        #expect(try printed.status == 0 && printed.output == text(Self.demo))
        let again = try Scand.run("election", "upgrade", Self.demo)
        #expect(again.status == 2 && again.errors.contains("version is 2: expected 1, there is nothing to upgrade"))

        let definition = try Definition()
        let file = definition.scratch("new.json")
        try definition.replace("\"votesAllowed\": 1", with: "\"votesAllowed\": 2", in: definition.election)
        try definition.replace("\"votesAllowed\": 1", with: "\"votesAllowed\": 2", in: definition.layout)
        let refused = try Scand.run("election", "upgrade", definition.election, "-o", file)
        #expect(refused.status == 2 && refused.errors.contains("contests[0] allows 2 votes"), "\(refused.errors)")
        #expect(!isThere(file))
        #expect(
            try Scand.run("election", "upgrade", definition.election, "-o", file, "--against-all-alone").status == 0)
        let check = try Scand.run("election", "check", file)
        #expect(check.status == 0 && check.output.contains("(against all, alone)"), "\(check.errors)")
        try definition.replace("Vera Daisy", with: "Ada Aster", in: definition.election)
        let twins = try Scand.run("election", "upgrade", definition.election, "--against-all-alone")
        #expect(twins.status == 2 && twins.errors.contains("version 1 let that pass"), "\(twins.errors)")
    }

    /// A count in which one sheet has a mark for against all beside another, where two votes are allowed.
    private func countAlone() throws -> (definition: Definition, report: Report) {
        let definition = try Self.definition()
        try definition.replace("\"votesAllowed\": 1", with: "\"votesAllowed\": 2", in: definition.election)
        try definition.replace("\"votesAllowed\": 1", with: "\"votesAllowed\": 2", in: definition.layout)
        let sheets = ["01-filled", "09-against-all", "12-overvote-mayor", "14-overvote-against-all"]
        let ended = try replay(definition, sheets)
        try #require(ended.status == 0, "\(ended.errors)")
        return (definition, try ended.json(Report.self))
    }

    @Test func `against all counts alone, and the ledger verifies`() throws {
        let (definition, report) = try countAlone()
        let mayor = try #require(report.contests["mayor"])
        // One vote, against all alone, two candidates (allowed here), and a candidate beside against all.
        #expect(mayor.ballots == 4 && mayor.overvotes == 1 && mayor.undervotes == 2, "\(mayor)")
        #expect(mayor.votes["against-all"] == 1)
        #expect(mayor.votes.values.reduce(0, +) + mayor.undervotes + 2 * mayor.overvotes == 2 * mayor.ballots)
        let ledger = definition.scratch("ledger")
        let verified = try Scand.run("ledger", "verify", ledger, "--vkey", "\(ledger).key.vkey")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    private static let root = URL(fileURLWithPath: Demo.folder).deletingLastPathComponent().deletingLastPathComponent()
        .path
    private static let python = root + "/.build-interop/bin/python"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python), "no Python: run scripts/setup-interop"))
    func `the observers' program finds against all alone too`() throws {
        let counted = try countAlone()
        // Its folder goes with it.
        defer { withExtendedLifetime(counted) {} }
        let ledger = counted.definition.scratch("ledger")
        let key = try text("\(ledger).key.vkey").trimmingCharacters(in: .whitespacesAndNewlines)
        let observer = "\(Self.root)/Sources/scand/Ledger/observer/verify_ledger.py"
        let ended = try Running(
            [observer, "ledger", ledger, "--vkey", key], executable: URL(fileURLWithPath: Self.python)
        ).end()
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    }

    @Test func `an approval contest takes as many marks as it has options`() throws {
        let definition = try Self.definition()
        try definition.replace(
            "\"rule\": \"voteFor\",\n      \"votesAllowed\": 2", with: "\"rule\": \"approval\"", in: definition.election
        )
        try definition.replace(
            "\"council\": {\"votesAllowed\": 2}", with: "\"council\": {\"votesAllowed\": 5}", in: definition.layout)
        let ended = try replay(definition, ["13-overvote-council"])
        #expect(ended.status == 0, "\(ended.errors)")
        let council = try #require(try ended.json(Report.self).contests["council"])
        #expect(council.overvotes == 0 && council.votes.values.reduce(0, +) + council.undervotes == 5, "\(council)")
    }

    @Test func `a withdrawn option is not read, whatever is drawn on it`() throws {
        let definition = try Self.definition()
        let before = try replay(definition, ["12-overvote-mayor"])
        #expect(try before.json(Report.self).contests["mayor"]?.overvotes == 1)
        let marked =
            try Demo.expected().sheets.first { $0.sheet == "12-overvote-mayor" }?.sides
            .flatMap { $0.targets.filter { $0.key.hasPrefix("mayor/") && $0.value == "marked" }.keys } ?? []
        let withdrawn = try #require(marked.min()?.dropFirst("mayor/".count))
        let left = try #require(marked.max()?.dropFirst("mayor/".count))
        let other = try Self.definition()
        try other.replace(
            "{\"id\": \"\(withdrawn)\",", with: "{\"withdrawn\": true, \"id\": \"\(withdrawn)\",", in: other.election)
        #expect(try Scand.run("election", "check", other.election).output.contains("(withdrawn)"))
        let after = try replay(other, ["12-overvote-mayor"])
        #expect(after.status == 0, "\(after.errors)")
        let mayor = try #require(try after.json(Report.self).contests["mayor"])
        #expect(
            mayor.overvotes == 0 && mayor.votes[String(left)] == 1 && mayor.votes[String(withdrawn)] == 0, "\(mayor)")
    }

    @Test func `policies give sheets back, and the reason is told`() throws {
        let definition = try Self.definition()
        try definition.replace(
            Self.sheets, with: Self.day("\"policies\": {\"overvote\": \"return\", \"blank\": \"return\"}"),
            in: definition.election)
        let ended = try replay(definition, ["01-filled", "11-no-marks", "12-overvote-mayor", "13-overvote-council"])
        #expect(ended.status == 0, "\(ended.errors)")
        let report = try ended.json(Report.self)
        #expect(
            report.sheets.accepted == 1 && report.sheets.reasons == ["noMarks": 1, "overvote": 2], "\(report.sheets)")
        let ledger = definition.scratch("ledger")
        let text = try Scand.run("report", ledger, "--vkey", "\(ledger).key.vkey", "--language", "ru")
        #expect(text.output.contains("ни одной отметки"), "\(text.output)")
    }

    @Test func `the definition's terms are those of the ledger, and an option that says otherwise is refused`() throws {
        let definition = try Self.definition()
        try definition.replace(
            Self.sheets, with: Self.day("\"smallestGroup\": 7, \"anchorSheets\": 20, \"anchorMinutes\": 3"),
            in: definition.election)
        let refused = try replay(definition, ["01-filled"], "--smallest-group", "3")
        #expect(refused.status == 2 && refused.errors.contains("--smallest-group 3: "), "\(refused.errors)")
        #expect(!isThere(definition.scratch("ledger")))
        #expect(try replay(definition, ["01-filled"]).status == 0)
        let genesis = try #require(try leaves(of: definition.scratch("ledger")).first)
        #expect(field("smallest-group", of: genesis) == "7", "\(genesis)")
        #expect(genesis.contains("20") && field("anchor-minutes", of: genesis) == "3", "\(genesis)")
    }

    @Test func `other software, and polls out of hours, are not passed over`() throws {
        let definition = try Self.definition()
        let none = String(repeating: "0", count: 64)
        try definition.replace(Self.sheets, with: Self.day("\"software\": [\"\(none)\"]"), in: definition.election)
        let refused = try replay(definition, ["01-filled"])
        #expect(
            refused.status == 4 && refused.errors.contains("day.software does not allow this program"),
            "\(refused.errors)")
        #expect(!isThere(definition.scratch("ledger")))

        for (opens, closes, says) in [
            ("2098-11-30T08:00", "2098-11-30T20:00", "polls open at 2098-11-30T08:00+03:00 by day.schedule"),
            ("2001-11-30T08:00", "2001-11-30T20:00", "polls were to close at 2001-11-30T20:00+03:00 by day.schedule"),
        ] {
            let definition = try Self.definition()
            try definition.replace(
                Self.sheets,
                with: Self.day(
                    "\"schedule\": {\"zone\": \"+03:00\", \"opens\": \"\(opens)\", \"closes\": \"\(closes)\"}"),
                in: definition.election)
            let test = try replay(definition, ["01-filled"])
            #expect(test.status == 0 && test.errors.contains(says), "\(test.errors)")
        }
    }

    @Test func `real polls do not open before their lawful time, nor without their witnesses`() throws {
        let definition = try Self.definition()
        let key = definition.scratch("key")
        let made = try Scand.run("keys", "make", "--name", "station.example.org/2026", "--out", key, "--no-passphrase")
        try #require(made.status == 0, "\(made.errors)")
        let box = definition.scratch("box")
        let boxMade = try Scand.run(
            "keys", "make", "--kind", "box", "--name", "box.example.org/2026", "--out", box, "--no-passphrase")
        try #require(boxMade.status == 0, "\(boxMade.errors)")
        let keys = ["--key", key, "--box-key", "\(box).boxkey"]
        let schedule =
            "\"schedule\": {\"zone\": \"+03:00\", \"opens\": \"2098-11-30T08:00\", \"closes\": \"2098-11-30T20:00\"}"
        try definition.replace(Self.sheets, with: Self.day(schedule), in: definition.election)
        let command =
            [
                "replay", "--election", definition.election, "--ledger", definition.scratch("ledger"),
                "--accept-file-system",
            ]
            + keys + Demo.sides("01-filled")
        let early = try Scand.run(command)
        #expect(early.status == 4 && early.errors.contains("wait, no sheet was taken"), "\(early.errors)")
        #expect(countedSheets(in: definition.scratch("ledger")) == 0)

        let other = try Self.definition()
        try other.replace(
            Self.sheets, with: Self.day("\"witnesses\": [\"w.example.org+12345678+AAAA\"]"), in: other.election)
        let alone = try Scand.run(
            ["replay", "--election", other.election, "--ledger", other.scratch("ledger"), "--accept-file-system"] + keys
                + Demo.sides("01-filled"))
        #expect(
            alone.status == 2 && alone.errors.contains("must be asked: give --witness with a policy"), "\(alone.errors)"
        )
        #expect(!isThere(other.scratch("ledger")))
    }
}
