import Raster

/// A piece of ink that hangs together: its box and how many pixels it has.
struct InkPiece: Hashable {
    var left, top, right, bottom, pixelCount: Int

    var width: Int { right - left + 1 }
    var height: Int { bottom - top + 1 }
}

/// All pieces of ink of a page, found by joining the runs of each row with those of the row above.
struct InkPieces {
    let pieces: [InkPiece]

    /// Pieces that are begun at most. A target sheet whose patches are screened to dots has some ten thousand; a page of noise
    /// would have millions, and they are not worth their memory.
    static let mostPieces = 1_000_000

    private struct Run {
        let start, end: Int
        let label: Int
    }

    /// - Returns: `nil` for a page with more pieces than ``mostPieces``.
    init?(of bitmap: Bitmap) {
        var parents: [Int] = []
        var boxes: [InkPiece] = []
        var above: [Run] = []
        for y in 0..<bitmap.height {
            var row: [Run] = []
            var next = 0
            for (start, end) in Self.runs(of: bitmap, row: y) {
                // Runs of the row above that touch this one, also over a corner.
                while next < above.count, above[next].end < start { next += 1 }
                var label: Int?
                var index = next
                while index < above.count, above[index].start <= end {
                    let root = Self.root(above[index].label, &parents)
                    if let known = label {
                        let (small, large) = (min(known, root), max(known, root))
                        parents[large] = small
                        label = small
                    } else {
                        label = root
                    }
                    index += 1
                }
                let piece = InkPiece(left: start, top: y, right: end - 1, bottom: y, pixelCount: end - start)
                if let label {
                    boxes[label] = Self.joined(boxes[label], piece)
                    row.append(Run(start: start, end: end, label: label))
                } else {
                    guard parents.count < Self.mostPieces else { return nil }
                    row.append(Run(start: start, end: end, label: parents.count))
                    parents.append(parents.count)
                    boxes.append(piece)
                }
            }
            above = row
        }
        for label in boxes.indices.reversed() {
            let root = Self.root(label, &parents)
            if root != label { boxes[root] = Self.joined(boxes[root], boxes[label]) }
        }
        pieces = boxes.indices.filter { parents[$0] == $0 }.map { boxes[$0] }
    }

    private static func joined(_ a: InkPiece, _ b: InkPiece) -> InkPiece {
        InkPiece(
            left: min(a.left, b.left), top: min(a.top, b.top), right: max(a.right, b.right),
            bottom: max(a.bottom, b.bottom), pixelCount: a.pixelCount + b.pixelCount)
    }

    private static func root(_ label: Int, _ parents: inout [Int]) -> Int {
        var label = label
        while parents[label] != label {
            parents[label] = parents[parents[label]]
            label = parents[label]
        }
        return label
    }

    /// Stretches of ink in a row, from the first pixel to behind the last.
    private static func runs(of bitmap: Bitmap, row y: Int) -> [(Int, Int)] {
        var runs: [(Int, Int)] = []
        var start = -1
        for index in 0..<bitmap.wordsPerRow {
            let word = bitmap.words[y * bitmap.wordsPerRow + index]
            // Most words are all paper, or all ink.
            if word == 0, start < 0 { continue }
            if word == ~0, start >= 0 { continue }
            var bit = 0
            while bit < 64 {
                let rest = start < 0 ? word << UInt64(bit) : ~word << UInt64(bit)
                guard rest != 0 else { break }
                bit += rest.leadingZeroBitCount
                if start < 0 {
                    start = index * 64 + bit
                } else {
                    runs.append((start, index * 64 + bit))
                    start = -1
                }
            }
        }
        if start >= 0 { runs.append((start, bitmap.width)) }
        return runs
    }
}
