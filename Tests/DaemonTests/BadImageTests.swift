import Foundation
import Testing

/// Scans that cannot be read, and lists of sheets that cannot be fed.
@Suite struct BadImageTests {
    private let back = Demo.image("01-filled-back")

    /// Counts sheets that must be refused before a ledger or a key is made, and gives the one line that says why.
    private func refusal(_ scratch: Scratch, _ arguments: [String], status: Int32) throws -> String {
        let before = try scratch.names
        let ended = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", scratch("ledger")] + arguments, in: scratch.path)
        #expect(ended.status == status, "\(ended.errors)")
        #expect(ended.output.isEmpty)
        #expect(ended.errorLines.count == 1, "\(ended.errors)")
        #expect(try scratch.names == before)
        return ended.errors
    }

    @Test func `an image that cannot be opened is named before a ledger is made`() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch("folder"), withIntermediateDirectories: false)
        _ = try scratch.write("empty.png", [])
        _ = try scratch.write("text.png", "Dear voter,\n".utf8)
        _ = try scratch.write("line\nbreak.png", [])
        for name in ["missing.png", "empty.png", "text.png", "text.png/deeper"] {
            let line = try refusal(scratch, [back, scratch(name)], status: 3)
            #expect(line.hasPrefix("scand: \(scratch(name)): "))
        }
        let empty = try refusal(scratch, [back, scratch("folder")], status: 2)
        #expect(empty == "scand: \(scratch("folder")): the folder is empty: expected pictures\n")
        let line = try refusal(scratch, [back, "line\nbreak.png"], status: 3)
        #expect(line.hasPrefix("scand: line?break.png: "))
    }

    @Test func `a stack without sheets, or with half a sheet, is refused`() throws {
        let scratch = try Scratch()
        #expect(try refusal(scratch, [], status: 2).contains("no sheets"))
        let odd = try refusal(scratch, Demo.sides("01-filled") + [back], status: 2)
        #expect(odd.contains("'\(back)'") && odd.contains("--simplex"))
        #expect(try !refusal(scratch, ["", back], status: 2).contains("--simplex"))
    }

    @Test func `with --simplex every image is a sheet`() throws {
        let scratch = try Scratch()
        let ended = try Demo.replay([Demo.image("01-filled-front")], into: scratch("ledger"), "--simplex")
        let report = try ended.json(Report.self)
        #expect(ended.status == 0 && report.sheets.scanned == 1)
    }

    @Test
    func `where the election does not tell how many sides a sheet has, nothing is counted before somebody says so`()
        throws
    {
        let definition = try Definition()
        try definition.replace(",\n      \"back\": \"back\"", with: "", in: definition.election)
        let ledger = definition.scratch("ledger")
        let fronts = ["01-filled-front", "03-tick-front"].map(Demo.image)
        let count = ["replay", "--election", definition.election, "--ledger", ledger, "--json"]
        let asked = try Scand.run(count + fronts)
        #expect(asked.status == 2 && !isThere(ledger))
        #expect(
            asked.errors
                == "scand: demo-2026: sheet 'ballot' has no print on its back: give --simplex where every image is a sheet, "
                + "or --duplex where both sides of each were scanned, in turn\n")
        let layout = try Scand.run(["replay", "--layout", definition.layout, "--ledger", ledger] + fronts)
        #expect(layout.status == 2 && layout.errors.hasPrefix("scand: --layout: says nothing of sheets: give --duplex"))
        #expect(!isThere(ledger))
        let counted = try Scand.run(count + ["--simplex"] + fronts)
        #expect(try counted.status == 0 && counted.json(Report.self).sheets.accepted == 2, "\(counted.errors)")
        #expect(try Scand.run(count + ["--simplex", "--duplex"] + fronts).status == 2)
    }

    /// A manifest's fault, and what the one line must say of it.
    @Test(arguments: [
        ("", "list.txt: "), ("# nothing\n", "list.txt: "), ("a.png\tb.png\tc.png\n", "list.txt: line 1: 3 paths"),
        ("# top\n\ta.png\n", "list.txt: line 2: "), ("a\u{0}b.png\n", "list.txt: line 1: "),
        ("\u{FEFF}a.png\n", "list.txt: line 1: the file begins with a byte order mark"),
    ])
    func `a manifest's fault is named with its line`(content: String, says: String) throws {
        let scratch = try Scratch()
        _ = try scratch.write("list.txt", content.utf8)
        #expect(try refusal(scratch, ["--manifest", "list.txt"], status: 2).hasPrefix("scand: " + says))
    }

    @Test func `a manifest that is missing or a folder is named`() throws {
        let scratch = try Scratch()
        for path in ["nope.txt", "."] {
            #expect(try refusal(scratch, ["--manifest", path], status: 2).hasPrefix("scand: \(path): "))
        }
    }

    @Test func `a file missing from a manifest is named`() throws {
        let scratch = try Scratch()
        _ = try scratch.write("list.txt", "\(back)\tsheets/gone.png\n".utf8)
        let line = try refusal(scratch, ["--manifest", scratch("list.txt")], status: 3)
        #expect(line.hasPrefix("scand: \(scratch("sheets/gone.png")): "))
    }

    @Test func `a damaged image among good ones costs its sheet, and nothing else`() throws {
        let scratch = try Scratch()
        let whole = try bytes(Demo.image("02-filled-outside-front"))
        let cut = try scratch.write("cut.png", whole.prefix(whole.count / 2))
        let ended = try Demo.replay(
            Demo.sides("01-filled") + [cut, Demo.image("02-filled-outside-back")] + Demo.sides("03-tick"),
            into: scratch("ledger"))
        #expect(ended.status == 3)
        #expect(ended.errorLines.filter { $0.hasPrefix("scand: \(cut): ") }.count == 1)
        let sheets = try ended.json(Report.self).sheets
        #expect(sheets.scanned == 3 && sheets.accepted == 2 && sheets.rejected == 1)
        #expect(sheets.reasons == ["badInput": 1])
        let verification = try Scand.verify(scratch("ledger")).json(Verification.self)
        #expect(verification.final && verification.accepted == 2 && verification.returned == 1)
    }

    @Test func `pages of a many-page file are fed by number, and none is left out in silence`() throws {
        let scratch = try Scratch()
        let file = try Pictures.tiff([Demo.image("01-filled-front"), back], at: scratch("both.tif"))
        let list = try scratch.write("list", "both.tif\n".utf8)
        let line = try refusal(scratch, ["--manifest", list], status: 2)
        #expect(
            line.hasPrefix("scand: \(file): the file has 2 pages: in a list of sheets name each") && line.contains("#1")
        )
        #expect(try refusal(scratch, ["\(file)#0", "\(file)#2"], status: 3).contains("#2"))
        let ended = try Demo.replay(["\(file)#0", "\(file)#1"], into: scratch("ledger"))
        #expect(ended.status == 0)
        #expect(try ended.json(Report.self).contests["mayor"]?.votes["ada"] == 1)
    }
}
