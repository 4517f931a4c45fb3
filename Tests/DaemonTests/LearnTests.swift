import Foundation
import Testing

/// `scand election learn` and `check`, as a technician uses them.
@Suite struct LearnTests {
    private static let blanks = [Demo.folder + "/blank-front.png", Demo.folder + "/blank-back.png"]

    struct Layout: Decodable {
        let version: Int
        let pages: [Page]

        struct Page: Decodable {
            let id, reference: String
            let targets: [Target]
        }

        struct Target: Decodable {
            let contest, option, shape: String
            let box: [Int]
            let writeIn: Bool
        }
    }

    @Test func `a learned layout is checked and read with, and its pictures are drawn`() throws {
        let scratch = try Scratch()
        let file = scratch("layout.json")
        let ended = try Scand.run(["election", "learn", "-o", file, "--overlay", scratch("overlay")] + Self.blanks)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.output == "blank-front: 4 targets in 1 contests\nblank-back: 5 targets in 1 contests\n")
        let layout = try JSONDecoder().decode(Layout.self, from: Data(try bytes(file)))
        #expect(layout.version == 1)
        #expect(Set(layout.pages.flatMap(\.targets).map(\.contest)) == ["contest-1", "contest-2"])
        #expect(layout.pages.map(\.targets.count) == [4, 5])
        #expect(Set(layout.pages[0].targets.map(\.shape)) == ["rectangle"])
        #expect(Set(layout.pages[1].targets.map(\.shape)) == ["ellipse"])
        for page in layout.pages { #expect(isThere(scratch(page.reference)), "\(page.reference)") }
        #expect(try scratch.names == ["layout.json", "overlay", "overlay/blank-back.png", "overlay/blank-front.png"])

        let check = try Scand.run("election", "check", file)
        #expect(check.status == 0)
        #expect(check.lines.first?.hasSuffix("layout, 2 pages, 2 contests, 9 targets") == true)
        let read = try Scand.run("interpret", "--layout", file, Demo.image("09-against-all-front"))
        #expect(read.output.components(separatedBy: "\"class\":\"marked\"").count == 2)
    }

    @Test func `the same pages give the same bytes, and nothing is overwritten`() throws {
        let scratch = try Scratch()
        #expect(try Scand.run(["election", "learn", "-o", scratch("a.json")] + Self.blanks).status == 0)
        #expect(try Scand.run(["election", "learn", "-o", scratch("b.json")] + Self.blanks).status == 0)
        let first = try bytes(scratch("a.json"))
        #expect(try bytes(scratch("b.json")) == first)
        let again = try Scand.run(["election", "learn", "-o", scratch("a.json")] + Self.blanks.suffix(1))
        #expect(again.status == 2 && again.errorLines.count == 1)
        #expect(try bytes(scratch("a.json")) == first)
    }

    @Test func `what cannot be learned from is refused in one line, and leaves nothing`() throws {
        let scratch = try Scratch()
        let cases = [
            [Demo.image("32-blank-paper-front"), "-o", scratch("x.json")],
            [scratch("none.png"), "-o", scratch("x.json")],
            [Demo.layout, "-o", scratch("x.json")], [Self.blanks[0], "-o", scratch("no/folder/x.json")],
        ]
        for arguments in cases {
            let ended = try Scand.run(["election", "learn"] + arguments)
            #expect(ended.status == 2 && ended.errorLines.count == 1 && ended.output.isEmpty, "\(arguments)")
        }
        #expect(try scratch.names == [])
    }

    @Test func `an election is checked with its layout, and a broken one is named`() throws {
        let whole = try Scand.run("election", "check", Demo.election)
        #expect(whole.status == 0)
        for line in [
            "  sheet ballot: front and back",
            "  contest council: Town council [en], Городской совет [ru], vote for 2 of 5",
            "    ignat  Ignat Cornflower [en], Игнат Василёк [ru]",
            "    against-all  Against all [en], Против всех [ru] (against all)",
        ] { #expect(whole.lines.contains { $0 == line }, "\(line) in \(whole.output)") }
        let scratch = try Scratch()
        let broken = try scratch.write("layout.json", try text(Demo.layout).utf8)
        let ended = try Scand.run("election", "check", broken)
        #expect(ended.status == 2 && ended.errorLines.count == 1)
        #expect(ended.errors.contains("pages[0].reference"))
    }
}

/// Blank pages that come as PDF.
@Suite struct LearnFromPDFTests {
    @Test func `pages of a PDF are kept as pictures beside the layout, which needs the PDF no more`() throws {
        let scratch = try Scratch()
        let blanks = ["front", "back"].map { "\(Demo.folder)/blank-\($0).png" }
        let pdf = try Documents.write("flate", blanks, at: scratch("blank.pdf"))
        let learned = try Scand.run("election", "learn", "-o", scratch("layout.json"), pdf)
        #expect(learned.status == 0, "\(learned.errors)")
        #expect(learned.output == "blank-1: 4 targets in 1 contests\nblank-2: 5 targets in 1 contests\n")
        #expect(try scratch.names == ["blank-1.png", "blank-2.png", "blank.pdf", "layout.json"])
        for (index, blank) in blanks.enumerated() {
            #expect(try Pictures.gray(scratch("blank-\(index + 1).png")) == Pictures.gray(blank))
        }
        try FileManager.default.removeItem(atPath: pdf)
        let read = try Scand.run("interpret", "--layout", scratch("layout.json"), Demo.image("09-against-all-front"))
        #expect(read.status == 0 && read.output.contains("\"page\":\"blank-1\""), "\(read.output)")
        // Nothing that exists is overwritten, be it one of the pictures.
        try FileManager.default.removeItem(atPath: scratch("layout.json"))
        let again = try Documents.write("flate", blanks, at: scratch("blank.pdf"))
        let refused = try Scand.run("election", "learn", "-o", scratch("layout.json"), again)
        #expect(refused.status == 2 && refused.errors.contains("blank-1.png: exists and is not overwritten"))
        #expect(!isThere(scratch("layout.json")))
    }

    @Test func `letters and lines are drawn by pdftoppm, and where that is missing one line says so`() throws {
        let scratch = try Scratch()
        let pdf = try Documents.write("ballot", at: scratch("ballot.pdf"))
        let missing = try Scand.run(
            "election", "learn", "-o", scratch("layout.json"), pdf, environment: ["PATH": scratch.path])
        #expect(missing.status == 2)
        #expect(
            missing.errors
                == "scand: \(pdf): its pages are letters and lines, which pdftoppm draws, and that is not installed: install "
                + "poppler-utils, or export the pages as PNG with 300 dpi\n")
        #expect(try scratch.names == ["ballot.pdf"])
        let learned = try Scand.run("election", "learn", "-o", scratch("layout.json"), pdf)
        #expect(learned.status == 0, "\(learned.errors)")
        #expect(learned.output == "ballot-1: 4 targets in 1 contests\nballot-2: 4 targets in 1 contests\n")
        #expect(try scratch.names == ["ballot-1.png", "ballot-2.png", "ballot.pdf", "layout.json"])
    }
}
