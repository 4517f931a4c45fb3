/// Taking a dithered tint off a page: the dots go, and what is drawn over them stays.
///
/// Each pixel's 3 x 3 neighbourhood holds some ink. In a tint these counts lie around a level, which is measured place by
/// place; strokes stand out above it. Where they do, the ink is kept with what it touches, unless it is a small heap such
/// as chance makes.
extension Bitmap {
    /// Pixels along the square in which the tint is measured: one word.
    private static let square = 64
    /// Fewest pixels of tint that say what it is like; where there are fewer, those of the squares around count with them.
    private static let enough = 1024
    /// By how many deviations strokes stand out. On drawn pages with text of 8 to 12 points at 150 to 300 dpi, over tints up to
    /// 0.35 dithered at random, by error diffusion, in order and by dots: 98 % of the text's ink stays.
    private static let deviations = 1.9
    /// How much more the counts may vary than chance makes them (the binomial variance): no dither is less even than chance, but
    /// letters among a few specks are.
    private static let unevenness = 1.6
    /// Lightest tint whose variance is compared, in pixels of ink among nine.
    private static let leastMedian = 0.3
    /// Share of a tint's pixels that may have a count from which strokes stand out: an ordered dither has few counts, and ends
    /// before the deviations do.
    private static let tail = 0.045
    /// Counts that can be asked for: a stroke of three pixels is all ink in its middle and must stay.
    private static let limits = 3...8
    /// Heaps of standing out pixels that are chance: with fewer; and, with the ink that they touch, with fewer or a smaller
    /// extent. Of tint 0.35 dithered at random, 0.8 % is left so, and nothing of tints to 0.2; a pen's dot of 1.4 mm at
    /// 200 dpi stays.
    private static let leastHeap = 8
    private static let leastDrawn = (pixels: 36, extent: 11)

    /// The bitmap without the tint that lies in an area.
    ///
    /// - Parameters:
    ///   - measured: where there is nothing but tint and what is drawn over it.
    ///   - area: where the tint is taken off: the same and its rim.
    ///   - around: the area and what lies so near that strokes come from there.
    public func withoutTint(measured: Bitmap, area: Bitmap, around: Bitmap) -> Bitmap {
        let counts = tintCounts(measured)
        let (columns, rows) = (wordsPerRow, counts.count / wordsPerRow)
        let empty = Bitmap(width: width, height: height)
        var (dense, nearly, tint) = (empty, empty, empty)
        for row in 0..<rows {
            for column in 0..<columns {
                guard let limit = limit(counts, column, row, columns, rows) else { continue }
                for y in row * Self.square..<min(height, (row + 1) * Self.square) {
                    let index = y * wordsPerRow + column
                    guard area.words[index] != 0 else { continue }
                    tint.words[index] = area.words[index]
                    let here = neighbours(column, y)
                    dense.words[index] = here.atLeast(limit) & area.words[index]
                    nearly.words[index] = here.atLeast(limit - 1) & area.words[index]
                }
            }
        }
        // Strokes go on beyond the tint: there they are ink as it is.
        let outside = subtracting(tint)
        let near = outside.intersection(around)
        let heaps = dense.withoutPieces(smallerThan: Self.leastHeap).union(near).dilated().intersection(self)
            .intersection(nearly.union(outside))
        let drawn = heaps.withoutPieces(smallerThan: Self.leastDrawn.pixels, unlessOver: Self.leastDrawn.extent)
        return outside.union(drawn.intersection(tint))
    }

    /// For each square, how many pixels of the tint have 0, 1, ... 9 pixels of ink in their neighbourhood.
    private func tintCounts(_ measured: Bitmap) -> [[Int]] {
        let rows = (height + Self.square - 1) / Self.square
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: rows * wordsPerRow)
        for y in 0..<height {
            for column in 0..<wordsPerRow {
                let tint = measured.words[y * wordsPerRow + column]
                guard tint != 0 else { continue }
                let here = neighbours(column, y)
                let square = y / Self.square * wordsPerRow + column
                for count in 0...9 { counts[square][count] += (here.equal(to: count) & tint).nonzeroBitCount }
            }
        }
        return counts
    }

    /// The count from which a pixel stands out of the tint of its square; nil where there is none, or no tint.
    private func limit(_ counts: [[Int]], _ column: Int, _ row: Int, _ columns: Int, _ rows: Int) -> Int? {
        let own = counts[row * columns + column]
        var around = [Int](repeating: 0, count: 10)
        for y in max(0, row - 1)...min(rows - 1, row + 1) {
            for x in max(0, column - 1)...min(columns - 1, column + 1) {
                for count in 0...9 { around[count] += counts[y * columns + x][count] }
            }
        }
        return Self.limit(own) ?? Self.limit(around)
    }

    private static func limit(_ counts: [Int]) -> Int? {
        let all = counts.reduce(0, +)
        guard all >= enough else { return nil }
        // The median, between whole counts; and the spread below it, to which nothing that is drawn adds.
        var (below, middle) = (0, 0)
        while (below + counts[middle]) * 2 < all {
            below += counts[middle]
            middle += 1
        }
        let median = Double(middle) - 0.5 + (Double(all) / 2 - Double(below)) / Double(counts[middle])
        var (squares, lower) = (0.0, 0)
        for count in 0...9 where Double(count) < median {
            squares += Double(counts[count]) * (median - Double(count)) * (median - Double(count))
            lower += counts[count]
        }
        let variance = squares / Double(max(1, lower))
        let share = max(median, leastMedian) / 9
        guard variance <= unevenness * 9 * share * (1 - share) else { return nil }
        let greatest = Int((median + deviations * variance.squareRoot()).rounded(.up))
        var limit = Int((median + 0.5).rounded(.down)) + 1
        while limit < greatest, limit < 9, Double(counts[limit]) > tail * Double(all) { limit += 1 }
        return min(max(limit, limits.lowerBound), limits.upperBound)
    }

    /// How much ink the 3 x 3 neighbourhoods of a word's pixels hold.
    private func neighbours(_ column: Int, _ y: Int) -> NeighbourCounts {
        NeighbourCounts(line(column, y - 1), line(column, y), line(column, y + 1))
    }

    /// A word of a row with the same moved by a pixel to the right and to the left; paper beyond the edges.
    private func line(_ column: Int, _ y: Int) -> (left: UInt64, here: UInt64, right: UInt64) {
        guard y >= 0, y < height else { return (0, 0, 0) }
        let index = y * wordsPerRow + column
        let here = words[index]
        let before = column > 0 ? words[index - 1] : 0
        let after = column + 1 < wordsPerRow ? words[index + 1] : 0
        return (here >> 1 | before << 63, here, here << 1 | after >> 63)
    }

    /// The ink without small pieces. Ink hangs together over all eight sides.
    ///
    /// - Parameters:
    ///   - least: pixels that a piece must have,
    ///   - extent: unless it is as wide or as high as this.
    public func withoutPieces(smallerThan least: Int, unlessOver extent: Int = .max) -> Bitmap {
        let found = InkPieces(of: self)
        return found.bitmap { place in
            let piece = found.pieces[place]
            return piece.inkCount >= least || max(piece.width, piece.height) >= extent
        }
    }
}

/// Counts from 0 to 9 for 64 pixels at once: the digits of 64 binary numbers.
private struct NeighbourCounts {
    private let digits: [UInt64]

    typealias Line = (left: UInt64, here: UInt64, right: UInt64)

    init(_ above: Line, _ middle: Line, _ below: Line) {
        func sum(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> (one: UInt64, two: UInt64) {
            (a ^ b ^ c, a & b | a & c | b & c)
        }
        let (a, b, c) = (
            sum(above.left, above.here, above.right), sum(middle.left, middle.here, middle.right),
            sum(below.left, below.here, below.right)
        )
        let ones = sum(a.one, b.one, c.one)
        let twos = sum(a.two, b.two, c.two)
        let carried = twos.one & ones.two
        digits = [ones.one, twos.one ^ ones.two, twos.two ^ carried, twos.two & carried]
    }

    /// The pixels with this count.
    func equal(to count: Int) -> UInt64 {
        digits.indices.reduce(~0) { $0 & (count >> $1 & 1 == 1 ? digits[$1] : ~digits[$1]) }
    }

    /// The pixels with this count or a greater one.
    func atLeast(_ count: Int) -> UInt64 { (count...9).reduce(0) { $0 | equal(to: $1) } }
}
