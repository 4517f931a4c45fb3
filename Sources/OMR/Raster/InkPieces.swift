/// Connected pieces of ink: pixels that touch, also at their corners.
///
/// Rows are taken apart into runs of ink first; runs of neighbouring rows that touch belong to one piece. The time grows with
/// the runs, not with the pixels.
public struct InkPieces: Sendable {
    /// One piece: the box around it and its pixels of ink.
    public struct Piece: Hashable, Sendable {
        public let x, y, width, height: Int
        public let inkCount: Int
    }

    /// All pieces, by their topmost row.
    public let pieces: [Piece]
    private let runs: [Run]
    private let width, height: Int

    private struct Run {
        let row, start, end: Int
        var piece: Int
    }

    /// Takes a bitmap apart.
    public init(of bitmap: Bitmap) {
        var runs: [Run] = []
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
            let first = runs.count
            bitmap.forEachRun(inRow: row) { start, end in
                parents.append(runs.count)
                runs.append(Run(row: row, start: start, end: end, piece: 0))
            }
            var other = above.lowerBound
            for index in first..<runs.count {
                // Runs above that end left of this one touch no later one either.
                while other < above.upperBound, runs[other].end < runs[index].start { other += 1 }
                var touching = other
                while touching < above.upperBound, runs[touching].start <= runs[index].end {
                    let (a, b) = (root(touching), root(index))
                    if a != b { parents[max(a, b)] = min(a, b) }
                    touching += 1
                }
            }
            above = first..<runs.count
        }
        var numbers: [Int: Int] = [:]
        var boxes: [(left: Int, top: Int, right: Int, bottom: Int, ink: Int)] = []
        for index in runs.indices {
            let run = runs[index]
            let home = root(index)
            let number = numbers[home] ?? boxes.count
            if number == boxes.count {
                numbers[home] = number
                boxes.append((run.start, run.row, run.end, run.row + 1, run.end - run.start))
            } else {
                let box = boxes[number]
                boxes[number] = (
                    min(box.left, run.start), box.top, max(box.right, run.end), run.row + 1,
                    box.ink + run.end - run.start
                )
            }
            runs[index].piece = number
        }
        pieces = boxes.map {
            Piece(x: $0.left, y: $0.top, width: $0.right - $0.left, height: $0.bottom - $0.top, inkCount: $0.ink)
        }
        self.runs = runs
        (width, height) = (bitmap.width, bitmap.height)
    }

    /// The ink of some of the pieces, in a bitmap of the same size.
    ///
    /// - Parameter isWanted: asked with the place of a piece in `pieces`.
    public func bitmap(where isWanted: (Int) -> Bool) -> Bitmap {
        let wanted = pieces.indices.map(isWanted)
        var bitmap = Bitmap(width: width, height: height)
        for run in runs where wanted[run.piece] { bitmap.fill(row: run.row, from: run.start, to: run.end) }
        return bitmap
    }

    /// For each piece, how much of its ink is ink of another bitmap of the same size.
    public func overlaps(with other: Bitmap) -> [Int] {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        var counts = [Int](repeating: 0, count: pieces.count)
        for run in runs {
            counts[run.piece] += other.inkCount(x: run.start, y: run.row, width: run.end - run.start, height: 1)
        }
        return counts
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
