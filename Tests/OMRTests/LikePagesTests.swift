import Decks
import ElectionModel
import OMR
import Raster
import Testing

/// What `election check` says of pages that are too much alike, and of options with the same words.
@Suite struct LikePagesTests {
    private static func blank() throws -> DrawnSheet {
        DrawnSheet(try Fixtures.image(DemoSheetsTests.folder + "/blank-front.png"))
    }

    /// Two styles of the demo's front.
    private static func reader(_ one: DrawnSheet, _ other: DrawnSheet, free: [PixelBox] = []) throws -> PageInterpreter
    {
        let front = try Fixtures.layout(DemoSheetsTests.folder).pages[0]
        let pages = ["one", "other"].map {
            PageLayout(
                id: PageID(rawValue: $0), reference: front.reference, targets: front.targets, free: free)
        }
        return try PageInterpreter(Layout(contests: [:], pages: pages), references: [one.image, other.image])
    }

    @Test func `pages that differ by a dot are named, and those that differ by a stroke are not`() throws {
        let blank = try Self.blank()
        var dotted = blank
        dotted.disc(.init(420, 700), radius: 1, gray: 0)
        let found = try Self.reader(blank, dotted).referenceFindings
        #expect(found.map(\.field) == ["pages[1].reference"])
        #expect(found.first?.what.contains("pages[0].reference") == true)

        var other = blank
        other.line(.init(420, 700), .init(460, 715), width: 4, gray: 0)
        #expect(try Self.reader(blank, other).referenceFindings.isEmpty)
        let free = PixelBox(x: 400, y: 690, width: 80, height: 40)
        #expect(try Self.reader(blank, other, free: [free]).referenceFindings.map(\.field) == ["pages[1].reference"])
    }

    @Test func `options of one contest with the same words are noted`() throws {
        #expect(try DemoSheetsTests.interpreter.get().referenceNotes.isEmpty)
        let layout = try Fixtures.layout(DemoSheetsTests.folder)
        let front = layout.pages[0]
        let image = try Fixtures.image(DemoSheetsTests.folder + "/blank-front.png")
        let (one, other) = (front.targets[1].box, front.targets[2].box)
        var pixels = image.pixels
        for row in -30..<75 {
            for column in 110..<940 {
                pixels[(other.y + row) * image.width + column] = image[column, one.y + row]
            }
        }
        let reader = try PageInterpreter(
            Layout(contests: [:], pages: [front]),
            references: [GrayImage(width: image.width, height: image.height, pixels: pixels)])
        let notes = reader.referenceNotes
        #expect(notes.map(\.field) == ["pages[0].targets[2]"])
        #expect(notes.first?.what.contains("mayor/vera") == true)
        #expect(reader.referenceFindings.isEmpty)
    }
}
