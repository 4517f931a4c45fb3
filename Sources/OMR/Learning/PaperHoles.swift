import Raster

/// A piece of paper that ink encloses: the inside of an outline, of a letter, of a frame.
struct PaperHole: Sendable {
    /// The first and the last row that it reaches.
    let rows: ClosedRange<Int>
    /// Its first and last column.
    let columns: ClosedRange<Int>
    /// Pixels of paper.
    let area: Int
    /// From its first to its last pixel, row by row: ink that lies inside as an island is part of these.
    let spans: [ClosedRange<Int>]

    var width: Int { columns.count }
    var height: Int { rows.count }
}

/// Finding enclosed paper: runs of paper, joined row to row where they touch.
///
/// Paper hangs together over its four sides and ink over all eight, so that a thin slanting outline still encloses.
struct PaperHoles {
    private var runs: [Run] = []
    /// Index into `runs` of each row's first run, with one more at the end.
    private var rowStarts: [Int] = []
    private var parents: [Int32] = []

    private struct Run {
        let from, to: Int32
    }

    private struct Extent {
        var left = Int32.max
        var right = Int32.min
        var top = Int32.max
        var bottom = Int32.min
        var area = 0
    }

    init(of bitmap: Bitmap) {
        for y in 0..<bitmap.height {
            rowStarts.append(runs.count)
            appendRuns(of: bitmap, row: y)
            if y > 0 { joinRow(y) }
        }
        rowStarts.append(runs.count)
    }

    /// The holes of a certain size, from top to bottom. What reaches the edge of the bitmap is no hole.
    mutating func holes(
        widths: ClosedRange<Int>, heights: ClosedRange<Int>, onPageOf width: Int, by height: Int
    ) -> [PaperHole] {
        var extents = [Extent](repeating: Extent(), count: runs.count)
        for y in 0..<height {
            for index in rowStarts[y]..<rowStarts[y + 1] {
                let root = self.root(index)
                let run = runs[index]
                extents[root].left = min(extents[root].left, run.from)
                extents[root].right = max(extents[root].right, run.to)
                extents[root].top = min(extents[root].top, Int32(y))
                extents[root].bottom = max(extents[root].bottom, Int32(y))
                extents[root].area += Int(run.to - run.from) + 1
            }
        }
        var holes: [PaperHole] = []
        for (root, extent) in extents.enumerated() where extent.area > 0 {
            guard extent.left > 0, extent.top > 0, Int(extent.right) < width - 1, Int(extent.bottom) < height - 1,
                widths.contains(Int(extent.right - extent.left) + 1),
                heights.contains(Int(extent.bottom - extent.top) + 1)
            else { continue }
            holes.append(hole(root, extent))
        }
        return holes
    }

    private mutating func hole(_ root: Int, _ extent: Extent) -> PaperHole {
        let rows = Int(extent.top)...Int(extent.bottom)
        var spans: [ClosedRange<Int>] = []
        for y in rows {
            var span: ClosedRange<Int>?
            for index in rowStarts[y]..<rowStarts[y + 1]
            where runs[index].to >= extent.left && runs[index].from <= extent.right && self.root(index) == root {
                span = (span?.lowerBound ?? Int(runs[index].from))...Int(runs[index].to)
            }
            if let span { spans.append(span) }
        }
        return PaperHole(rows: rows, columns: Int(extent.left)...Int(extent.right), area: extent.area, spans: spans)
    }

    /// Paper runs of a row, found by counting equal bits at the top of its words.
    private mutating func appendRuns(of bitmap: Bitmap, row y: Int) {
        var start: Int?
        for word in 0..<bitmap.wordsPerRow {
            var bits = bitmap.words[y * bitmap.wordsPerRow + word]
            var x = word * 64
            let end = min(x + 64, bitmap.width)
            while x < end {
                if start == nil {
                    let ink = min((~bits).leadingZeroBitCount, end - x)
                    x += ink
                    bits = ink == 64 ? 0 : bits << UInt64(ink)
                    if x < end { start = x }
                } else {
                    let paper = min(bits.leadingZeroBitCount, end - x)
                    x += paper
                    bits = paper == 64 ? 0 : bits << UInt64(paper)
                    if x < end { close(&start, before: x) }
                }
            }
        }
        close(&start, before: bitmap.width)
    }

    private mutating func close(_ start: inout Int?, before end: Int) {
        guard let from = start else { return }
        parents.append(Int32(runs.count))
        runs.append(Run(from: Int32(from), to: Int32(end - 1)))
        start = nil
    }

    private mutating func joinRow(_ y: Int) {
        var above = rowStarts[y - 1]
        var here = rowStarts[y]
        let (endAbove, end) = (rowStarts[y], runs.count)
        while above < endAbove, here < end {
            if runs[above].to >= runs[here].from, runs[here].to >= runs[above].from { join(above, here) }
            if runs[above].to < runs[here].to { above += 1 } else { here += 1 }
        }
    }

    private mutating func join(_ a: Int, _ b: Int) {
        let (first, second) = (root(a), root(b))
        // The earlier run leads, so that the order of holes is the order on the page.
        parents[max(first, second)] = Int32(min(first, second))
    }

    private mutating func root(_ index: Int) -> Int {
        var at = index
        while Int(parents[at]) != at {
            parents[at] = parents[Int(parents[at])]
            at = Int(parents[at])
        }
        return at
    }
}
