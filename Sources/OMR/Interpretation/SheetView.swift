import Raster

/// Another look at a picture on which no page was recognised: the part of it that bears the print, or its pixels made square.
struct SheetView {
    let image: GrayImage
    /// From pixels of the view to those of the picture.
    let toPicture: Affine

    /// Share of the picture's longer edge that print fills where a sheet of another size lies in the scanner's window: A5 in A3
    /// is a half, and to two thirds is found without.
    private static let greatestExtent = 0.72
    /// Paper that is left around the print, as a share of its extent: the margins of a sheet.
    private static let margin = 0.1
    /// Ink on each side that is no print: dust, an edge of the paper.
    private static let strewn = 0.005
    /// How many rows of a standard fax are missing: it has 204 x 98 dots an inch, and many files say nothing of it.
    private static let faxStretch = 204.0 / 98
    /// How much a picture may be longer or shorter than a page.
    private static let likeness = 1.15

    /// Nil where there is no other look.
    ///
    /// - Parameters:
    ///   - picture: the whole picture,
    ///   - side: and its ink.
    ///   - pages: the blank pages, whose shapes are known.
    init?(_ picture: GrayImage, _ side: BinarizedSide, of pages: [ReferencePage]) {
        if let part = Self.print(on: side) {
            func place(_ work: Double, _ length: Int) -> Int { min(max(0, Int(work / side.scale)), length) }
            let (left, right) = (place(part.x, picture.width), place(part.x + part.width, picture.width))
            let (top, bottom) = (place(part.y, picture.height), place(part.y + part.height, picture.height))
            image = picture.cropped(x: left, y: top, width: right - left, height: bottom - top)
            toPicture = Affine(xx: 1, xy: 0, dx: Double(left), yx: 0, yy: 1, dy: Double(top))
        } else if Self.fits(Self.faxStretch, picture, pages) {
            image = picture.scaled(
                toWidth: picture.width, height: Int((Double(picture.height) * Self.faxStretch).rounded()))
            let shift = (1 / Self.faxStretch - 1) / 2
            toPicture = Affine(xx: 1, xy: 0, dx: 0, yx: 0, yy: 1 / Self.faxStretch, dy: shift)
        } else {
            return nil
        }
    }

    /// Where the print lies, with its margins; nil where it fills the picture.
    private static func print(on side: BinarizedSide) -> WorkBox? {
        let bitmap = side.bitmap
        func extent(_ counts: [Int]) -> (from: Double, length: Double) {
            let all = Double(counts.reduce(0, +))
            var (sum, first, last) = (0.0, 0, 0)
            for (place, count) in counts.enumerated() {
                if sum <= strewn * all { first = place }
                if sum < (1 - strewn) * all { last = place }
                sum += Double(count)
            }
            return (Double(first), Double(last - first + 1))
        }
        let columns = extent(bitmap.inkCounts(ofColumns: 0..<bitmap.width))
        let rows = extent((0..<bitmap.height).map { bitmap.inkCount(x: 0, y: $0, width: bitmap.width, height: 1) })
        let (long, whole) = (max(columns.length, rows.length), Double(max(bitmap.width, bitmap.height)))
        guard long < greatestExtent * whole, min(columns.length, rows.length) * 6 > long else { return nil }
        let print = WorkBox(x: columns.from, y: rows.from, width: columns.length, height: rows.length)
        return print.padded(by: margin * long)
    }

    /// True when the picture, stretched downwards, has the shape of a page, upright or lying.
    private static func fits(_ stretch: Double, _ picture: GrayImage, _ pages: [ReferencePage]) -> Bool {
        let shape = Double(picture.height) * stretch / Double(picture.width)
        return pages.contains { page in
            let upright = Double(page.side.bitmap.height) / Double(page.side.bitmap.width)
            return [upright, 1 / upright].contains { max(shape / $0, $0 / shape) < likeness }
        }
    }
}

extension TargetReading {
    /// The same with its places in pixels of another picture.
    func placed(_ map: Affine) -> TargetReading {
        let writeIn = writeIn.map { line in
            WriteInReading(
                score: line.score,
                corners: line.corners.map { corner in
                    let place = map(corner.x, corner.y)
                    return WriteInReading.Point(x: place.x, y: place.y)
                })
        }
        return TargetReading(
            choice: choice, mark: mark, doubt: doubt, score: score, printFound: printFound, wordsFound: wordsFound,
            darkness: darkness, writeIn: writeIn)
    }
}
