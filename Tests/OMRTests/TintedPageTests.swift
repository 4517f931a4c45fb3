import ElectionModel
import OMR
import Raster
import Testing

/// Pages with a dithered tint under targets and words, dithered anew in every scan.
@Suite struct TintedPageTests {
    /// How a scanner makes a gray black and white.
    enum Dither {
        case chance, errorDiffusion, ordered
    }

    /// Below the heading all over the page: how much of it is ink.
    private func tinted(_ front: DrawnFront, _ share: Double, _ dither: Dither, seed: UInt64) -> DrawnFront {
        var random = SeededRandom(seed: seed)
        let ordered: [Double] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
        let (width, top) = (front.image.width, front.image.height / 3)
        var errors = [Double](repeating: 0, count: 2 * width + 4)
        // Each row's errors stand in one half of the list, those of the next in the other.
        return front.map { x, y, gray in
            let tint = y > top ? 1 - share : 1
            let light = min(Double(gray) / 255, tint)
            switch dither {
            case .chance: return Double(random.next() % 10_000) / 10_000 < light ? 255 : 0
            case .ordered: return light > (ordered[y % 4 * 4 + (x + Int(seed)) % 4] + 0.5) / 16 ? 255 : 0
            case .errorDiffusion:
                let (here, next) = (y % 2 * (width + 2), (y + 1) % 2 * (width + 2))
                if x == 0 { for index in 0..<width + 2 { errors[next + index] = 0 } }
                let wanted = light + errors[here + x + 1] + (x == 0 ? Double(seed) / 20 : 0)
                let paper = wanted >= 0.5
                let error = wanted - (paper ? 1 : 0)
                errors[here + x + 2] += error * 7 / 16
                errors[next + x] += error * 3 / 16
                errors[next + x + 1] += error * 5 / 16
                errors[next + x + 2] += error * 1 / 16
                return paper ? 255 : 0
            }
        }
    }

    @Test(arguments: [0.12, 0.25], [Dither.errorDiffusion, .ordered])
    func `a cross on a tint is read, and empty targets on it stay empty`(share: Double, dither: Dither) throws {
        let front = try DrawnFront(times: 2)
        let blank = tinted(front, share, dither, seed: 1)
        let empty = try tinted(front, share, dither, seed: 2).reading(blank: blank)
        #expect(empty.classes == ["unmarked", "unmarked", "unmarked", "unmarked"])
        let marked = try tinted(front.crossed([1, 3]), share, dither, seed: 3).reading(blank: blank)
        #expect(marked.classes == ["unmarked", "marked", "unmarked", "marked"])
    }

    @Test(arguments: [0.12, 0.25, 0.4]) func `no tint that is dithered by chance makes a sure answer wrong`(
        share: Double
    ) throws {
        let front = try DrawnFront(times: 2)
        let blank = tinted(front, share, .chance, seed: 1)
        let empty = try tinted(front, share, .chance, seed: 2).reading(blank: blank)
        #expect(!empty.classes.contains("marked"))
        let marked = try tinted(front.crossed([1, 3]), share, .chance, seed: 3).reading(blank: blank)
        if case .read = marked { #expect(marked.classes[1] != "unmarked" && marked.classes[3] != "unmarked") }
    }

    @Test func `ink as fine as a tint, where the blank page has none, leaves a target unsure`() throws {
        let blank = try DrawnFront(times: 2)
        var random = SeededRandom(seed: 5)
        // A pale pencil's grain over the box and around it.
        let box = blank.boxes[1]
        let around = PixelBox(x: box.x - 60, y: box.y - 60, width: box.width + 120, height: box.height + 120)
        let penciled = blank.inked(around) { _, _ in random.next() % 10 < 2 }
        let classes = try penciled.reading(blank: blank).classes
        #expect(classes.count != 4 || classes[1] == "marginal")
    }

    /// A gray column under two of the four targets.
    private func shaded(_ front: DrawnFront, _ tint: Double) -> DrawnFront {
        front.map { x, y, gray in
            let isTinted = [1, 2].contains { place in
                let box = front.boxes[place]
                return (box.x - 20..<box.x + box.width + 20).contains(x)
                    && (box.y - 20..<box.y + box.height + 20).contains(y)
            }
            return isTinted ? UInt8(Double(gray) * tint) : gray
        }
    }

    @Test(arguments: [0.86, 0.9, 0.92]) func `a gray tint that comes out lighter or darker leaves its targets empty`(
        tint: Double
    ) throws {
        let front = try DrawnFront()
        let blank = shaded(front, 0.9)
        #expect(
            try shaded(front, tint).reading(blank: blank).classes == ["unmarked", "unmarked", "unmarked", "unmarked"])
        #expect(
            try shaded(front.crossed([2]), tint).reading(blank: blank).classes
                == ["unmarked", "unmarked", "marked", "unmarked"])
        // Somebody filled one of them with a pale pen.
        let pale = shaded(
            front.inked(front.boxes[1], gray: 205) { x, y in (0.2..<0.8).contains(x) && (0.2..<0.8).contains(y) }, tint)
        #expect(try pale.reading(blank: blank).classes == ["unmarked", "marginal", "unmarked", "unmarked"])
    }

    @Test func `a tint of a small scan is taken off before the scan is enlarged`() throws {
        let front = try DrawnFront()
        let blank = tinted(front, 0.15, .errorDiffusion, seed: 1)
        let marked = try tinted(front.crossed([2]), 0.15, .errorDiffusion, seed: 2).reading(blank: blank)
        #expect(marked.classes == ["unmarked", "unmarked", "marked", "unmarked"])
    }
}
