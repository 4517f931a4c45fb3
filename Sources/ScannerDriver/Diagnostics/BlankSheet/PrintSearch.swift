import Raster

/// Whether a sheet that should be blank bears print: then its columns say nothing about the scanner.
struct PrintSearch {
    /// Squares of the sheet that were looked at, and those that hold something dark.
    let cellCount, inkedCount: Int

    /// - Parameter ignored: columns of streaks, which are not on the paper.
    init(in image: GrayImage, _ area: PaperArea, _ bands: BandMeans, ignoring ignored: [Bool], dpi: Double) {
        let cell = max(4, Int((BlankSheetLimits.cell / 25.4 * dpi).rounded()))
        let columns = (image.width + cell - 1) / cell
        let rowsPerBand = max(1, image.height / bands.bandCount)
        var (cellCount, inkedCount) = (0, 0)
        for top in stride(from: 0, to: image.height - cell, by: cell) {
            var seen = [Int](repeating: 0, count: columns)
            var dark = seen
            for y in top..<top + cell {
                let band = min(bands.bandCount - 1, y / rowsPerBand)
                for x in area.columns(ofRow: y) where !ignored[x] {
                    seen[x / cell] += 1
                    let level = Float(BlankSheetLimits.inkShare) * bands.surrounding(band, x)
                    if Float(image.pixels[y * image.width + x]) < level { dark[x / cell] += 1 }
                }
            }
            for column in 0..<columns where seen[column] * 2 >= cell * cell {
                cellCount += 1
                if Double(dark[column]) >= BlankSheetLimits.cellInk * Double(seen[column]) { inkedCount += 1 }
            }
        }
        self.cellCount = cellCount
        self.inkedCount = inkedCount
    }

    var isPrinted: Bool { Double(inkedCount) > BlankSheetLimits.printShare * Double(cellCount) }
}
