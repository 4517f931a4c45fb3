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

    init(_ piece: InkPieces.Piece, _ pieces: InkPieces, new: Bitmap, apart: Bitmap, edges: Bitmap) {
        (left, top) = (piece.x, piece.y)
        (right, bottom) = (piece.x + piece.width - 1, piece.y + piece.height - 1)
        runs = piece.runs
        area = pieces.overlap(of: piece, with: new)
        areaApart = pieces.overlap(of: piece, with: apart)
        wholeArea = piece.inkCount
        thickness = 2 * Double(wholeArea) / Double(max(1, pieces.overlap(of: piece, with: edges)))
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

    /// Whether a pen drew it: longer than 3 mm, thicker than print that lies a little off, thinner than a marker, ink all along, and
    /// not only along print.
    var isDrawn: Bool {
        extent >= 3 * Self.millimetre && thickness >= 2.4 && thickness <= 14 && area >= 2 * extent
            && 2 * areaApart >= area
    }

    /// Whether it runs down or across the page: a fold or a streak of dirt, turned by no more than a sheet is.
    var isLevel: Bool { 10 * min(width, height) <= extent }

    /// Whether it is an area and no line: a line of 2.5 mm and more.
    var isThick: Bool { thickness >= 10 }

    /// Whether it is a solid disc as a hole punch makes it, 5 to 9 mm wide on a letter page; a smaller page
    /// is read at more pixels.
    var isDisc: Bool {
        let (wide, tall) = (Double(width), Double(height))
        let size = 5 * Double(Self.millimetre) - 2...12 * Double(Self.millimetre)
        guard size.contains(wide), size.contains(tall), isThick else { return false }
        return (0.85...1.18).contains(wide / tall) && (0.62...0.83).contains(solidity)
    }

    /// On how many sides it reaches beyond a box.
    func sides(beyond box: WorkBox, by distance: Int) -> Int {
        let distance = Double(distance)
        return [
            Double(left) < box.x - distance, Double(right) > box.x + box.width - 1 + distance,
            Double(top) < box.y - distance, Double(bottom) > box.y + box.height - 1 + distance,
        ].count { $0 }
    }
}
