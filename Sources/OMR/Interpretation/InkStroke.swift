import ElectionModel
import Raster

/// New ink that hangs together, also across printed lines: what a pen drew in one go, a hole, a stain, letters of a stamp.
struct InkStroke {
    /// First and last column and row that it reaches, in work pixels of the reference page.
    let left, top, right, bottom: Int
    /// Pixels of new ink.
    let area: Int
    /// Pixels of it that are clear of all print.
    let areaApart: Int
    /// Pixels of it with the print that it lies over.
    let wholeArea: Int
    /// Mean thickness in work pixels: twice the whole area over its edge, which is a line's width and half the width of a
    /// disc.
    let thickness: Double
    let runs: Range<Int>

    /// - Parameters:
    ///   - piece: of `pieces`, new ink with the print that it lies over.
    ///   - new: all new ink.
    ///   - around: the print and what lies beside it.
    ///   - solid: what of the pieces has ink on all sides.
    init(_ piece: InkPieces.Piece, _ pieces: InkPieces, new: Bitmap, around: Bitmap, solid: Bitmap) {
        (left, top) = (piece.x, piece.y)
        (right, bottom) = (piece.x + piece.width - 1, piece.y + piece.height - 1)
        runs = piece.runs
        area = pieces.overlap(of: piece, with: new)
        areaApart = pieces.overlap(of: piece, with: new, outside: around)
        wholeArea = piece.inkCount
        let edge = wholeArea - pieces.overlap(of: piece, with: solid)
        thickness = 2 * Double(wholeArea) / Double(max(1, edge))
    }

    var width: Int { right - left + 1 }
    var height: Int { bottom - top + 1 }
    /// Share of the box around it that it fills, 0 to 1: 0.785 for a disc.
    var solidity: Double { Double(wholeArea) / Double(width * height) }
    /// The longer side of the box around it, in work pixels.
    var extent: Int { max(width, height) }

    func touches(_ box: WorkBox) -> Bool {
        Double(left) < box.x + box.width && Double(right) >= box.x && Double(top) < box.y + box.height
            && Double(bottom) >= box.y
    }
}

extension InkStroke {
    /// Work pixels of a millimetre on a letter page; on a smaller page a millimetre has more.
    static let millimetre = 8

    /// Whether a pen drew it: longer than 3 mm, thicker than print that lies a little off, thinner than a marker, ink all along,
    /// and not only along print: a circle drawn close around an outline is clear of it for a third.
    var isDrawn: Bool {
        extent >= 3 * Self.millimetre && thickness >= 2.4 && thickness <= 14 && area >= 2 * extent
            && 3 * areaApart >= area
    }

    /// Whether it may be a mark that was set beside a target: a tick of 2 mm, a fill of a large box. Dirt is smaller.
    var isOfMarkSize: Bool {
        extent >= 2 * Self.millimetre && extent <= 15 * Self.millimetre && thickness >= 2.2 && thickness <= 40
            && 3 * area >= 5 * extent && 3 * areaApart >= area
    }

    /// Whether it runs down or across the page: a fold or a streak of dirt, turned by no more than a sheet is.
    var isLevel: Bool { 10 * min(width, height) <= extent }

    /// Whether it is an area and no line: a line of 2.5 mm and more.
    var isThick: Bool { thickness >= 10 }

    /// Whether it is one straight line: no longer than from corner to corner of the box around it.
    var isLine: Bool {
        let length = (Double(width * width) + Double(height * height)).squareRoot()
        return !isThick && Double(area) <= Self.straight * length * thickness
    }

    /// New ink of a straight line beside its length and thickness; a cross has twice as much, a tick 1.4 times.
    private static let straight = 1.3

    /// On how many sides it reaches beyond a box.
    func sides(beyond box: WorkBox, by distance: Int) -> Int {
        let distance = Double(distance)
        return [
            Double(left) < box.x - distance, Double(right) > box.x + box.width - 1 + distance,
            Double(top) < box.y - distance, Double(bottom) > box.y + box.height - 1 + distance,
        ].count { $0 }
    }

    /// Whether it reaches beyond a box on two opposite sides.
    func passes(_ box: WorkBox, by distance: Int) -> Bool {
        let distance = Double(distance)
        let (x, y) = (box.x + box.width - 1 + distance, box.y + box.height - 1 + distance)
        return Double(left) < box.x - distance && Double(right) > x
            || Double(top) < box.y - distance && Double(bottom) > y
    }
}

extension SideAccount {
    /// The largest area that a stroke has in it, which is no line: what lines thinner than 2 mm make of it does not count.
    struct Mass {
        /// The box around it, in work pixels.
        let box: WorkBox
        /// Share of the box that is filled once a millimetre is taken off all round.
        fileprivate let coreShare: Double
        /// Width beside height once a millimetre is taken off all round.
        fileprivate let aspect: Double

        /// Whether it is a disc, as a hole punch makes it: 5 to 9 mm wide on a letter page; a smaller page is read at more pixels.
        var isDisc: Bool {
            let sizes = Double(5 * InkStroke.millimetre - 6)...Double(12 * InkStroke.millimetre)
            return sizes.contains(box.width) && sizes.contains(box.height) && (0.8...1.25).contains(aspect)
                && Self.discCore.contains(coreShare)
        }

        /// Share of the box around it that a disc fills once a millimetre is taken off it in steps of whole pixels, which leaves
        /// less than the 0.785 of a disc.
        private static let discCore = 0.5...0.88
    }

    /// The mass of a stroke; nil where it has none.
    func mass(of stroke: InkStroke) -> Mass? {
        let rim = InkStroke.millimetre
        let core = (0..<rim).reduce(solid(stroke)) { core, _ in core.eroded() }
        guard let piece = InkPieces(of: core).pieces.max(by: { $0.inkCount < $1.inkCount }) else { return nil }
        let (wide, tall) = (Double(piece.width), Double(piece.height))
        return Mass(
            box: WorkBox(
                x: Double(stroke.left - 1 + piece.x - rim), y: Double(stroke.top - 1 + piece.y - rim),
                width: wide + Double(2 * rim), height: tall + Double(2 * rim)),
            coreShare: Double(piece.inkCount) / (wide * tall), aspect: wide / tall)
    }

    /// Whether a stroke is so round a disc, and nothing beside it, that no hand drew it.
    func isRound(_ stroke: InkStroke) -> Bool {
        let (wide, tall) = (Double(stroke.width), Double(stroke.height))
        guard stroke.isThick, (0.92...1.08).contains(wide / tall) else { return false }
        let disc = Bitmap(
            width: stroke.width + 2, height: stroke.height + 2, shape: .ellipse,
            in: WorkBox(x: 1, y: 1, width: wide, height: tall), inset: 0.5)
        let drawn = new.cropped(
            x: stroke.left - 1, y: stroke.top - 1, width: stroke.width + 2, height: stroke.height + 2)
        let amiss = disc.inkCount(outside: solid(stroke)) + drawn.inkCount(outside: disc.dilated())
        return Double(amiss) <= Self.unround * Double(disc.inkCount)
    }

    /// Share of a disc that a hand leaves out or draws too much at least: filled by hand it is 0.1 and more.
    private static let unround = 0.03

    /// All ink around a stroke, with a pixel more on each side. Specks of paper that a noisy scan leaves in a filling are filled:
    /// each would take its surroundings with it.
    private func solid(_ stroke: InkStroke) -> Bitmap {
        let ink = ink.cropped(x: stroke.left - 1, y: stroke.top - 1, width: stroke.width + 2, height: stroke.height + 2)
        let paper = InkPieces(of: Bitmap(full: ink.width, ink.height).subtracting(ink))
        return ink.union(paper.bitmap { paper.pieces[$0].inkCount < Self.leastPiece })
    }
}
