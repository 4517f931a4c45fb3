/// Lines of letters among new ink: an imprint, a stamp, a number that was not there when the page was printed.
struct TextLines {
    /// For each stroke whether it stands in a line of letters.
    let isLetter: [Bool]

    /// Letters beside the marks that make a line, level or upright.
    static let fewest = 3
    /// Sides of a letter in work pixels: 1 to 15 mm.
    static let sizes = 8...120
    /// Thickness of a letter's strokes in work pixels: a printer's thinnest to bold capitals of 15 mm.
    static let thickness = 1.8...16

    /// - Parameters:
    ///   - all: the strokes.
    ///   - free: for each whether it lies in no target.
    init(_ all: [InkStroke], free: [Bool]) {
        let candidates = all.indices.filter { all[$0].isOfLetterSize }
        var isLetter = [Bool](repeating: false, count: all.count)
        for isUpright in [false, true] {
            // Along the line, so that a letter's neighbours are near it in the list too.
            func start(_ place: Int) -> Int { isUpright ? all[place].top : all[place].left }
            let along = candidates.sorted { (start($0), $0) < (start($1), $1) }
            var isSeen = [Bool](repeating: false, count: along.count)
            for first in along.indices where !isSeen[first] {
                var line = [first]
                var next = 0
                isSeen[first] = true
                while next < line.count {
                    let here = line[next]
                    // No letter is wider than the greatest size, and no gap.
                    let reach =
                        start(along[here]) - 2 * Self.sizes.upperBound...start(along[here]) + 2 * Self.sizes.upperBound
                    for step in [-1, 1] {
                        var other = here + step
                        while along.indices.contains(other), reach.contains(start(along[other])) {
                            defer { other += step }
                            if !isSeen[other], all[along[here]].isBeside(all[along[other]], isUpright: isUpright) {
                                isSeen[other] = true
                                line.append(other)
                            }
                        }
                    }
                    next += 1
                }
                guard line.count(where: { free[along[$0]] }) >= Self.fewest else { continue }
                for place in line { isLetter[along[place]] = true }
            }
        }
        self.isLetter = isLetter
    }
}

extension InkStroke {
    fileprivate var isOfLetterSize: Bool {
        TextLines.sizes.contains(extent) && TextLines.thickness.contains(thickness)
    }

    /// Whether two strokes stand side by side on a line, as letters do: of about one size, at one height, close together.
    fileprivate func isBeside(_ other: InkStroke, isUpright: Bool) -> Bool {
        let (low, high, from, to) = isUpright ? (left, right, top, bottom) : (top, bottom, left, right)
        let (otherLow, otherHigh, otherFrom, otherTo) =
            isUpright
            ? (other.left, other.right, other.top, other.bottom) : (other.top, other.bottom, other.left, other.right)
        let (size, otherSize) = (high - low + 1, otherHigh - otherLow + 1)
        let common = min(high, otherHigh) - max(low, otherLow) + 1
        let gap = max(from, otherFrom) - min(to, otherTo)
        return 2 * min(size, otherSize) >= max(size, otherSize) && 10 * common >= 6 * min(size, otherSize)
            && gap >= -2 && gap <= max(size, otherSize)
    }
}
