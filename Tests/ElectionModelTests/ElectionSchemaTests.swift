import ElectionModel
import Foundation
import Testing

/// election.schema.json and the parser, held to each other: whatever is changed in a file, both say yes or both say no, but for
/// what a schema cannot tell.
@Suite struct ElectionSchemaTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let schema = root + "/Sources/OMR/ElectionModel/election.schema.json"

    /// Files that together have every member there is.
    private static let samples = [
        """
        {"$schema": "x", "version": 2, "id": "full", "title": {"en": "Election", "ru": "Выборы"}, "layout": "layout.json",
         "contests": [
          {"id": "a", "title": {"en": "A", "ru": "А"}, "rule": "voteFor", "votesAllowed": 2, "options": [
            {"id": "x", "name": {"en": "X", "ru": "Х"}, "kind": "candidate", "withdrawn": true},
            {"id": "y", "name": {"en": "Y", "ru": "У"}, "kind": "againstAll"},
            {"id": "z", "name": {"en": "Z", "ru": "З"}, "kind": "writeIn"}]},
          {"id": "b", "title": {"en": "B", "ru": "Б"}, "rule": "approval", "options": [
            {"id": "yes", "name": {"en": "Yes", "ru": "Да"}, "kind": "answer"}]},
          {"id": "c", "title": {"en": "C", "ru": "В"}, "rule": "ranked", "ranks": 2, "options": [
            {"id": "p", "name": {"en": "P", "ru": "П"}}, {"id": "q", "name": {"en": "Q", "ru": "К"}}]},
          {"id": "d", "title": {"en": "D", "ru": "Д"}, "rule": "list", "votesAllowed": 3, "options": [
            {"id": "l", "name": {"en": "L", "ru": "Л"}, "kind": "list"},
            {"id": "m", "name": {"en": "M", "ru": "М"}, "list": "l"}]}],
         "sheets": [{"id": "s", "front": "f", "back": "g"}],
         "styles": [{"id": "st", "sheets": ["s"], "languages": ["ru"]}],
         "precincts": [{"id": "12", "name": {"en": "School", "ru": "Школа"}, "styles": ["st"]}],
         "thresholds": {"marginal": 0.02, "marked": 0.5},
         "day": {
          "schedule": {"zone": "+03:00", "opens": "2026-11-30T08:00", "closes": "2026-11-30T20:00"},
          "modes": ["stationary", "portable"],
          "policies": {"overvote": "return", "blank": "ask", "writeIn": "accept", "doubt": "setAside"},
          "secondChance": "warn", "roles": [{"action": "release", "roles": ["chair", "clerk"], "people": 2}],
          "smallestGroup": 5, "anchorSheets": 20, "anchorMinutes": 7, "witnesses": ["w+1+k"],
          "software": ["0000000000000000000000000000000000000000000000000000000000000000"], "stamps": ["17"]}}
        """,
        """
        {"version": 2, "id": "drawn", "title": {"en": "Election"}, "contests": [
          {"id": "a", "title": {"en": "A"}, "rule": "approval", "options": [{"id": "x", "name": {"en": "X"}}]}],
         "sheets": [{"id": "s", "front": "f"}],
         "design": {"family": "ovals", "paper": [210, 297], "target": [5, 3.5], "shape": "ellipse", "fonts": ["DejaVu Sans"],
          "free": [{"side": "back", "box": [10, 10.5, 40, 20]}]}}
        """,
    ]

    /// A file that was changed in one place.
    private struct Change {
        let what: String
        let file: Any
    }

    /// Every member taken out, every value given another type, every word misspelt, every number made negative and huge, every
    /// object given a member more, every list emptied and doubled.
    private static func changes(of value: Any, at path: String) -> [Change] {
        var found: [Change] = []
        switch value {
        case let object as [String: Any]:
            found.append(Change(what: "\(path): a member more", file: object.merging(["surprise": 1]) { $1 }))
            for (name, member) in object.sorted(by: { $0.key < $1.key }) {
                found.append(Change(what: "\(path).\(name): out", file: object.filter { $0.key != name }))
                found += changes(of: member, at: "\(path).\(name)").map { change in
                    Change(what: change.what, file: object.merging([name: change.file]) { $1 })
                }
            }
            found.append(Change(what: "\(path): a list", file: [object]))
        case let list as [Any]:
            found.append(Change(what: "\(path): empty", file: [Any]()))
            found.append(Change(what: "\(path): an object", file: ["x": list]))
            for (place, member) in list.enumerated() {
                found += changes(of: member, at: "\(path)[\(place)]").map { change in
                    var list = list
                    list[place] = change.file
                    return Change(what: change.what, file: list)
                }
            }
        case let text as String:
            found += ["", "surprise", " "].map { Change(what: "\(path): \"\($0)\"", file: $0) }
            found.append(Change(what: "\(path): 1", file: 1))
            found.append(Change(what: "\(path): twice", file: text + text))
        default:
            found += [-1, 0, 1, 3_000_000].map { Change(what: "\(path): \($0)", file: $0) }
            found += [Change(what: "\(path): text", file: "1"), Change(what: "\(path): true", file: true)]
            found.append(Change(what: "\(path): a fraction", file: 0.25))
        }
        return found
    }

    /// What the schema says of files, one answer each; asked in one go, of a program that is not ours.
    private func schemaAccepts(_ files: [Any]) throws -> [Bool] {
        let folder = NSTemporaryDirectory() + "scand-schema-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try JSONSerialization.data(withJSONObject: files).write(to: URL(fileURLWithPath: folder + "/files"))
        let program = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            answers = [validator.is_valid(file) for file in json.load(open(sys.argv[2]))]
            json.dump(answers, open(sys.argv[3], "w"))
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", program, Self.schema, folder + "/files", folder + "/answers"]
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        ended.wait()
        try #require(process.terminationStatus == 0, "python3-jsonschema is missing: run scripts/setup test")
        return try JSONDecoder().decode([Bool].self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/answers")))
    }

    private func parserProblem(_ file: Any) throws -> String? {
        let bytes = try JSONSerialization.data(withJSONObject: file, options: .fragmentsAllowed)
        do {
            _ = try JSONDecoder().decode(ElectionFile.self, from: bytes)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// What the parser refuses and no schema can: what names another thing, what must differ, sums and order.
    private static let beyondSchema = [
        "has no text in", "in a language that the title has not", "is used twice", "stands there twice",
        "is in no style",
        "is given in no precinct", "did you mean", "cannot have", "have no list",
        "is missing: name the candidate's list",
        "only candidates of the rule", "not after opens", "reaches outside its page", "thresholds are", "but there are",
        "styles[0].sheets", "styles[0].languages", "precincts[0].styles", "].list is", "expected a time such as",
        "is the name of", "letters in one word",
    ]

    @Test func `schema and parser say the same of every file that is changed in one place`() throws {
        let whole = try Self.samples.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
        for file in whole { #expect(try parserProblem(file) == nil) }
        #expect(try schemaAccepts(whole).allSatisfy(\.self))
        let changes = whole.flatMap { Self.changes(of: $0, at: "") }
        #expect(changes.count > 850)
        for (change, isAccepted) in zip(changes, try schemaAccepts(changes.map(\.file))) {
            let problem = try parserProblem(change.file)
            if let problem, isAccepted {
                #expect(
                    Self.beyondSchema.contains { problem.contains($0) },
                    "\(change.what): the schema takes what the parser refuses: \(problem)")
            }
            #expect(problem != nil || isAccepted, "\(change.what): the parser takes what the schema refuses")
        }
    }

    @Test func `the samples have every member of the schema, and the guide has a word on each`() throws {
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: Self.schema)))
                as? [String: Any])
        var known = Set<String>()
        func collect(_ value: Any) {
            if let object = value as? [String: Any] {
                if let members = object["properties"] as? [String: Any] { known.formUnion(members.keys) }
                for member in object.values { collect(member) }
            }
            for member in value as? [Any] ?? [] { collect(member) }
        }
        collect(schema)
        var used = Set<String>()
        func gather(_ value: Any) {
            if let object = value as? [String: Any] {
                used.formUnion(object.keys)
                for member in object.values { gather(member) }
            }
            for member in value as? [Any] ?? [] { gather(member) }
        }
        for sample in Self.samples { gather(try JSONSerialization.jsonObject(with: Data(sample.utf8))) }
        #expect(known.subtracting(used) == [])
        let guide = try String(contentsOfFile: Self.root + "/Sources/OMR/ElectionModel/GUIDE.md", encoding: .utf8)
        for name in known.subtracting(["$schema"]) {
            #expect(
                guide.contains("`\(name)`") || guide.contains("[].\(name)`") || guide.contains("policies.\(name)`"),
                "the guide does not explain \(name)")
        }
    }
}
