/// The connected pieces of a bitmap's ink, with the runs that they are made of.
///
/// Runs of ink are joined from row to row where they touch, over corners too, so that a thin slanting stroke hangs together.
public struct InkPieces: Sendable {
    /// Pixels of one row side by side.
    public struct Run: Hashable, Sendable {
        public let row, from, to: Int
        public init(row: Int, from: Int, to: Int) { (self.row, self.from, self.to) = (row, from, to) }
    }

    /// One connected piece of ink.
    public struct Piece: Hashable, Sendable {
        /// The first and last column and row that it reaches.
        public let left, top, right, bottom: Int
        /// Where its runs stand in `runs`, from top to bottom.
        public let runs: Range<Int>

        public var width: Int { right - left + 1 }
        public var height: Int { bottom - top + 1 }
    }

    /// All runs, those of a piece side by side.
    public let runs: [Run]
    /// The pieces in the order of their first pixels, row by row.
    public let pieces: [Piece]

    /// Finds the pieces.
    ///
    /// - Parameters:
    ///   - bitmap: what is looked at.
    ///   - most: runs beyond which nothing is found out: a page that is more specks than print.
    /// - Returns: nil when there are more runs.
    public init?(of bitmap: Bitmap, atMost most: Int) {
        var runs: [Run] = []
        var parents: [Int] = []
        func root(_ index: Int) -> Int {
            var at = index
            while parents[at] != at {
                parents[at] = parents[parents[at]]
                at = parents[at]
            }
            return at
        }
        var above = 0..<0
        for row in 0..<bitmap.height {
            let first = runs.count
            bitmap.appendRuns(ofRow: row, to: &runs)
            guard runs.count <= most else { return nil }
            parents.append(contentsOf: first..<runs.count)
            var (upper, here) = (above.lowerBound, first)
            while upper < above.upperBound, here < runs.count {
                if runs[upper].to + 1 >= runs[here].from, runs[here].to + 1 >= runs[upper].from {
                    let (a, b) = (root(upper), root(here))
                    // The earlier run leads, so that the order of pieces is the order on the page.
                    parents[max(a, b)] = min(a, b)
                }
                if runs[upper].to < runs[here].to { upper += 1 } else { here += 1 }
            }
            above = first..<runs.count
        }
        var places = [Int](repeating: -1, count: runs.count)
        var counts: [Int] = []
        for index in runs.indices {
            let lead = root(index)
            if lead == index {
                places[index] = counts.count
                counts.append(0)
            }
            counts[places[lead]] += 1
        }
        var starts = [0]
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        var next = Array(starts.dropLast())
        var sorted = runs
        for index in runs.indices {
            let place = places[root(index)]
            sorted[next[place]] = runs[index]
            next[place] += 1
        }
        self.runs = sorted
        pieces = counts.indices.map { place in
            let own = sorted[starts[place]..<starts[place + 1]]
            return Piece(
                left: own.reduce(.max) { min($0, $1.from) }, top: own[own.startIndex].row,
                right: own.reduce(0) { max($0, $1.to) }, bottom: own[own.endIndex - 1].row,
                runs: starts[place]..<starts[place + 1])
        }
    }
}

extension Bitmap {
    /// Adds a row's runs of ink, found by counting equal bits at the top of its words.
    fileprivate func appendRuns(ofRow row: Int, to runs: inout [InkPieces.Run]) {
        var start: Int?
        for word in 0..<wordsPerRow {
            var bits = words[row * wordsPerRow + word]
            var x = word * 64
            let end = min(x + 64, width)
            if bits == 0, start == nil { continue }
            while x < end {
                if let from = start {
                    let ink = min((~bits).leadingZeroBitCount, end - x)
                    x += ink
                    bits = ink == 64 ? 0 : bits << UInt64(ink)
                    if x < end {
                        runs.append(InkPieces.Run(row: row, from: from, to: x - 1))
                        start = nil
                    }
                } else {
                    let paper = min(bits.leadingZeroBitCount, end - x)
                    x += paper
                    bits = paper == 64 ? 0 : bits << UInt64(paper)
                    if x < end { start = x }
                }
            }
        }
        if let from = start { runs.append(InkPieces.Run(row: row, from: from, to: width - 1)) }
    }
}
