import ElectionModel
import Raster

/// An empty outline that could be a target, in pixels of the picture in which it was looked for.
struct TargetCandidate: Hashable, Sendable {
    /// Tight around the printed outline.
    let left, top, width, height: Double
    /// Of the printed line, averaged over its four sides.
    let thickness: Double
    let shape: TargetShape

    var centreX: Double { left + width / 2 }
    var centreY: Double { top + height / 2 }
}

/// A printed outline of a target's form, and what else there is to say of it.
struct Outline: Hashable, Sendable {
    let candidate: TargetCandidate
    /// Its corners are square, which no letter's are.
    let isBox: Bool
    /// Nothing is printed inside; else there is a letter or a digit.
    let isEmpty: Bool
    /// No print is along any of its sides.
    let hasMargin: Bool
    /// Print close by on the left and on the right, as beside a letter in a word.
    let hasPrintLeft, hasPrintRight: Bool

    /// No print is close by, as it is beside a letter in a word.
    var standsAlone: Bool { hasMargin && !(hasPrintLeft && hasPrintRight) }
}

/// Looking at an enclosed piece of paper: is it the inside of an outline that stands alone?
struct OutlineExamination {
    let picture: GrayImage
    let bitmap: Bitmap
    /// Pixels by which the ink was grown to close gaps; taken off the outline again.
    let grown: Int

    /// Ink inside the outline, as a share of it: specks of a scanned blank page.
    static let greatestInkInside = 0.015
    /// Ink of a letter that is printed inside, as a share of it. Where the letter touches the outline there is no hole of its form.
    static let greatestLetterInside = 0.5
    /// The outline's thickness as a share of the hole's shorter side. Heavy rings reach 0.3.
    static let greatestThickness = 0.45
    /// Width of the empty strip around an outline, as a share of its height: letters stand closer together.
    static let margin = 0.2
    /// Share of a strip that may be ink: dirt, or the foot of a letter.
    static let greatestInkBeside = 0.15
    /// Width of the strips left and right of an outline of which one must be empty, as a share of its height: a word's
    /// first and last letter have a space of about half their height on one side and a letter on the other.
    static let wordMargin = 0.8
    /// Share of such a strip that ink must cover to be a letter.
    static let leastLetter = 0.05
    /// Share of the rows beside an outline and beyond that a rule inks.
    static let ruleShare = 0.95
    /// How much darker the inside may be than the paper around: an example filled in gray is no target.
    static let greatestTint = 24.0

    /// The outline around a hole, or nil where it has no form of a target.
    func outline(_ hole: PaperHole) -> Outline? {
        let inside = hole.spans.reduce(0) { $0 + $1.count }
        let inkInside = Double(inside - hole.area) / Double(inside)
        guard hole.spans.count == hole.height, inkInside <= Self.greatestLetterInside,
            let shape = OutlineShape(of: hole), let sides = thickness(around: hole)
        else { return nil }
        let box = (
            left: hole.columns.lowerBound - sides.left, top: hole.rows.lowerBound - sides.top,
            right: hole.columns.upperBound + sides.right, bottom: hole.rows.upperBound + sides.bottom
        )
        guard isPaper(hole, box) else { return nil }
        return Outline(
            candidate: TargetCandidate(
                left: Double(box.left + grown), top: Double(box.top + grown),
                width: Double(box.right - box.left + 1 - 2 * grown),
                height: Double(box.bottom - box.top + 1 - 2 * grown),
                thickness: Double(sides.left + sides.top + sides.right + sides.bottom) / 4 - Double(2 * grown),
                shape: shape.targetShape),
            isBox: shape == .box, isEmpty: inkInside <= Self.greatestInkInside, hasMargin: standsAlone(box),
            hasPrintLeft: hasPrint(beside: box, at: box.left - 2 - wordStrip(box)),
            hasPrintRight: hasPrint(beside: box, at: box.right + 3))
    }

    /// Thickness of the outline on its four sides, measured outwards over the middle third of each.
    private func thickness(around hole: PaperHole) -> (left: Int, top: Int, right: Int, bottom: Int)? {
        let greatest = Int((Double(min(hole.width, hole.height)) * Self.greatestThickness).rounded(.up)) + 2 * grown
        let rows = hole.rows.lowerBound + hole.height / 3...hole.rows.upperBound - hole.height / 3
        let columns = hole.columns.lowerBound + hole.width / 3...hole.columns.upperBound - hole.width / 3
        let spans = hole.spans
        // From the row's own edge, so that a curve does not count as thickness; the outermost of the curve is the side's.
        let left = rows.map { row in
            ink(from: spans[row - hole.rows.lowerBound].lowerBound - 1, row, -1, 0, greatest)
        }
        let right = rows.map { row in
            ink(from: spans[row - hole.rows.lowerBound].upperBound + 1, row, 1, 0, greatest)
        }
        let top = columns.map { ink(from: $0, edge(of: hole, column: $0, fromTop: true) - 1, 0, -1, greatest) }
        let bottom = columns.map { ink(from: $0, edge(of: hole, column: $0, fromTop: false) + 1, 0, 1, greatest) }
        let all = [left, top, right, bottom].map { $0.sorted()[$0.count / 2] }
        guard let most = all.max(), let least = all.min(), most <= greatest, least >= 1,
            most <= 2 * least + 3 + 2 * grown
        else { return nil }
        return (all[0], all[1], all[2], all[3])
    }

    private func edge(of hole: PaperHole, column: Int, fromTop: Bool) -> Int {
        let rows = Array(hole.rows)
        let inside = hole.spans.indices.filter { hole.spans[$0].contains(column) }
        guard let row = fromTop ? inside.first : inside.last else { return rows[0] }
        return rows[row]
    }

    /// Ink in a row of pixels, counted from a place in a direction, up to one more than asked for.
    private func ink(from x: Int, _ y: Int, _ dx: Int, _ dy: Int, _ greatest: Int) -> Int {
        var (x, y, count) = (x, y, 0)
        while count <= greatest, x >= 0, y >= 0, x < bitmap.width, y < bitmap.height, bitmap[x, y] {
            (x, y, count) = (x + dx, y + dy, count + 1)
        }
        return count
    }

    /// No print in a strip along any of the four sides.
    private func standsAlone(_ box: (left: Int, top: Int, right: Int, bottom: Int)) -> Bool {
        let (width, height) = (box.right - box.left + 1, box.bottom - box.top + 1)
        let strip = max(2, Int((Double(height) * Self.margin).rounded()))
        // The ragged rim of the outline itself does not count.
        let gap = 2
        let strips = [
            (box.left - gap - strip, box.top, strip, height), (box.right + 1 + gap, box.top, strip, height),
            (box.left, box.top - gap - strip, width, strip), (box.left, box.bottom + 1 + gap, width, strip),
        ]
        return strips.allSatisfy { x, y, wide, tall in
            Double(bitmap.inkCount(x: x, y: y, width: wide, height: tall))
                <= Self.greatestInkBeside * Double(wide * tall)
        }
    }

    /// Width of the strip in which the next letter of a word begins.
    private func wordStrip(_ box: (left: Int, top: Int, right: Int, bottom: Int)) -> Int {
        Int((Double(box.bottom - box.top + 1) * Self.wordMargin).rounded())
    }

    /// Print as that of a letter in the strip that begins at a column beside an outline.
    private func hasPrint(beside box: (left: Int, top: Int, right: Int, bottom: Int), at x: Int) -> Bool {
        let (height, strip) = (box.bottom - box.top + 1, wordStrip(box))
        let ink = bitmap.inkCount(x: x, y: box.top, width: strip, height: height)
        guard Double(ink) > Self.leastLetter * Double(strip * height) else { return false }
        // A rule runs on above and below, a letter does not.
        let rows = box.top - height / 2...box.bottom + height / 2
        let inked = rows.count { bitmap.inkCount(x: x, y: $0, width: strip, height: 1) > 0 }
        return Double(inked) < Self.ruleShare * Double(rows.count)
    }

    /// The inside is as light as the paper around the outline.
    private func isPaper(_ hole: PaperHole, _ box: (left: Int, top: Int, right: Int, bottom: Int)) -> Bool {
        func mean(_ columns: ClosedRange<Int>, _ rows: ClosedRange<Int>, where counts: (Int, Int) -> Bool) -> Double? {
            var (sum, count) = (0, 0)
            for y in rows.clamped(to: 0...picture.height - 1) {
                for x in columns.clamped(to: 0...picture.width - 1) where counts(x, y) {
                    sum += Int(picture[x, y])
                    count += 1
                }
            }
            return count == 0 ? nil : Double(sum) / Double(count)
        }
        let middleRows = hole.rows.lowerBound + hole.height / 4...hole.rows.upperBound - hole.height / 4
        let middleColumns = hole.columns.lowerBound + hole.width / 4...hole.columns.upperBound - hole.width / 4
        let reach = max(3, (box.bottom - box.top) / 4) + 2
        // Between the strokes of a letter inside.
        let inside = mean(middleColumns, middleRows) { x, y in !bitmap[x, y] }
        let outside = mean(box.left - reach...box.right + reach, box.top - reach...box.bottom + reach) { x, y in
            x < box.left - 2 || x > box.right + 2 || y < box.top - 2 || y > box.bottom + 2
        }
        guard let inside, let outside else { return false }
        return outside - inside <= Self.greatestTint
    }
}
