import OMR
import Raster
import Testing

/// Ink in all targets: a voter's strokes are marks, and print that has spread is a reason to refuse the page.
@Suite struct SameStrokeTests {
    @Test(arguments: [[0, 1, 2], [0, 1, 2, 3]]) func `the same stroke in most targets is a mark in each`(marked: [Int])
        throws
    {
        let blank = try DrawnFront()
        let sheet = marked.reduce(blank) { front, target in
            front.inked(front.boxes[target]) { x, y in abs(x - 0.5) < 0.06 && abs(y - 0.5) < 0.4 }
        }
        let classes = (0..<4).map { marked.contains($0) ? "marked" : "unmarked" }
        #expect(try sheet.reading(blank: blank).classes == classes)
    }

    @Test func `outlines that have grown into all targets are no marks`() throws {
        let blank = try DrawnFront()
        let sheet = blank.boxes.reduce(blank) { front, box in
            front.inked(box) { x, y in min(min(x, 1 - x), min(y, 1 - y)) < 0.25 }
        }
        guard case .rejected(let reason) = try sheet.reading(blank: blank) else {
            Issue.record("read")
            return
        }
        #expect(reason.code == "blurred")
        #expect(reason.message.contains("spreads"))
    }
}
