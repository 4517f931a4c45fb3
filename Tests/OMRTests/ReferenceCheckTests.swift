import ElectionModel
import OMR
import Raster
import Testing

/// Blank pages that are not blank, and boxes that lie beside what is printed.
@Suite struct ReferenceCheckTests {
    private let layout: Layout
    private let references: [GrayImage]

    init() throws {
        layout = try Fixtures.layout(DemoSheetsTests.folder)
        references = try layout.pages.map { try Fixtures.image(DemoSheetsTests.folder + "/" + $0.reference) }
    }

    private func findings(_ layout: Layout? = nil, front: GrayImage? = nil) throws -> [String] {
        let pictures = front.map { [$0] + references.dropFirst() } ?? references
        return try PageInterpreter(layout ?? self.layout, references: pictures).referenceFindings.map(\.field)
    }

    /// The front with ink where a rule says, in shares of a target's box.
    private func marked(_ target: Int, _ isInk: (Double, Double) -> Bool) -> GrayImage {
        let (blank, box) = (references[0], layout.pages[0].targets[target].box)
        var pixels = blank.pixels
        for y in 0..<box.height {
            for x in 0..<box.width where isInk(Double(x) / Double(box.width), Double(y) / Double(box.height)) {
                pixels[(box.y + y) * blank.width + box.x + x] = 30
            }
        }
        return GrayImage(width: blank.width, height: blank.height, pixels: pixels)
    }

    @Test func `blank pages as they should be have no finding`() throws {
        #expect(try findings() == [])
    }

    @Test func `a mark on a blank page is named with its target`() throws {
        let cross = marked(1) { x, y in abs(x - y) < 0.08 || abs(x + y - 1) < 0.08 }
        #expect(try findings(front: cross) == ["pages[0].targets[1]"])
        let filled = marked(2) { _, _ in true }
        #expect(try findings(front: filled) == ["pages[0].targets[2]"])
        // What is no more than a speck.
        #expect(try findings(front: marked(1) { x, y in abs(x - 0.5) < 0.06 && abs(y - 0.5) < 0.06 }) == [])
    }

    @Test func `a box on empty paper is named`() throws {
        var pages = layout.pages
        let first = pages[0].targets[0]
        let away = PixelBox(x: 4, y: 4, width: first.box.width, height: first.box.height)
        let moved = Target(
            contest: first.contest, option: first.option, box: away, shape: first.shape, writeIn: first.writeIn)
        pages[0] = PageLayout(
            id: pages[0].id, reference: pages[0].reference, targets: [moved] + pages[0].targets.dropFirst())
        let changed = try Layout(contests: layout.contests, pages: pages)
        #expect(try findings(changed) == ["pages[0].targets[0]"])
    }

    @Test func `two pages of one picture are named`() throws {
        let front = layout.pages[0]
        let twin = PageLayout(id: PageID(rawValue: "twin"), reference: front.reference, targets: front.targets)
        let doubled = try Layout(contests: layout.contests, pages: [front, twin])
        let fields = try PageInterpreter(doubled, references: [references[0], references[0]]).referenceFindings.map(
            \.field)
        #expect(fields == ["pages[1].reference"])
    }

    @Test func `a line through all targets of a blank page is named`() throws {
        let blank = references[0]
        let column = layout.pages[0].targets[0].box.x + 20
        var pixels = blank.pixels
        for y in 0..<blank.height { for x in column..<column + 3 { pixels[y * blank.width + x] = 40 } }
        let streaked = GrayImage(width: blank.width, height: blank.height, pixels: pixels)
        #expect(try findings(front: streaked) == (0..<4).map { "pages[0].targets[\($0)]" })
    }

    @Test func `targets too near to each other for a pen are named`() throws {
        var pages = layout.pages
        let targets = pages[0].targets
        let (first, second) = (targets[0], targets[1])
        // The second box of the layout, and its outline, right below the first.
        let box = PixelBox(x: first.box.x, y: first.box.y + first.box.height + 4, width: 40, height: 40)
        let near = Target(
            contest: second.contest, option: second.option, box: box, shape: second.shape, writeIn: second.writeIn)
        pages[0] = PageLayout(
            id: pages[0].id, reference: pages[0].reference, targets: [first, near] + targets.dropFirst(2))
        let changed = try Layout(contests: layout.contests, pages: pages)
        let blank = references[0]
        var pixels = blank.pixels
        for y in 0..<40 {
            for x in 0..<40 where min(min(x, 39 - x), min(y, 39 - y)) < 2 {
                pixels[(box.y + y) * blank.width + box.x + x] = 30
            }
        }
        let front = GrayImage(width: blank.width, height: blank.height, pixels: pixels)
        #expect(try findings(changed, front: front) == ["pages[0].targets[1]"])
    }
}
