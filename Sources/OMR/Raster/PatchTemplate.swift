/// A piece of print that is looked for in a larger picture.
///
/// Rows are words as in `Bitmap`, so that laying the template over a place costs a few word operations a row: one word for
/// the 64 pixels of a landmark.
public struct PatchTemplate: Hashable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Pixels of ink that count.
    public let inkCount: Int

    private let wordsPerRow: Int
    /// Ink of the template, where it counts.
    private let ink: [UInt64]
    /// The same, grown by one pixel all round.
    private let grownInk: [UInt64]
    /// Where the picture is compared at all.
    private let care: [UInt64]

    /// Takes the print of a bitmap.
    ///
    /// - Parameters:
    ///   - bitmap: the print.
    ///   - ignoring: where neither print nor picture count, such as the inside of a target, in which a voter may have
    ///     written; of the same size.
    public init(_ bitmap: Bitmap, ignoring: Bitmap? = nil) {
        let full = Bitmap(full: bitmap.width, bitmap.height)
        let counted = ignoring.map { full.subtracting($0) } ?? full
        let print = bitmap.intersection(counted)
        width = bitmap.width
        height = bitmap.height
        wordsPerRow = bitmap.wordsPerRow
        ink = print.words
        grownInk = print.dilated().words
        care = counted.words
        inkCount = print.inkCount
    }

    /// Where the template lies best in a picture.
    public struct Match: Hashable, Sendable {
        /// Place of the template's top left corner in the picture.
        public let x, y: Int
        /// Ink on ink: twice the common ink over the ink of both, 0 to 1 (Dice).
        public let overlap: Double
    }

    /// Tries the template at every place where it lies inside the picture.
    ///
    /// - Returns: the place of greatest overlap; of equal ones the nearest to the middle, so that an empty picture moves
    ///   nothing.
    public func bestMatch(in picture: Bitmap) -> Match {
        precondition(picture.width >= width && picture.height >= height, "the picture must hold the template")
        let (placesX, placesY) = (picture.width - width + 1, picture.height - height + 1)
        let (middleX, middleY) = (placesX / 2, placesY / 2)
        var best = match(in: picture, x: middleX, y: middleY)
        var bestDistance = 0
        for y in 0..<placesY {
            for x in 0..<placesX {
                let match = match(in: picture, x: x, y: y)
                guard match.overlap >= best.overlap else { continue }
                let distance = (x - middleX) * (x - middleX) + (y - middleY) * (y - middleY)
                if match.overlap > best.overlap || distance < bestDistance { (best, bestDistance) = (match, distance) }
            }
        }
        return best
    }

    private func match(in picture: Bitmap, x: Int, y: Int) -> Match {
        var (common, seen) = (0, 0)
        for row in 0..<height {
            for word in 0..<wordsPerRow {
                let index = row &* wordsPerRow &+ word
                let bits = picture.bits(at: x + word * 64, row: y + row) & care[index]
                common &+= (bits & ink[index]).nonzeroBitCount
                seen &+= bits.nonzeroBitCount
            }
        }
        let both = seen + inkCount
        return Match(x: x, y: y, overlap: both == 0 ? 0 : 2 * Double(common) / Double(both))
    }

    /// How well print and picture agree at a place, forgiving a pixel: lines printed a little bolder or thinner still agree.
    ///
    /// - Returns: `found`, the share of the template's ink that has ink beside it in the picture; and `explained`, the
    ///   share of the picture's ink that has the template's ink beside it. Both 1 where there is no ink to ask about.
    public func agreement(in picture: Bitmap, x: Int, y: Int) -> (found: Double, explained: Double) {
        var (found, explained, seen) = (0, 0, 0)
        for row in 0..<height {
            for word in 0..<wordsPerRow {
                let index = row * wordsPerRow + word
                let column = x + word * 64
                var grown: UInt64 = 0
                for line in y + row - 1...y + row + 1 {
                    grown |=
                        picture.bits(at: column, row: line) | picture.bits(at: column - 1, row: line)
                        | picture.bits(at: column + 1, row: line)
                }
                let bits = picture.bits(at: column, row: y + row) & care[index]
                found &+= (grown & ink[index]).nonzeroBitCount
                explained &+= (bits & grownInk[index]).nonzeroBitCount
                seen &+= bits.nonzeroBitCount
            }
        }
        return (
            inkCount == 0 ? 1 : Double(found) / Double(inkCount),
            seen == 0 ? 1 : Double(explained) / Double(seen)
        )
    }
}

extension Bitmap {
    /// A bitmap of ink only.
    public init(full width: Int, _ height: Int) {
        self.init(width: width, height: height)
        for row in 0..<height {
            for word in 0..<wordsPerRow { words[row * wordsPerRow + word] = ~0 }
            words[(row + 1) * wordsPerRow - 1] &= lastWordMask
        }
    }
}
