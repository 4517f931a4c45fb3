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
            var seen = Set<Int>()
            for start in candidates where !seen.contains(start) {
                var line = [start]
                var next = 0
                seen.insert(start)
                while next < line.count {
                    for other in candidates
                    where !seen.contains(other) && all[line[next]].isBeside(all[other], isUpright: isUpright) {
                        seen.insert(other)
                        line.append(other)
                    }
                    next += 1
                }
                guard line.count(where: { free[$0] }) >= Self.fewest else { continue }
                for place in line { isLetter[place] = true }
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
