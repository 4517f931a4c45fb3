import Raster

/// A dithered tint on a side: a watermark, a shaded row, a halftone. Each scan dithers it anew, so it is no print by which
/// anything could be known, and no ink of a pen; it is taken off before anything is looked for.
struct Tint {
    /// Where it is, in cells of the density map.
    private let cells: Bitmap
    /// The same with its rim: the cells at its edge are half paper.
    let grown: Bitmap

    /// Nil where a side has none.
    init?(of density: DensityMap) {
        guard let cells = density.tinted() else { return nil }
        self.cells = cells
        grown = cells.dilated(times: 2)
    }

    /// A side's ink without the tint.
    ///
    /// The dots are pixels of the scanner. Where the image was enlarged to work size, they have become too wide to be told from
    /// strokes: there it is done on the image itself.
    ///
    /// - Parameters:
    ///   - bitmap: the ink at work resolution.
    ///   - image: the image that came in.
    ///   - scale: work pixels for one of its pixels.
    func takenOff(_ bitmap: Bitmap, _ image: GrayImage, scale: Double) -> Bitmap {
        let masks = [cells, grown, grown.dilated(times: Self.around)].map {
            $0.enlarged(DensityMap.cell, width: bitmap.width, height: bitmap.height)
        }
        guard scale > 1 else { return bitmap.withoutTint(measured: masks[0], area: masks[1], around: masks[2]) }
        let small = masks.map { $0.sampled(through: Affine(scaling: scale), width: image.width, height: image.height) }
        let clean = Bitmap(image).withoutTint(measured: small[0], area: small[1], around: small[2])
        let enlarged = clean.sampled(through: Affine(scaling: 1 / scale), width: bitmap.width, height: bitmap.height)
        return bitmap.subtracting(masks[1].subtracting(enlarged.dilated()))
    }

    /// A side's gray without the tint: what is no ink lies there on paper.
    func clearedGray(_ gray: GrayImage, _ bitmap: Bitmap, _ paper: PaperMap) -> GrayImage {
        let mask = grown.enlarged(DensityMap.cell, width: gray.width, height: gray.height)
        return gray.cleared(where: mask.subtracting(bitmap.dilated()), to: paper)
    }

    /// Cells around a tint from which strokes come: 12 pixels, as far as a heap of its dots must extend to be drawn.
    private static let around = 3
}

extension Affine {
    /// Enlarging by a factor, from pixel to pixel: the corner of the first pixel stays where it is.
    fileprivate init(scaling factor: Double) {
        let shift = (factor - 1) / 2
        self.init(xx: factor, xy: 0, dx: shift, yx: 0, yy: factor, dy: shift)
    }
}

extension BinarizedSide {
    /// True where a tint was taken off, or near it.
    private func isTinted(_ x: Double, _ y: Double, within reach: Int) -> Bool {
        guard let tinted else { return false }
        let (column, row) = (Int(x) / DensityMap.cell, Int(y) / DensityMap.cell)
        return tinted.inkCount(x: column - reach, y: row - reach, width: 2 * reach + 1, height: 2 * reach + 1) > 0
    }

    /// True where a tint was taken off under a word.
    ///
    /// - Parameter map: from the word's cell to this side; nil on the blank page itself.
    func hasTint(under cell: OptionPrint.Cell, _ map: Affine? = nil) -> Bool {
        guard tinted != nil else { return false }
        let map = map ?? Affine(xx: 1, xy: 0, dx: Double(cell.left), yx: 0, yy: 1, dy: Double(cell.top))
        return [0, cell.width / 2, cell.width - 1].contains { x in
            [0, cell.height / 2, cell.height - 1].contains { y in
                let place = map(Double(x), Double(y))
                return isTinted(place.x, place.y, within: 1)
            }
        }
    }

    /// True where a tint was taken off inside a target that has none on the blank page: it may have been a pencil's grain.
    ///
    /// - Parameters:
    ///   - box: the target on the blank page.
    ///   - blank: that page.
    ///   - map: from the blank page to this side.
    func hasForeignTint(in box: WorkBox, on blank: BinarizedSide, _ map: LocalMap) -> Bool {
        guard tinted != nil else { return false }
        let local = map.affine(at: box.centre.x, box.centre.y)
        return [0.25, 0.5, 0.75].contains { down in
            [0.25, 0.5, 0.75].contains { across in
                let (x, y) = (box.x + across * box.width, box.y + down * box.height)
                let place = local(x, y)
                return isTinted(place.x, place.y, within: 0) && !blank.isTinted(x, y, within: Self.tintEdge)
            }
        }
    }

    /// Cells by which the edges of a tint may differ from scan to scan.
    private static let tintEdge = 3
}
