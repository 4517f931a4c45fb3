import Foundation
import Testing

/// Definition files that cannot be used: one line that names file and field, status 2, and nothing left behind.
@Suite struct BadDefinitionTests {
    /// A change of a definition file, and what the message must say behind the file's name.
    struct Fault: CustomTestStringConvertible {
        let old, new, says: String
        var testDescription: String { says }
    }

    private func check(_ definition: Definition, _ file: String, says: String) throws {
        let before = try definition.scratch.names
        var commands = [
            ["replay", "--election", definition.election, "--ledger", definition.scratch("ledger")]
                + Demo.sides("01-filled")
        ]
        if file == definition.layout {
            commands.append(
                ["replay", "--layout", definition.layout, "--ledger", definition.scratch("ledger")]
                    + Demo.sides("01-filled"))
            commands.append(["interpret", "--layout", definition.layout, Demo.image("01-filled-front")])
        }
        for command in commands {
            let ended = try Scand.run(command)
            #expect(ended.status == 2, "\(ended.errors)")
            #expect(ended.output.isEmpty)
            #expect(ended.errorLines.count == 1, "\(ended.errors)")
            #expect(ended.errors.hasPrefix("scand: \(file): "), "\(ended.errors)")
            #expect(ended.errors.contains(says), "\(ended.errors) does not say: \(says)")
            #expect(try definition.scratch.names == before)
        }
    }

    @Test(arguments: [
        Fault(old: "\"version\": 1", new: "\"version\": 2", says: "version is 2: this program reads version 1"),
        Fault(old: "\"version\": 1,", new: "", says: "version is missing"),
        Fault(
            old: "\"version\": 1", new: "\"version\": \"1\"",
            says: "version has the wrong kind of value: expected a whole number"),
        Fault(old: "\"version\": 1", new: "\"version\": 1.5", says: "version is not a whole number"),
        Fault(old: "\"version\": 1", new: "\"version\": null", says: "version is null"),
        Fault(old: "\"id\": \"back\"", new: "\"id\": \"front\"", says: "pages[1].id \"front\" is used twice"),
        Fault(
            old: "\"id\": \"back\"", new: "\"id\": 7", says: "pages[1].id has the wrong kind of value: expected a text"),
        Fault(old: "\"id\": \"back\",", new: "", says: "pages[1].id is missing"),
        Fault(
            old: "\"option\": \"vera\"", new: "\"option\": \"ada\"",
            says: "pages[0].targets[1] mayor/ada stands twice on page \"front\""),
        Fault(
            old: "[968, 965, 40, 40]", new: "[968, 96500, 40, 40]",
            says: "pages[0].targets[1].box [968, 96500, 40, 40] reaches outside its page"),
        Fault(old: "[968, 965, 40, 40]", new: "[-1, 965, 40, 40]", says: "pages[0].targets[1].box"),
        Fault(
            old: "[968, 965, 40, 40]", new: "[9223372036854775807, 965, 9223372036854775807, 40]",
            says: "pages[0].targets[1].box"),
        Fault(old: "[968, 965, 40, 40]", new: "[968, 965, 0, 40]", says: "pages[0].targets[1].box is 0 x 40 pixels"),
        Fault(old: "[968, 965, 40, 40]", new: "[968, 965, 40]", says: "pages[0].targets[1].box"),
        Fault(old: "[968, 965, 40, 40]", new: "[968, 965, 40, 40, 1]", says: "pages[0].targets[1].box"),
        Fault(
            old: "[968, 965, 40, 40]", new: "[968, 965.5, 40, 40]",
            says: "pages[0].targets[1].box[1] is not a whole number"),
        Fault(
            old: "[968, 965, 40, 40]", new: "[968, 99999999999999999999, 40, 40]",
            says: "pages[0].targets[1].box[1] is not a whole number, or too large"),
        Fault(old: "\"id\": \"front\",", new: "\"id\": \"front\",,", says: "is not JSON: line 9: "),
        Fault(old: "[968, 965, 40, 40]", new: "\"top\"", says: "pages[0].targets[1].box has the wrong kind of value"),
        Fault(
            old: "[968, 965, 40, 40]", new: "[968, \"x\", 40, 40]",
            says: "pages[0].targets[1].box[1] has the wrong kind"),
        Fault(
            old: "\"rectangle\"", new: "\"star\"",
            says: "pages[0].targets[0].shape is \"star\": expected \"ellipse\", \"rectangle\""),
        Fault(
            old: "\"writeIn\": false", new: "\"writein\": true",
            says: "pages[0].targets[0].writein is not known here: did you mean \"writeIn\"?"),
        Fault(
            old: "\"council\": {", new: "\"counsil\": {",
            says: "contests.counsil has no target on any page: did you mean \"council\"?"),
        Fault(old: "\"blank-back.png\"", new: "\"nope.png\"", says: "pages[1].reference \"nope.png\": "),
        Fault(old: "\"blank-back.png\"", new: "\"layout.json\"", says: "pages[1].reference \"layout.json\": "),
        Fault(
            old: "\"blank-back.png\"", new: "\".\"", says: "pages[1].reference \".\": expected a file, found a folder"),
        Fault(old: "\"blank-back.png\"", new: "\"\"", says: "pages[1].reference is empty"),
        Fault(
            old: "\"reference\": \"blank-back.png\"", new: "\"reference\": \"blank-back.png\", \"frame\": 1",
            says: "pages[1].frame is 1"),
        Fault(old: "\"votesAllowed\": 2", new: "\"votesAllowed\": 0", says: "contests.council.votesAllowed is 0"),
    ])
    func `a layout's fault is named with its field`(fault: Fault) throws {
        let definition = try Definition()
        try definition.replace(fault.old, with: fault.new, in: definition.layout)
        try check(definition, definition.layout, says: fault.says)
    }

    @Test(arguments: [
        Fault(old: "\"version\": 1", new: "\"version\": 3", says: "version is 3"),
        Fault(old: "\"id\": \"demo-2026\",", new: "", says: "id is missing"),
        Fault(old: "\"demo-2026\"", new: "\"\"", says: "id is empty"),
        Fault(
            old: "\"id\": \"ada\"", new: "\"id\": \"adam\"", says: "contests[0].options[0] \"mayor/adam\" has no target"
        ),
        Fault(old: "\"id\": \"vera\"", new: "\"id\": \"ada\"", says: "contests[0].options[1].id \"ada\" is used twice"),
        Fault(old: "\"id\": \"council\"", new: "\"id\": \"mayor\"", says: "contests[1].id \"mayor\" is used twice"),
        Fault(
            old: "\"votesAllowed\": 2", new: "\"votesAllowed\": 3",
            says: "contests[1].votesAllowed is 3, but the layout says 2"),
        Fault(old: "\"front\": \"front\"", new: "\"front\": \"cover\"", says: "sheets[0].front \"cover\" is no page"),
        Fault(old: "\"back\": \"back\"", new: "\"back\": \"front\"", says: "sheets[0].back is the same page"),
        Fault(old: "\"againstAll\"", new: "\"nobody\"", says: "contests[0].options[3].kind"),
        Fault(
            old: "\"title\": {", new: "\"title\": \"Mayor\", \"$schema\": {", says: "title has the wrong kind of value"),
        Fault(
            old: "\"votesAllowed\": 2", new: "\"votesAlowed\": 2",
            says: "contests[1].votesAlowed is not known here: did you mean \"votesAllowed\"?"),
        Fault(
            old: "\"id\": \"ada\",", new: "\"id\": \"ada\", \"party\": \"x\",",
            says: "contests[0].options[0].party is not known here: expected \"id\", \"name\", \"kind\""),
        Fault(
            old: "\"againstAll\"", new: "\"againstall\"",
            says: "contests[0].options[3].kind is \"againstall\": did you mean \"againstAll\"?"),
        Fault(
            old: "\"ru\": \"Мэр\"", new: "\"rn\": \"Мэр\"",
            says: "contests[0].title has no text in \"ru\", which the title has"),
        Fault(
            old: "\"ru\": \"Мэр\"", new: "\"ru\": \"Мэр\", \"kk\": \"Әкім\"",
            says: "contests[0].title.kk is in a language that the title has not: expected \"en\", \"ru\""),
        Fault(old: "\"ru\": \"Мэр\"", new: "\"ru\": \" \"", says: "contests[0].title.ru is empty"),
        Fault(
            old: "\"ru\": \"Мэр\"", new: "\"ru\": \"Мэр\\n  Vera  99\"",
            says: "contests[0].title.ru has the character U+A, which ends or turns a line"),
        Fault(old: "\"Ada Aster\"", new: "\"Ada\u{202E} Aster\"", says: "name.en has the character U+202E"),
        // The second letter is a Cyrillic one.
        Fault(
            old: "\"id\": \"demo-2026\"", new: "\"id\": \"d\u{435}mo\"",
            says: "id \"d\u{435}mo\" has the character U+435"),
        Fault(
            old: "\"id\": \"mayor\"", new: "\"id\": \"may or\"",
            says: "contests[0].id \"may or\" has the character U+20"),
    ])
    func `an election's fault is named with its field`(fault: Fault) throws {
        let definition = try Definition()
        try definition.replace(fault.old, with: fault.new, in: definition.election)
        try check(definition, definition.election, says: fault.says)
    }

    @Test(arguments: ["layout.json", "election.json"])
    func `a definition file that is no JSON file is named`(name: String) throws {
        let contents: [([UInt8]?, String)] = [
            ([], "the file is empty"), (Array("pages:\n- id: p1\n".utf8), "is not JSON"),
            (Array("[]".utf8), "wrong kind"),
            (Array("{\"version\": 1,".utf8), "is not JSON"), ([0xFF, 0xFE, 0x7B, 0], "is not JSON"),
            (nil, "found a folder"),
        ]
        for (content, says) in contents {
            let definition = try Definition()
            let file = definition.scratch(name)
            try FileManager.default.removeItem(atPath: file)
            if let content {
                _ = try definition.scratch.write(name, content)
            } else {
                try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
            }
            try check(definition, file, says: says)
            try FileManager.default.removeItem(atPath: file)
            try check(definition, file, says: "expected a file, found none of this name")
        }
    }

    @Test func `a ledger of other definition files is not gone on with`() throws {
        let definition = try Definition()
        let ledger = definition.scratch("ledger")
        let sheet = Demo.sides("01-filled")
        #expect(try Scand.run(["replay", "--election", definition.election, "--ledger", ledger] + sheet).status == 0)
        let before = try snapshot(ledger)
        try definition.replace("Ada Aster", with: "Ada Astor", in: definition.election)
        let ended = try Scand.run(["replay", "--election", definition.election, "--ledger", ledger] + sheet)
        #expect(ended.status == 4)
        #expect(ended.errorLines.count == 1 && ended.errors.hasPrefix("scand: \(ledger): "))
        #expect(try snapshot(ledger) == before)
    }

    @Test func `files with names of one letter are files like any other`() throws {
        let definition = try Definition()
        try FileManager.default.moveItem(atPath: definition.layout, toPath: definition.scratch("l"))
        try definition.replace("layout.json", with: "l", in: definition.election)
        try FileManager.default.moveItem(atPath: definition.election, toPath: definition.scratch("e"))
        for (index, side) in Demo.sides("03-tick").enumerated() {
            try FileManager.default.copyItem(atPath: side, toPath: definition.scratch("ab".map(String.init)[index]))
        }
        _ = try definition.scratch.write("m", "a\tb\n".utf8)
        for source in [["--election", "e"], ["--layout", "l"]] {
            let ledger = source[1] == "e" ? "x" : "y"
            let ended = try Scand.run(
                ["replay", "--ledger", ledger, "--manifest", "m", "--json"] + source, in: definition.scratch.path)
            #expect(ended.status == 0)
            let report = try ended.json(Report.self)
            #expect(report.election == (ledger == "x" ? "demo-2026" : "l"))
            #expect(report.sheets.accepted == 1)
        }
    }
}
