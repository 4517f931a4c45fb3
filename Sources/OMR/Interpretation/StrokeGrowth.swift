import Raster

/// How much bolder the strokes of a side are than those of the blank page, in work pixels on each side of a stroke.
///
/// Printers, toner, focus and the ink level make print bolder or thinner. A target's outline that has grown inwards must
/// not pass for a mark, so what a target counts as paper shrinks with it.
enum StrokeGrowth {
    /// Growth that is told apart. Two pixels are always granted: they cover what registration leaves open.
    static let range = 2...6
    /// Greatest share of ink that a further growth may still explain. What no growth explains is dust and handwriting. On
    /// the real scans here the share is 0 beyond the true growth; a pixel of blur makes it 1 % and more.
    static let tolerated = 0.003
    /// Edge of a landmark's piece in which print from outside the piece shows up.
    private static let edge = 7

    /// Share of the ink at a landmark's place that its print does not explain, for each growth.
    static func unexplained(_ here: Bitmap, _ landmark: Landmark) -> [Double] {
        var ink = here
        ink.clearFrame(edge)
        let count = ink.inkCount
        guard count > 0 else { return landmark.grown.map { _ in 0 } }
        return landmark.grown.map { Double(ink.subtracting($0).inkCount) / Double(count) }
    }

    /// The least growth after which more explains nothing more, on three of four landmarks; nil when the side is so blurred
    /// that even the last one still does.
    static func measured(_ unexplained: [[Double]]) -> Int? {
        guard !unexplained.isEmpty else { return range.lowerBound }
        let shares = range.indices.map { index in
            let place = range.distance(from: range.startIndex, to: index)
            return unexplained.map { $0[place] }.sorted()[unexplained.count * 3 / 4]
        }
        let dust = shares[shares.count - 1]
        guard shares[shares.count - 2] - dust <= tolerated else { return nil }
        return shares.firstIndex { $0 - dust <= tolerated }.map { range.lowerBound + $0 }
    }
}

extension Bitmap {
    /// Ink grown by some pixels all round.
    func dilated(times: Int) -> Bitmap { (0..<times).reduce(self) { grown, _ in grown.dilated() } }
}
