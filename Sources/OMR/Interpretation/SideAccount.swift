import ElectionModel
import Raster

/// The ink of a side that the blank page does not explain, in the page's own frame: all that somebody or something added.
///
/// The side is brought into the frame once, tile by tile through the local map. What is left beside the blank page's print is
/// cut into strokes; marks, doubts and refusals are readers of this one account.
struct SideAccount {
    /// All ink of the side, in work pixels of the reference page.
    let ink: Bitmap
    /// Ink beside the print, without specks.
    let new: Bitmap
    /// What the new ink hangs together as, in the order of the page.
    let strokes: [InkStroke]
    private let pieces: InkPieces

    /// Runs of new ink beyond which a side is more dirt than print: a filled page of handwriting has some 10,000.
    static let mostRuns = 60_000
    /// Pixels of a piece below which it is a speck: a dot of 0.4 mm at 200 dpi.
    static let leastPiece = 12
    /// Pixels by which print is grown beyond the side's own growth: what the map leaves open away from its landmarks.
    static let leeway = 1
    /// Pixels beside the print, beyond what is taken off with it, within which ink may be print that lies a little off: where a
    /// page is bent or the scanner trembled.
    static let beside = 3
    /// How far into print a stroke is followed from each side, in work pixels: across a line of 6 pixels that is taken off
    /// with 3 more on either side, at a slant.
    static let crossing = 9

    /// Takes account of a side.
    ///
    /// - Parameters:
    ///   - side: as it lies under the page.
    ///   - page: the page that it is.
    ///   - growth: how much bolder the side is printed than the blank page, as an index of `StrokeGrowth.range`.
    /// - Throws: `UnreadableReason.specks` when there are too many pieces to tell what any of them is.
    init(of side: AlignedSide, _ page: ReferencePage, growth: Int) throws(UnreadableReason) {
        let added = side.ink.subtracting(page.grownPrint[growth])
        guard let specked = InkPieces(of: added, upTo: Self.mostRuns) else { throw .specks(page: page.layout.id) }
        let new = specked.bitmap { specked.pieces[$0].inkCount >= Self.leastPiece }
        // Where a stroke crosses print it hangs together by the ink that lies there, as far as a crossing is wide.
        let joined = new.grown(within: side.ink, times: Self.crossing)
        let pieces = InkPieces(of: joined)
        let around = page.grownPrint[min(growth + Self.beside, page.grownPrint.count - 1)]
        let solid = joined.eroded()
        strokes = pieces.pieces.map { InkStroke($0, pieces, new: new, around: around, solid: solid) }
        (ink, self.new) = (side.ink, new)
        self.pieces = pieces
    }

    /// Pixels of a stroke's ink inside an outline of a shape, or a box.
    func ink(of stroke: InkStroke, in box: WorkBox, _ shape: TargetShape = .rectangle) -> Int {
        guard stroke.touches(box) else { return 0 }
        let (top, bottom) = (Int(box.y.rounded()), Int((box.y + box.height).rounded()) - 1)
        return pieces.runs[stroke.runs].reduce(0) { sum, run in
            guard run.row >= top, run.row <= bottom else { return sum }
            let inset = shape.inset(of: run.row, in: box)
            let (left, right) = (Int((box.x + inset).rounded()), Int((box.x + box.width - inset).rounded()) - 1)
            let (from, to) = (max(run.start, left), min(run.end - 1, right))
            guard from <= to else { return sum }
            return sum + new.inkCount(x: from, y: run.row, width: to - from + 1, height: 1)
        }
    }
}

extension TargetShape {
    /// How far inside its box a shape begins in a row, in pixels.
    fileprivate func inset(of row: Int, in box: WorkBox) -> Double {
        guard self == .ellipse else { return 0 }
        let down = (Double(row) - box.centre.y) / max(0.5, box.height / 2)
        return box.width / 2 * (1 - max(0, 1 - down * down).squareRoot())
    }
}
