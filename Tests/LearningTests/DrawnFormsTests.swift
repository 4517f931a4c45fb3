import ElectionModel
import Learning
import Raster
import Testing

/// Forms as offices draw them with a word processor: tables, boxes with a letter, and what must not be taken for a target.
@Suite struct DrawnFormsTests {
    /// An A4 page at 200 dpi with ink on it.
    private struct Page {
        private var pixels = [UInt8](repeating: 255, count: 1654 * 2339)

        mutating func fill(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ value: UInt8 = 0) {
            for row in y..<y + height { for column in x..<x + width { pixels[row * 1654 + column] = value } }
        }

        /// A box with lines of 3 pixels inside of its edges.
        mutating func box(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
            fill(x, y, width, 3)
            fill(x, y + height - 3, width, 3)
            fill(x, y, 3, height)
            fill(x + width - 3, y, 3, height)
        }

        /// What stands for a letter: two strokes and a bar.
        mutating func letter(_ x: Int, _ y: Int, _ height: Int = 20) {
            fill(x, y, 3, height)
            fill(x + 11, y, 3, height)
            fill(x, y + height / 2, 14, 3)
        }

        mutating func word(_ x: Int, _ y: Int, letters: Int) {
            for index in 0..<letters { letter(x + index * 19, y) }
        }

        func learned() throws -> [[Target]] {
            let image = GrayImage(width: 1654, height: 2339, pixels: pixels)
            let page = BlankPage(id: PageID(rawValue: "page"), reference: "page.png", image: image)
            let targets = try LayoutLearner.layout(from: [page]).pages[0].targets
            return Dictionary(grouping: targets, by: \.contest).values
                .map { $0 }.sorted { ($0[0].box.x, $0[0].box.y) < ($1[0].box.x, $1[0].box.y) }
        }
    }

    @Test func `empty cells at the end of a table's rows are targets, cells with words and numbers are not`() throws {
        var page = Page()
        for row in 0..<5 {
            let y = 400 + row * 87
            page.box(150, y, 90, 90)
            page.letter(185, y + 35)
            page.box(237, y, 900, 90)
            page.word(270, y + 35, letters: 8 + row)
            page.box(1134, y, 90, 90)
        }
        let contests = try page.learned()
        #expect(contests.map(\.count) == [5])
        #expect(contests.first?.map(\.box.x) == [1134, 1134, 1134, 1134, 1134])
    }

    @Test func `a grid of cells is a question a row`() throws {
        var page = Page()
        for row in 0..<6 {
            page.word(150, 425 + row * 67, letters: 12)
            for column in 0..<5 { page.box(800 + column * 97, 400 + row * 67, 100, 70) }
        }
        #expect(try page.learned().map(\.count) == [5, 5, 5, 5, 5, 5])
    }

    @Test func `boxes with a letter in each are targets, and a single mark is none`() throws {
        var page = Page()
        for row in 0..<4 {
            for column in 0..<5 {
                page.box(300 + column * 75, 400 + row * 150, 42, 42)
                page.letter(314 + column * 75, 411 + row * 150)
            }
        }
        #expect(try page.learned().map(\.count) == [5, 5, 5, 5])
        var marked = Page()
        for row in 0..<4 { marked.box(300, 400 + row * 150, 42, 42) }
        marked.fill(309, 859, 24, 24)
        #expect(try marked.learned().map(\.count) == [3])
    }
}
