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
        self.init(bitmap, runs: bitmap.runs(upTo: .max) ?? [])
    }

    /// Takes a bitmap apart; nil when it has more than so many runs.
    public init?(of bitmap: Bitmap, upTo most: Int) {
        guard let runs = bitmap.runs(upTo: most) else { return nil }
        self.init(bitmap, runs: runs)
    }

    private init(_ bitmap: Bitmap, runs found: [Run]) {
        var parents = Array(found.indices)
        unsafe found.withUnsafeBufferPointer { found in
            unsafe parents.withUnsafeMutableBufferPointer { parents in
                func root(_ index: Int) -> Int {
                    var index = index
                    while unsafe parents[index] != index {
                        unsafe parents[index] = parents[parents[index]]
                        index = unsafe parents[index]
                    }
                    return index
                }
                var (above, first) = (0..<0, 0)
                while first < found.count {
                    let row = unsafe found[first].row
                    var end = first
                    while unsafe end < found.count && found[end].row == row { end += 1 }
                    let isBeside = unsafe !above.isEmpty && found[above.lowerBound].row == row - 1
                    var other = isBeside ? above.lowerBound : above.upperBound
                    for index in first..<end {
                        // Runs above that end left of this one touch no later one either.
                        while unsafe other < above.upperBound && found[other].end < found[index].start { other += 1 }
                        var touching = other
                        while unsafe touching < above.upperBound && found[touching].start <= found[index].end {
                            let (a, b) = (root(touching), root(index))
                            // The earlier run leads, so that the order of pieces is the order on the page.
                            if a != b { unsafe parents[max(a, b)] = min(a, b) }
                            touching += 1
                        }
                    }
                    (above, first) = (first..<end, end)
                }
                // Runs are led by earlier ones: each becomes its piece's first.
                for index in found.indices { unsafe parents[index] = parents[parents[index]] }
            }
        }
        var homes = [Int](repeating: 0, count: found.count)
        var counts: [Int] = []
        for index in found.indices {
            let home = parents[index]
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

    /// How much of a piece's ink is ink of another bitmap, and paper of a third.
    public func overlap(of piece: Piece, with other: Bitmap, outside third: Bitmap) -> Int {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        return runs[piece.runs].reduce(0) {
            $0 + other.inkCount(outside: third, row: $1.row, from: $1.start, to: $1.end)
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
    /// All runs of ink, row by row; nil when there are more than so many.
    fileprivate func runs(upTo most: Int) -> [InkPieces.Run]? {
        var runs: [InkPieces.Run] = []
        for row in 0..<height {
            forEachRun(inRow: row) { runs.append(InkPieces.Run(row: row, start: $0, end: $1)) }
            if runs.count > most { return nil }
        }
        return runs
    }

    /// Visits the runs of ink in a row, left to right: the first column of each, and the first behind it.
    @inline(__always)
    func forEachRun(inRow row: Int, _ visit: (Int, Int) -> Void) {
        var start: Int?
        unsafe words.withUnsafeBufferPointer { words in
            for word in 0..<wordsPerRow {
                let bits = unsafe words[row &* wordsPerRow &+ word]
                // Whole words of paper or ink go on as they began.
                if bits == 0, start == nil { continue }
                if bits == ~0, start != nil { continue }
                var column = 0
                while column < 64 {
                    let rest = bits &<< UInt64(truncatingIfNeeded: column)
                    if let from = start {
                        let length = (~rest).leadingZeroBitCount
                        guard column &+ length < 64 else { break }
                        column &+= length
                        visit(from, word &* 64 &+ column)
                        start = nil
                    } else {
                        let gap = rest.leadingZeroBitCount
                        guard column &+ gap < 64 else { break }
                        column &+= gap
                        start = word &* 64 &+ column
                    }
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
