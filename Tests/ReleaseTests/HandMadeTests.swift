import Foundation
import Ledger
import LedgerSupport
import Release
import Testing

/// Every rule of the release, broken once in what was made by hand.
@Suite struct HandMadeTests {
    /// One rule broken.
    struct Case: CustomTestStringConvertible {
        let rule: String
        let code: FindingCode
        let change: @Sendable (inout HandMade) -> Void

        init(_ rule: String, _ code: FindingCode, _ change: @escaping @Sendable (inout HandMade) -> Void) {
            (self.rule, self.code, self.change) = (rule, code, change)
        }

        /// A text in a file that is there in another way.
        init(_ rule: String, _ code: FindingCode, in file: String = "cvr.json", _ old: String, _ new: String) {
            self.init(rule, code) { $0.replace(old, new, in: file) }
        }

        var testDescription: String { rule }
    }

    @Test func `it keeps every rule`() throws {
        #expect(try HandMade().findings() == [])
    }

    @Test(
        .enabled(if: Programs.hasSchema, "no jsonschema (scripts/setup-interop) or no NIST schema in ../shared/schemas")
    )
    func `it is valid by NIST's schema, and refers to what is in it`() throws {
        let scratch = try Scratch()
        let contents = Array(try #require(try HandMade().files["cvr.json"]).utf8)
        try write(contents, to: scratch("cvr.json"))
        let result = try Programs.run([Programs.validate, Programs.schema, scratch("cvr.json")])
        #expect(result.status == 0 && result.output == "9\n", "\(result.errors)")
        var check = ReferenceCheck()
        check.add(try #require(JSON(parsing: contents.filter { $0 != UInt8(ascii: "\n") })))
        #expect(check.findings == [])
    }

    @Test(arguments: lastLine + sheets + snapshots + sums + files)
    func `a broken rule is found, with its code first`(_ broken: Case) throws {
        var made = try HandMade()
        broken.change(&made)
        let findings = try made.findings()
        #expect(findings.map(\.code).min() == broken.code, "\(broken.rule): \(findings)")
    }

    /// The votes allowed in the first contest are 2.
    private static func votesAllowed(_ rule: String, _ number: String) -> Case {
        Case(rule, .records, "\"VotesAllowed\":2}", "\"VotesAllowed\":\(number)}")
    }

    static let lastLine: [Case] = [
        Case("a note of one's own", .records, "states no time.\"", "states no time: 3 2 1\""),
        Case("a member more", .records, "\"Version\":\"1.0.0\"}", "\"Version\":\"1.0.0\",\"X\":\"\"}"),
        Case("a member more between", .records, "],\"Election\":", "],\"BatchId\":\"3 2 1\",\"Election\":"),
        Case("a member twice", .records, "\"Version\":\"1.0.0\"}", "\"Version\":\"1.0.0\",\"Version\":\"1.0.0\"}"),
        Case("no note", .records, "\"Notes\":\"GeneratedDate says nothing: a release states no time.\",", ""),
        Case("a time", .records, "1970-01-01T00:00:00Z", "2026-03-15T20:00:00Z"),
        votesAllowed("NaN", "NaN"),
        votesAllowed("a fraction", "2.0"),
        votesAllowed("a number with an exponent", "2e0"),
        votesAllowed("a zero before", "02"),
        Case("a lone surrogate", .records, "\"Name\":\"By hand\"", "\"Name\":\"\\ud800\""),
        Case("an escape that is not needed", .records, "\"Name\":\"By hand\"", "\"Name\":\"\\u0042y hand\""),
        Case("members out of order", .records, "\"Name\":\"Ada\"},", "\"Name\":\"Ada\",\"@id\":\"x\"},"),
        Case("a space", .records, "\"Name\":\"Ada\"", "\"Name\": \"Ada\""),
        Case("endless depth", .records, "\"Name\":\"By hand\"", "\"Name\":" + String(repeating: "[", count: 100_000)),
        Case("null", .records, "\"Name\":\"By hand\"", "\"Name\":null"),
        Case("no line end", .records) { $0.files["cvr.json"]?.removeLast() },
        Case("a line more", .records) { $0.files["cvr.json"]? += "\n" },
        Case("a carriage return", .records, "\"Version\":\"1.0.0\"}", "\"Version\":\"1.0.0\"}\r"),
        Case("a byte-order mark", .records) { $0.files["cvr.json"] = "\u{FEFF}" + ($0.files["cvr.json"] ?? "") },
        Case("another head", .records, "\"CVR\":[", "\"CVR\": ["),
        Case("another origin", .records, "example.org/box-7", "example.org/box-8"),
        Case("another software", .records, "scand 0.1", "scand 0.2"),
        Case("another election", .records, "\"Value\":\"Hand 2026\"", "\"Value\":\"Hand 2027\""),
        Case("an empty contest id", .records, "\"Value\":\"mayor\"", "\"Value\":\"\""),
        Case("a long contest id", .records, "\"mayor\"", "\"\(String(repeating: "m", count: 257))\""),
        Case("a contest's id twice", .records, "\"Value\":\"mayor\"", "\"Value\":\"assembly\""),
        Case("an empty option id", .records, "\"Value\":\"m1\"", "\"Value\":\"\""),
        Case("an option's id twice", .records, "\"Value\":\"m1\"", "\"Value\":\"m2\""),
        votesAllowed("no votes allowed", "0"),
        votesAllowed("too many votes allowed", "1001"),
        votesAllowed("votes allowed of 10^17", "100000000000000000"),
        Case(
            "one rank", .records, "\"VoteVariation\":\"rcv\",\"VotesAllowed\":3",
            "\"VoteVariation\":\"rcv\",\"VotesAllowed\":1"),
        Case("too many ranks", .records, "\"rcv\",\"VotesAllowed\":3", "\"rcv\",\"VotesAllowed\":101"),
        Case("another kind of contest", .records, "\"VoteVariation\":\"rcv\"", "\"VoteVariation\":\"borda\""),
        Case("a list in a contest of choice", .records, ",\"VoteVariation\":\"proportional\"", ""),
        Case("a candidate of no list", .records, ",\"PartyId\":\"party-3-4\"}", "}"),
        Case("a candidate of a list that is none", .records, "\"PartyId\":\"party-3-4\"", "\"PartyId\":\"party-3-2\""),
        Case("a candidate of a list elsewhere", .records, "\"PartyId\":\"party-3-4\"", "\"PartyId\":\"party-1-4\""),
        Case("a party inside the election", .records) {
            $0.replace(",\"Party\":[", ",\"Party_\":[", in: "cvr.json")
            $0.replace("\"Name\":\"By hand\"}", "\"Name\":\"By hand\",\"Party\":[]}", in: "cvr.json")
        },
        Case("an extra option", .records, "\"ContestSelection\":[", "\"ContestSelection\":[{},"),
        Case(
            "a label of a candidate", .records, "\"Type\":\"local-level\",\"Value\":\"m1\"",
            "\"Label\":\"x\",\"Type\":\"local-level\",\"Value\":\"m1\""),
        Case("a write-in line that is none", .records, "\"IsWriteIn\":true", "\"IsWriteIn\":false"),
        Case("another role", .records, "\"Value\":\"against-all\"", "\"Value\":\"for-all\""),
    ]

    static let sheets: [Case] = [
        Case("another number", .records, "\"UniqueId\":\"000002\"", "\"UniqueId\":\"000003\""),
        Case("a short number", .records) { $0.lines[1].replace("000001", with: "00001") },
        Case("no batch", .records, "\"BatchId\":\"stationary\",", ""),
        Case("a mode that is none", .records, "\"BatchId\":\"stationary\"", "\"BatchId\":\"overnight\""),
        Case("batch 0", .records) { $0.rename("portable-1", "portable-0") },
        Case("a zero before the batch", .records) { $0.rename("portable-1", "portable-01") },
        Case("a signed batch", .records) { $0.rename("portable-1", "portable-+1") },
        Case("a batch of 16 digits", .records) { $0.rename("portable-1", "portable-1000000000000000") },
        Case("an empty batch", .records) { $0.rename("portable-1", "portable-") },
        Case("sheet 0 of the ballot", .records, "\"BallotSheetId\":\"1\"", "\"BallotSheetId\":\"0\""),
        Case("sheet 256 of the ballot", .records, "\"BallotSheetId\":\"12\"", "\"BallotSheetId\":\"256\""),
        Case("a zero before the sheet", .records, "\"BallotSheetId\":\"12\"", "\"BallotSheetId\":\"012\""),
        Case("a number for a text", .records, "\"BallotSheetId\":\"12\"", "\"BallotSheetId\":12"),
        Case("an empty style", .records, "\"BallotStyleId\":\"long\"", "\"BallotStyleId\":\"\""),
        Case(
            "a long style", .records, "\"BallotStyleId\":\"long\"",
            "\"BallotStyleId\":\"\(String(repeating: "l", count: 257))\""),
        Case("another device", .records, "\"CreatingDeviceId\":\"device\"", "\"CreatingDeviceId\":\"place\""),
        Case(
            "a member more", .records, "\"BallotStyleId\":\"long\"",
            "\"BallotAuditId\":\"7\",\"BallotStyleId\":\"long\""),
        Case("no comma between", .records) { $0.lines[1].removeLast() },
        Case("a comma after the last", .records) { $0.lines[9] += "," },
        Case("an empty line", .records) { $0.lines.insert("", at: 3) },
        Case("two sheets that changed places", .records) { made in
            made.lines.swapAt(6, 8)
            for place in [6, 8] { made.lines[place].replace("00000\(14 - place)", with: "00000\(place)") }
        },
        Case("pictures out of order", .records) { made in
            made.lines[3].replace("-a.png", with: "-c.png")
            made.lines[3].replace("-b.png", with: "-a.png")
            made.lines[3].replace("-c.png", with: "-b.png")
        },
        Case("a side that is none", .records, "-a.png", "-c.png"),
        Case("a picture of another sheet", .records, "pictures/000003-a.png", "pictures/000001-a.png"),
        Case("a picture by another hash", .records, "\"sha-256\"", "\"sha-512\""),
        Case("capital digits", .records, "18a88088d3957a1c", "18A88088D3957A1C"),
        Case("an extension of nine letters", .records, "-a.png", "-a.pngpngpng"),
        Case(
            "no pictures said", .records, "\"BallotStyleId\":\"short\"",
            "\"BallotImage\":[],\"BallotStyleId\":\"short\""),
        Case("a pair too small", .records) { $0.smallestGroup = 3 },
        Case("an odd pair", .records) { made in
            made.lines[9].replace("portable-12", with: "portable-13")
        },
    ]

    static let snapshots: [Case] = [
        Case(
            "another current snapshot", .records, "\"CurrentSnapshotId\":\"snapshot-000002-interpreted\"",
            "\"CurrentSnapshotId\":\"snapshot-000002-original\""),
        Case(
            "the name of version 1", .records, "\"@id\":\"snapshot-000002-interpreted\"", "\"@id\":\"snapshot-000002\""),
        Case("an unknown type", .records, "\"Type\":\"modified\"", "\"Type\":\"other\""),
        Case("no interpretation", .records, "\"Type\":\"interpreted\"", "\"Type\":\"modified\""),
        Case("snapshots out of order", .records) { made in
            let place = made.line(with: "-original")
            made.lines[place].replace("original", with: "xxx")
            made.lines[place].replace("interpreted", with: "original")
            made.lines[place].replace("xxx", with: "interpreted")
        },
        Case("other marks in the original", .records) { made in
            let place = made.line(with: "-modified")
            made.lines[place].replaceFirst("\"HasIndication\":\"unknown\"", with: "\"HasIndication\":\"yes\"")
        },
        Case("other contests in the modified", .records) { made in
            let place = made.line(with: "-modified")
            guard let cut = made.lines[place].range(of: ",\"Type\":\"modified\"") else { return }
            let head = made.lines[place][..<cut.lowerBound]
            guard let last = head.range(of: ",{\"@type\":\"CVR.CVRContest\"", options: .backwards) else { return }
            made.lines[place].replaceSubrange(last.lowerBound..<cut.lowerBound, with: "]")
        },
        Case("an unknown mark in the modified", .records) { made in
            let place = made.line(with: "-modified")
            made.lines[place].replaceLast("\"HasIndication\":\"yes\"", with: "\"HasIndication\":\"unknown\"")
        },
        Case("no such indication", .records, "\"HasIndication\":\"yes\"", "\"HasIndication\":\"no\""),
        Case("an overvote that is none", .records, "\"Overvotes\":0", "\"Overvotes\":1"),
        Case("an undervote that is none", .records, "\"Undervotes\":0", "\"Undervotes\":1"),
        Case("a write-in that is none", .records, "\"WriteIns\":0", "\"WriteIns\":1"),
        Case("an unknown mark that counts", .records) { made in
            made.lines[made.line(with: "\"unknown\",\"IsAllocable\":\"unknown\"")].replace(
                "\"HasIndication\":\"unknown\",\"IsAllocable\":\"unknown\",\"NumberVotes\":0",
                with: "\"HasIndication\":\"unknown\",\"IsAllocable\":\"yes\",\"NumberVotes\":1")
        },
        Case("a write-in without its element", .records, "\"CVRWriteIn\":{\"@type\":\"CVR.CVRWriteIn\"},", ""),
        Case(
            "what was written", .records, "{\"@type\":\"CVR.CVRWriteIn\"}",
            "{\"@type\":\"CVR.CVRWriteIn\",\"Text\":\"x\"}"),
        Case("no rank", .records, "\"Rank\":1,", ""),
        Case("rank 0", .records, "\"Rank\":1,", "\"Rank\":0,"),
        Case("a rank too deep", .records, "\"Rank\":3,", "\"Rank\":4,"),
        Case(
            "a rank where none is", .records, "\"ContestSelectionId\":\"selection-1-1\",",
            "\"ContestSelectionId\":\"selection-1-1\",\"Rank\":1,"),
        Case("a contest that is none", .records, "\"ContestId\":\"contest-3\"", "\"ContestId\":\"contest-4\""),
        Case(
            "an option of another contest", .records, "\"ContestSelectionId\":\"selection-3-",
            "\"ContestSelectionId\":\"selection-2-"),
        Case("contests out of ballot order", .records) { made in
            let place = made.line(with: "\"Status\":[\"not-indicated\"]")
            made.lines[place].replaceFirst("contest-1", with: "contest-2")
        },
        Case("a status less", .records, "\"Status\":[\"not-indicated\"],", ""),
        Case(
            "statuses swapped", .records, "[\"overvoted\",\"invalidated-rules\"]",
            "[\"invalidated-rules\",\"overvoted\"]"),
        Case("two positions", .records, "\"SelectionPosition\":[", "\"SelectionPosition\":[{},"),
        Case("a vote more", .records, "\"TotalNumberVotes\":1", "\"TotalNumberVotes\":2"),
        Case("a mark twice", .records, "\"selection-1-2\"", "\"selection-1-1\""),
        Case("modified where nothing was adjudicated", .records) { $0.leaves["leaf-adjudicated"] = nil },
        Case("more adjudicated than modified", .records, in: "leaf-adjudicated", "sheets 1", "sheets 2"),
    ]

    static let sums: [Case] = [
        Case("a vote moved in the totals", .sums) {
            $0.replace("option/c1 3", "option/c1 2", in: "leaf-totals")
            $0.replace("option/c2 1", "option/c2 2", in: "leaf-totals")
        },
        Case("a vote moved at a rank", .sums) {
            $0.replace("rank/1/option/m1 3", "rank/1/option/m1 2", in: "leaf-totals")
            $0.replace("rank/1/option/m2 2", "rank/1/option/m2 3", in: "leaf-totals")
        },
        Case("a vote moved between lists", .sums) {
            $0.replace("list/L1 2", "list/L1 1", in: "leaf-totals")
            $0.replace("list/L2 2", "list/L2 3", in: "leaf-totals")
        },
        Case("other votes allowed", .sums, in: "leaf-totals", "assembly/votes-allowed 2", "assembly/votes-allowed 3"),
        Case("a vote moved before adjudication", .sums) {
            $0.replace("option/c1 4", "option/c1 3", in: "leaf-adjudicated")
            $0.replace("option/c2 2", "option/c2 3", in: "leaf-adjudicated")
        },
        Case("a contest less in the totals", .sums) { made in
            made.leaves["leaf-totals"] = made.leaves["leaf-totals"]?.split(separator: "\n")
                .filter { !$0.hasPrefix("contest/assembly") }.map { $0 + "\n" }.joined()
        },
        // Two spellings of one letter are two texts: nothing is normalised.
        Case("another spelling of an option", .sums, in: "leaf-totals", "%20%D0%B9 ", "%20%D0%B8%CC%86 "),
        Case("modes exchanged", .sums) {
            $0.replace("mode/portable 5", "mode/portable 6", in: "leaf-totals")
            $0.replace("mode/stationary 6", "mode/stationary 5", in: "leaf-totals")
        },
        Case("batches exchanged", .sums) {
            $0.replace("batch/1 3", "batch/1 2", in: "leaf-totals")
            $0.replace("batch/12 2", "batch/12 3", in: "leaf-totals")
        },
        Case("a batch less", .sums, in: "leaf-totals", "batch/12 2\n", ""),
        Case("sheets more than records", .sums, in: "leaf-polls-closed", "accepted 12", "accepted 13"),
        Case("a sheet less", .sums) { made in
            made.lines.remove(at: 5)
            for place in 5...8 { made.lines[place].replace("00000\(place + 1)", with: "00000\(place)") }
        },
        Case("no groups", .sums) { $0.files["groups.json"] = nil },
        Case("groups that are none", .sums) { $0.files["groups.json"] = "[]\n" },
        Case("an empty list of groups", .sums) { $0.files["groups.json"] = "{\"groups\":[],\"version\":2}\n" },
        Case("another version of groups", .sums, in: "groups.json", "\"version\":2", "\"version\":1"),
        Case("groups without a line end", .sums) { $0.files["groups.json"]?.removeLast() },
        Case("groups with another end", .sums) {
            $0.files["groups.json"]?.removeLast()
            $0.files["groups.json"]? += " "
        },
        Case("a group's member more", .sums, in: "groups.json", "\"sheets\":1,", "\"order\":1,\"sheets\":1,"),
        Case("a group too large", .sums, in: "groups.json", "\"sheets\":1", "\"sheets\":2"),
        Case("a group of none", .sums, in: "groups.json", "\"sheets\":1", "\"sheets\":0"),
        Case("a group of no batch", .sums, in: "groups.json", "\"batch\":\"stationary\"", "\"batch\":\"overnight\""),
        Case("a group of no style", .sums, in: "groups.json", "\"style\":\"short\"", "\"style\":\"\""),
        // Everything else about it comes out: the sums by mode and batch too.
        Case("a group that is in cvr.json too", .sums) { made in
            made.replace("\"portable-1\"", "\"stationary\"", in: "groups.json")
            made.state(batch1: 2, portable: 4, stationary: 7)
        },
        Case("groups out of order", .sums, in: "groups.json", "\"style\":\"short\"", "\"style\":\"a\""),
        Case("a group in two parts", .sums) { made in
            made.replace("\"stationary\"", "\"portable-1\"", in: "groups.json")
            made.replace("\"style\":\"short\"", "\"style\":\"long\"", in: "groups.json")
            made.state(batch1: 4, portable: 6, stationary: 5)
        },
        Case(
            "a group's votes that do not come out", .sums, in: "groups.json", "{\"count\":1,\"id\":\"c1\"}",
            "{\"count\":0,\"id\":\"c1\"}"),
        Case("a vote moved in a group", .sums) {
            $0.replace("{\"count\":1,\"id\":\"c1\"}", "{\"count\":0,\"id\":\"c1\"}", in: "groups.json")
            $0.replace("{\"count\":0,\"id\":\"про́тив й\"}", "{\"count\":1,\"id\":\"про́тив й\"}", in: "groups.json")
        },
        Case(
            "a negative vote", .sums, in: "groups.json", "{\"count\":1,\"id\":\"c1\"}", "{\"count\":-1,\"id\":\"c1\"}"),
        Case(
            "a contest on no sheet", .sums, in: "groups.json", "\"ballots\":1,\"blanks\":0,\"id\":\"mayor\"",
            "\"ballots\":0,\"blanks\":0,\"id\":\"mayor\""),
        Case("a contest that is none", .sums, in: "groups.json", "\"id\":\"mayor\"", "\"id\":\"sheriff\""),
        Case(
            "a rank less", .sums, in: "groups.json",
            ",[{\"count\":0,\"id\":\"m1\"},{\"count\":0,\"id\":\"m2\"},{\"count\":0,\"id\":\"mw\"}]]", "]"),
        Case("another number in totals.json", .sums, in: "totals.json", "\"returned\": 5", "\"returned\": 4"),
        Case("sheets with pictures", .sums, in: "totals.json", "\"withPictures\": 1", "\"withPictures\": 2"),
        Case("another reason", .sums, in: "totals.json", "\"id\": \"too faint\"", "\"id\": \"torn\""),
        Case("a fault less", .sums, in: "leaf-polls-closed", "fault/jam 4\n", ""),
        Case("a space in totals.json", .sums, in: "totals.json", "\"version\": 2", "\"version\":  2"),
        Case("the version of totals.json", .sums, in: "totals.json", "\"version\": 2", "\"version\": 1"),
    ]

    static let files: [Case] = [
        Case("no records", .release) { $0.files["cvr.json"] = nil },
        Case("no totals", .release) { $0.files["totals.json"] = nil },
        Case("a file more", .release) { $0.files["order.txt"] = "" },
        Case("a picture that nobody names", .release) { $0.pictures["pictures/000004-a.png"] = [] },
        Case("a picture less", .release) { $0.pictures["pictures/000003-a.png"] = nil },
        Case("another picture", .release) { $0.pictures["pictures/000003-a.png"] = [] },
        Case("another picture, where records are wrong", .records) {
            $0.pictures["pictures/000003-a.png"] = []
            $0.replace("scand 0.1", "scand 0.2", in: "cvr.json")
        },
    ]
}
