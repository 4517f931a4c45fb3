import ElectionModel
import OMR
import Raster
import Testing

/// Bubbles of 3 mm in which a letter is printed.
@Suite struct SmallTargetTests {
    private static let side = 37

    /// A front with twelve bubbles in the free space between the names and the boxes, and a letter in each.
    private func front() throws -> DrawnFront {
        let blank = try DrawnFront(times: 2)
        var targets: [Target] = []
        for (index, target) in blank.layout.pages[0].targets.enumerated() {
            let y = target.box.y + 20
            targets.append(
                Target(
                    contest: target.contest, option: target.option,
                    box: PixelBox(x: 1300 + index * 20, y: y, width: Self.side, height: Self.side), shape: .ellipse,
                    writeIn: false))
        }
        let layout = try blank.with(targets)
        return targets.reduce(layout) { front, target in
            front.inked(target.box) { x, y in
                let radius = ((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5)).squareRoot()
                // An outline of 4 pixels, and an E with strokes of 3 in 12 x 18.
                let isE =
                    (0.34..<0.66).contains(x) && (0.26..<0.74).contains(y)
                    && (x < 0.42 || y < 0.34 || y > 0.66 || (y - 0.5).magnitude < 0.04)
                return radius < 0.5 && (radius > 0.39 || isE)
            }
        }
    }

    /// The same form set in another font: a stroke that the blank page's letter has not.
    @Test func `a letter's serif is no mark, and a small tick is`() throws {
        let blank = try front()
        let serif = blank.inked(blank.boxes[1]) { x, y in (0.20..<0.26).contains(x) && (0.46..<0.54).contains(y) }
        #expect(try serif.reading(blank: blank).classes == ["unmarked", "unmarked", "unmarked", "unmarked"])
        let tick = blank.inked(blank.boxes[1]) { x, y in (0.20..<0.30).contains(x) && (0.25..<0.75).contains(y) }
        #expect(try tick.reading(blank: blank).classes[1] != "unmarked")
    }

    @Test func `a filled bubble with a letter is marked and the others are not`() throws {
        let blank = try front()
        #expect(try blank.reading(blank: blank).classes == ["unmarked", "unmarked", "unmarked", "unmarked"])
        let filled = blank.inked(blank.boxes[2]) { x, y in (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5) < 0.23 }
        #expect(try filled.reading(blank: blank).classes == ["unmarked", "unmarked", "marked", "unmarked"])
    }
}
