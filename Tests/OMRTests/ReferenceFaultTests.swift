import ElectionModel
import OMR
import Raster
import Testing

/// Sheets read with a blank page that is wrong: never a sure answer where the blank hides marks.
@Suite struct ReferenceFaultTests {
    private func doubts(_ side: SideInterpretation) -> [MarkDoubt?] {
        guard case .read(_, let readings) = side else { return [] }
        return readings.map(\.doubt)
    }

    @Test func `a target that is crossed or filled on the blank page is never sure`() throws {
        let clean = try DrawnFront()
        let filled = clean.inked(clean.boxes[1]) { _, _ in true }
        for blank in [clean.crossed([1]), filled] {
            for sheet in [clean, clean.crossed([1]), filled] {
                let side = try sheet.reading(blank: blank)
                #expect(side.classes == ["unmarked", "marginal", "unmarked", "unmarked"])
                #expect(doubts(side)[1...] == [.referenceMarked, nil, nil])
            }
            #expect(
                try clean.crossed([0]).reading(blank: blank).classes
                    == ["marked", "marginal", "unmarked", "unmarked"])
        }
    }

    @Test func `a streak through the targets of the blank page leaves none of them sure`() throws {
        let clean = try DrawnFront()
        let middle = clean.boxes[0].x + 20
        let blank = clean.map { x, _, gray in (middle..<middle + 3).contains(x) ? 40 : gray }
        let side = try clean.reading(blank: blank)
        #expect(side.classes == ["marginal", "marginal", "marginal", "marginal"])
        #expect(doubts(side) == [.referenceMarked, .referenceMarked, .referenceMarked, .referenceMarked])
    }

    @Test func `a target that is not printed on the blank page makes no sheet readable`() throws {
        let clean = try DrawnFront()
        var targets = clean.layout.pages[0].targets
        let last = targets.removeLast()
        targets.append(
            Target(
                contest: last.contest, option: last.option,
                box: PixelBox(x: 300, y: last.box.y + 130, width: 40, height: 40), shape: last.shape, writeIn: false))
        let blank = try clean.with(targets)
        let white = blank.inked(PixelBox(x: 270, y: last.box.y + 100, width: 100, height: 100), gray: 255) { _, _ in
            true
        }
        #expect(try clean.reading(blank: white).classes == ["rejected", "targetNotPrinted"])
    }

    @Test func `a white target on gray ground is printed`() throws {
        let clean = try DrawnFront()
        // The outline is painted over, and all around is gray.
        let boxes = clean.boxes
        func onGray(_ front: DrawnFront) -> DrawnFront {
            front.map { x, y, gray in
                guard let box = boxes.first(where: { (x - $0.x - 20).magnitude < 70 && (y - $0.y - 20).magnitude < 60 })
                else { return gray }
                let isInside = (3..<37).contains(x - box.x) && (3..<37).contains(y - box.y)
                let isRim = (-3..<43).contains(x - box.x) && (-3..<43).contains(y - box.y) && !isInside
                return isInside ? gray : isRim ? 200 : min(gray, 200)
            }
        }
        let side = try onGray(clean.crossed([2])).reading(blank: onGray(clean))
        #expect(side.classes == ["unmarked", "unmarked", "marked", "unmarked"])
    }
}
