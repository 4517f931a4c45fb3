/// Connected pieces of ink: pixels that touch, also at their corners.
///
/// Rows are taken apart into runs of ink first; runs of neighbouring rows that touch belong to one piece. The time grows with
/// the runs, not with the pixels.
public struct InkPieces: Sendable {
    /// Pixels of ink side by side in a row.
    public struct Run: Hashable, Sendable {
        /// The row, its first column, and the first behind it.
        public let row, start, end: Int

        public init(row: Int, start: Int, end: Int) { (self.row, self.start, self.end) = (row, start, end) }
    }

    /// One piece: the box around it and its pixels of ink.
    public struct Piece: Hashable, Sendable {
        public let x, y, width, height: Int
        public let inkCount: Int
        /// Where its runs stand in `runs`, from top to bottom.
        public let runs: Range<Int>
    }

    /// All pieces, by their first pixels row by row.
    public let pieces: [Piece]
    /// All runs, those of a piece one behind the other.
    public let runs: [Run]
    private let width, height: Int

    /// Takes a bitmap apart.
    public init(of bitmap: Bitmap) {
        var found: [Run] = []
        var parents: [Int] = []
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        var above = 0..<0
        for row in 0..<bitmap.height {
            let first = found.count
            bitmap.forEachRun(inRow: row) { start, end in
                parents.append(found.count)
                found.append(Run(row: row, start: start, end: end))
            }
            var other = above.lowerBound
            for index in first..<found.count {
                // Runs above that end left of this one touch no later one either.
                while other < above.upperBound, found[other].end < found[index].start { other += 1 }
                var touching = other
                while touching < above.upperBound, found[touching].start <= found[index].end {
                    let (a, b) = (root(touching), root(index))
                    // The earlier run leads, so that the order of pieces is the order on the page.
                    if a != b { parents[max(a, b)] = min(a, b) }
                    touching += 1
                }
            }
            above = first..<found.count
        }
        var homes = [Int](repeating: 0, count: found.count)
        var counts: [Int] = []
        for index in found.indices {
            let home = root(index)
            if home == index {
                homes[index] = counts.count
                counts.append(0)
            } else {
                homes[index] = homes[home]
            }
            counts[homes[index]] += 1
        }
        var starts = [0]
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        var next = starts
        var runs = found
        for index in found.indices {
            runs[next[homes[index]]] = found[index]
            next[homes[index]] += 1
        }
        pieces = counts.indices.map { Piece(runs, starts[$0]..<starts[$0 + 1]) }
        self.runs = runs
        (width, height) = (bitmap.width, bitmap.height)
    }

    /// The ink of some of the pieces, in a bitmap of the same size.
    ///
    /// - Parameter isWanted: asked with the place of a piece in `pieces`.
    public func bitmap(where isWanted: (Int) -> Bool) -> Bitmap {
        var bitmap = Bitmap(width: width, height: height)
        for place in pieces.indices where isWanted(place) {
            for run in runs[pieces[place].runs] { bitmap.fill(row: run.row, from: run.start, to: run.end) }
        }
        return bitmap
    }

    /// How much of a piece's ink is ink of another bitmap of the same size.
    public func overlap(of piece: Piece, with other: Bitmap) -> Int {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        return runs[piece.runs].reduce(0) {
            $0 + other.inkCount(x: $1.start, y: $1.row, width: $1.end - $1.start, height: 1)
        }
    }

    /// For each piece, how much of its ink is ink of another bitmap of the same size.
    public func overlaps(with other: Bitmap) -> [Int] { pieces.map { overlap(of: $0, with: other) } }
}

extension InkPieces.Piece {
    fileprivate init(_ runs: [InkPieces.Run], _ own: Range<Int>) {
        let rows = runs[own.lowerBound].row...runs[own.upperBound - 1].row
        var (left, right, ink) = (Int.max, 0, 0)
        for run in runs[own] {
            (left, right, ink) = (min(left, run.start), max(right, run.end), ink + run.end - run.start)
        }
        self.init(
            x: left, y: rows.lowerBound, width: right - left, height: rows.count, inkCount: ink, runs: own)
    }
}

extension Bitmap {
    /// Runs of ink in all rows: how rough a bitmap is, counted before it is taken apart.
    public var runCount: Int {
        words.indices.reduce(0) { count, index in
            // A run begins where ink follows paper.
            let before = index % wordsPerRow == 0 ? 0 : words[index - 1] << 63
            return count + (words[index] & ~(words[index] >> 1 | before)).nonzeroBitCount
        }
    }

    /// Visits the runs of ink in a row, left to right: the first column of each, and the first behind it.
    func forEachRun(inRow row: Int, _ visit: (Int, Int) -> Void) {
        var start: Int?
        for word in 0..<wordsPerRow {
            let bits = words[row * wordsPerRow + word]
            // Whole words of paper or ink go on as they began.
            if bits == 0, start == nil { continue }
            if bits == ~0, start != nil { continue }
            var column = 0
            while column < 64 {
                let rest = bits << UInt64(column)
                if let from = start {
                    let length = (~rest).leadingZeroBitCount
                    guard column + length < 64 else { break }
                    column += length
                    visit(from, word * 64 + column)
                    start = nil
                } else {
                    let gap = rest.leadingZeroBitCount
                    guard column + gap < 64 else { break }
                    column += gap
                    start = word * 64 + column
                }
            }
        }
        if let start { visit(start, width) }
    }

    /// Turns a part of a row to ink.
    mutating func fill(row: Int, from start: Int, to end: Int) {
        for word in start / 64...(end - 1) / 64 {
            let from = UInt64(max(start - word * 64, 0))
            let to = end - word * 64
            let upTo: UInt64 = to >= 64 ? ~0 : ~(~0 >> UInt64(to))
            words[row * wordsPerRow + word] |= upTo & (~0 >> from)
        }
    }
}
