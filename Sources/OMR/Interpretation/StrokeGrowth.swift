import Raster

/// How much bolder the strokes of a side are than those of the blank page, in work pixels on each side of a stroke.
///
/// Printers, toner, focus and the ink level make print bolder or thinner. A target's outline that has grown inwards must
/// not pass for a mark, so what a target counts as paper shrinks with it.
///
/// Around every landmark the ink is counted in shells: the first lies between the print grown by 2 pixels and by 3, and so
/// on. Growth fills the inner shells; dust lies everywhere alike.
enum StrokeGrowth {
    /// Growth that is told apart. Two pixels are always granted: they cover what registration leaves open.
    static let range = 2...6

    /// The growth that is always granted where a page is read more finely than usual: what registration leaves open is so much
    /// of the paper, not so many pixels.
    static func granted(onPageOf longSide: Int) -> Int {
        min(range.upperBound, max(range.lowerBound, (2 * longSide + WorkSize.usual / 2) / WorkSize.usual))
    }

    /// Share of a shell that may be ink where the print has not grown into it, beside three times the dust. On the real
    /// scans here shells beyond the print are empty; half a pixel of growth fills a tenth.
    static let tolerated = 0.01
    /// Edge of a landmark's piece in which print from outside the piece shows up, in pixels.
    private static let edge = 7

    /// A landmark's print as it grows.
    struct Shells: Sendable {
        /// Between one growth and the next; the last one is everything beyond.
        let shells: [Bitmap]
        let areas: [Int]

        init(around print: Bitmap) {
            let grown = print.grownByStrokes()
            var inner = Bitmap(full: print.width, print.height)
            inner.clearFrame(StrokeGrowth.edge)
            let outer = grown.dropFirst().map { $0 } + [inner]
            shells = zip(grown, outer).map { $1.intersection(inner).subtracting($0) }
            areas = shells.map(\.inkCount)
        }

        /// Share of each shell that is ink.
        func inked(_ here: Bitmap) -> [Double] {
            zip(shells, areas).map { $1 == 0 ? 0 : Double(here.overlap(with: $0)) / Double($1) }
        }
    }

    /// The least growth beyond which three of four landmarks show no more ink than there is dust, and the dust: the share of
    /// ink far from print. Nil growth when the side is so blurred that even the greatest is not enough.
    static func measured(_ inked: [[Double]]) -> (growth: Int?, dust: Double) {
        guard !inked.isEmpty else { return (range.lowerBound, 0) }
        let shares = range.indices.map { index in
            let place = range.distance(from: range.startIndex, to: index)
            return inked.map { $0[place] }.sorted()[inked.count * 3 / 4]
        }
        let dust = shares[shares.count - 1]
        let growth = shares.dropLast().firstIndex { $0 <= tolerated + 3 * dust }.map { range.lowerBound + $0 }
        return (growth, dust)
    }
}

extension Bitmap {
    /// Print as each growth of `StrokeGrowth.range` leaves it, and grown by some pixels more.
    func grownByStrokes(and more: Int = 0) -> [Bitmap] {
        var grown = [dilated(times: StrokeGrowth.range.lowerBound + more)]
        for _ in StrokeGrowth.range.dropFirst() { grown.append(grown[grown.count - 1].dilated()) }
        return grown
    }

    /// Ink grown by some pixels all round.
    func dilated(times: Int) -> Bitmap { (0..<times).reduce(self) { grown, _ in grown.dilated() } }
}
