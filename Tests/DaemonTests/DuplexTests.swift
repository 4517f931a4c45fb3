import Decks
import Foundation
import Raster
import Testing

/// `scand interpret --duplex`, and counting: two sides of one sheet beside each other.
@Suite struct DuplexTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    struct Line: Decodable {
        let image, status: String
        let page: String?
        let targets: [Target]?
        let sheet: Sheet

        struct Target: Decodable {
            let `class`: String
            let doubt: String?
        }
        struct Sheet: Decodable {
            let number: Int
            let status: String
            let reason, message: String?
        }
    }

    private func duplex(_ images: [String], status: Int32 = 0) throws -> (lines: [Line], ended: Ended) {
        let ended = try Scand.run(["interpret", "--duplex", "--election", Demo.election] + images)
        #expect(ended.status == status, "\(ended.errors)")
        return (try ended.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }, ended)
    }

    /// A sheet whose back is marked so strongly that it shows in the front's first target.
    private func sheetWithInkThrough() throws -> [String] {
        func paper(_ side: String) throws -> DrawnSheet {
            let image = try Pictures.gray("\(Demo.folder)/blank-\(side).png")
            return DrawnSheet(
                GrayImage(width: image.width, height: image.height, pixels: image.pixels.map { min($0, 240) }))
        }
        let layout = try JSONSerialization.jsonObject(with: Data(try bytes(Demo.layout))) as? [String: Any]
        let pages = layout?["pages"] as? [[String: Any]]
        let targets = pages?.first?["targets"] as? [[String: Any]]
        let box = try #require((targets?.first?["box"] as? [Int])?.map(Double.init))
        var (front, back) = (try paper("front"), try paper("back"))
        let width = Double(front.width)
        for (from, to) in [((4.0, 4.0), (box[2] - 5, box[3] - 5)), ((box[2] - 5, 4.0), (4.0, box[3] - 5))] {
            let (start, end) = (
                DrawnSheet.Point(box[0] + from.0, box[1] + from.1), DrawnSheet.Point(box[0] + to.0, box[1] + to.1)
            )
            front.line(start, end, width: 5, gray: 140, softness: 5)
            back.line(.init(width - 1 - start.x, start.y), .init(width - 1 - end.x, end.y), width: 5, gray: 40)
        }
        return [
            try Pictures.pgm(front.image, at: scratch("through-front.pgm")),
            try Pictures.pgm(back.image, at: scratch("through-back.pgm")),
        ]
    }

    /// A front with a picture of one gray as its back.
    private func sheetWithDeadSensor() throws -> [String] {
        let even = GrayImage(width: 600, height: 850, pixels: [UInt8](repeating: 200, count: 600 * 850))
        return [Demo.image("01-filled-front"), try Pictures.pgm(even, at: scratch("even.pgm"))]
    }

    @Test func `every line says what its sheet comes to, and files keep their places`() throws {
        let tiff = try Pictures.tiff(Demo.sides("03-tick"), at: scratch("sheet.tif"))
        let through = try sheetWithInkThrough()
        let dead = try sheetWithDeadSensor()
        let unopened = [Demo.image("01-filled-front"), scratch("missing.png")]
        let (lines, ended) = try duplex(Demo.sides("01-filled") + through + unopened + [tiff] + dead, status: 3)
        #expect(lines.map(\.sheet.number) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
        #expect(
            lines.map(\.sheet.status) == [
                "readable", "readable", "needsReview", "needsReview", "rejected", "rejected", "readable", "readable",
                "rejected", "rejected",
            ])
        #expect(lines[2].targets?.first?.class == "marginal" && lines[2].targets?.first?.doubt == "showThrough")
        #expect(lines[4].status == "read" && lines[4].sheet.reason == "notOpened")
        #expect(lines[8].sheet.reason == "deadSensor" && lines[8].sheet.message?.contains("dead") == true)
        #expect(lines[9].status == "blank")
        #expect(ended.errorLines.count == 1)
        // The same side alone says nothing of another one.
        let alone = try Scand.run("interpret", "--layout", Demo.layout, through[0])
        #expect(!alone.output.contains("showThrough") && !alone.output.contains("sheet\":"))
    }

    @Test func `a side without another is told`() throws {
        let (lines, ended) = try duplex([Demo.image("01-filled-front")], status: 3)
        #expect(lines.map(\.sheet.reason) == ["otherSideMissing"])
        #expect(ended.errorLines.count == 1 && ended.errors.contains("has no other side"))
    }

    @Test func `counting returns a sheet whose ink comes through, and rejects one that a dead sensor saw`() throws {
        let sheets = try sheetWithInkThrough() + sheetWithDeadSensor() + Demo.sides("07-cross")
        let manifest = try scratch.write(
            "sheets.txt",
            stride(from: 0, to: sheets.count, by: 2).map { "\(sheets[$0])\t\(sheets[$0 + 1])\n" }.joined().utf8)
        let report = try Demo.replay([], into: scratch("ledger"), "--manifest", manifest).json(Report.self)
        #expect(report.sheets.accepted == 1 && report.sheets.returned == 1 && report.sheets.rejected == 1)
        #expect(report.sheets.reasons["deadSensor"] == 1)
    }
}
