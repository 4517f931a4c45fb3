import Foundation
import Testing

/// `scand interpret --evidence`: pictures beside the lines, which stay as they are.
@Suite struct EvidenceTests {
    @Test func `every image has its page picture, marks a contact sheet, and the lines do not change`() throws {
        let scratch = try Scratch()
        let images = [
            Demo.image("31-hesitation-front"), Demo.image("32-blank-paper-front"), Demo.image("33-letter-front"),
            scratch("missing.png"),
        ]
        let plain = try Scand.run(["interpret", "--layout", Demo.layout] + images)
        let drawn = try Scand.run(
            ["interpret", "--layout", Demo.layout, "--evidence", scratch("pictures/new")] + images)
        #expect(drawn.status == 3 && plain.status == 3)
        #expect(drawn.output == plain.output)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch("pictures/new")).sorted() == [
                "31-hesitation-front.page.png", "31-hesitation-front.targets.png", "32-blank-paper-front.page.png",
                "33-letter-front.page.png", "missing.page.png",
            ])
    }

    @Test func `pages of one file and files of one name get pictures of their own`() throws {
        let scratch = try Scratch()
        let file = try Pictures.tiff(Demo.sides("03-tick"), at: scratch("sheet.tif"))
        let ended = try Scand.run("interpret", "--layout", Demo.layout, "--evidence", scratch("new"), file, file)
        #expect(ended.status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch("new")).sorted()
        #expect(
            names.filter { $0.hasSuffix("page.png") } == [
                "sheet-frame-0-2.page.png", "sheet-frame-0.page.png", "sheet-frame-1-2.page.png",
                "sheet-frame-1.page.png",
            ])
    }

    @Test func `a folder that holds something is refused before anything is read`() throws {
        let scratch = try Scratch()
        let kept = try scratch.write("kept.txt", "mine".utf8)
        for folder in [scratch.path, kept] {
            let ended = try Scand.run(
                "interpret", "--layout", Demo.layout, "--evidence", folder, Demo.image("03-tick-front"))
            #expect(ended.status == 2 && ended.output.isEmpty && ended.errorLines.count == 1)
        }
        #expect(try scratch.names == ["kept.txt"])
    }
}
