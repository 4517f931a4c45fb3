import ElectionModel
import OMR
import Raster
import TestSupport
import Testing

/// Forms on which the words stand left of one column's boxes and right of another's. Rows that changed places are never read as they
/// were.
@Suite struct WordColumnTests {
    /// An A4 page at 200 dpi with made-up letters on it.
    private struct Page {
        private var pixels = [UInt8](repeating: 255, count: 1654 * 2339)
        private(set) var targets: [Target] = []

        init() {
            word(1000, 166, 100)
            for line in 0..<8 {
                for place in 0..<5 { word(2000 + line * 10 + place, 166 + place * 200, 1440 + line * 60) }
            }
        }

        private mutating func fill(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ value: UInt8 = 0) {
            for row in y..<y + height { for column in x..<x + width { pixels[row * 1654 + column] = value } }
        }

        /// Six letters of 20 x 28 pixels, always the same for a number.
        mutating func word(_ number: Int, _ x: Int, _ y: Int) {
            var generator = SeededRandom(seed: UInt64(number) &* 7919 &+ 17)
            for letter in 0..<6 {
                for cell in 0..<35 where cell % 5 == 0 || UInt64.random(in: 0..<2, using: &generator) == 1 {
                    fill(x + letter * 26 + cell % 5 * 4, y + cell / 5 * 4, 4, 4)
                }
            }
        }

        mutating func box(_ contest: String, _ option: Int, _ x: Int, _ y: Int) {
            fill(x, y, 50, 50)
            fill(x + 3, y + 3, 44, 44, 255)
            targets.append(
                Target(
                    contest: ContestID(rawValue: contest), option: OptionID(rawValue: "o\(option)"),
                    box: PixelBox(x: x, y: y, width: 50, height: 50), shape: .rectangle))
        }

        var image: GrayImage { GrayImage(width: 1654, height: 2339, pixels: pixels) }
    }

    /// One contest with its names right of the boxes, one with its names left of them.
    private static func mixed(_ right: [Int], _ left: [Int]) -> Page {
        var page = Page()
        for (row, name) in right.enumerated() {
            page.box("right", row, 194, 340 + 94 * row)
            page.word(name, 306, 350 + 94 * row)
        }
        for (row, name) in left.enumerated() {
            page.word(name, 194, 860 + 94 * row)
            page.box("left", row, 667, 850 + 94 * row)
        }
        return page
    }

    private func interpreter(_ page: Page) throws -> PageInterpreter {
        let layout = try Layout(
            contests: [:], pages: [PageLayout(id: PageID(rawValue: "p"), reference: "p.png", targets: page.targets)])
        return try PageInterpreter(layout, references: [page.image])
    }

    private func isRead(_ page: Page, by interpreter: PageInterpreter) -> Bool {
        if case .read = interpreter.interpret(page.image) { true } else { false }
    }

    @Test func `names left of one contest's boxes and right of another's are compared`() throws {
        let reader = try interpreter(Self.mixed([1, 2, 3], [4, 5, 6, 7]))
        #expect(isRead(Self.mixed([1, 2, 3], [4, 5, 6, 7]), by: reader))
        for (right, left) in [
            ([1, 3, 2], [4, 5, 6, 7]), ([1, 9, 3], [4, 5, 6, 7]), ([1, 2, 3], [5, 4, 6, 7]),
            ([1, 2, 3], [4, 5, 9, 7]),
        ] {
            #expect(!isRead(Self.mixed(right, left), by: reader), "\(right) \(left)")
        }
    }
}
