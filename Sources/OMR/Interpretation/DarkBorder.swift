import Raster

/// Removing what the scanner saw beside the paper: solid dark areas that begin at the edge of the image.
extension Bitmap {
    /// The bitmap with the dark border turned to paper.
    ///
    /// Cells of 16 x 16 pixels that are almost solid and hang together with the edge of the image are the scanner's
    /// background. Print that runs to the edge survives: it is not solid over whole cells for long.
    ///
    /// - Throws: `UnreadableReason.noPaper` when nothing but dark is left.
    func withoutDarkBorder() throws(UnreadableReason) -> Bitmap {
        let grid = BorderGrid(of: self)
        guard grid.hasDark else { return self }
        guard grid.outsideShare < 0.85 else { throw .noPaper }
        var result = self
        for row in 0..<grid.height {
            for column in 0..<grid.width where grid.isNearOutside(column, row) {
                result.clear(
                    x: column * BorderGrid.cell, y: row * BorderGrid.cell,
                    width: BorderGrid.cell, height: BorderGrid.cell)
            }
        }
        return result
    }
}

/// Which coarse cells of a page belong to the dark surroundings of the paper.
struct BorderGrid {
    static let cell = 16
    /// Share of ink from which a cell counts as solid; the rest are specks of a dirty background roller.
    static let solidShare = 0.85

    let width, height: Int
    private var outside: [Bool]
    private(set) var hasDark = false

    init(of bitmap: Bitmap) {
        width = (bitmap.width + Self.cell - 1) / Self.cell
        height = (bitmap.height + Self.cell - 1) / Self.cell
        outside = [Bool](repeating: false, count: width * height)
        // Flood from the edge, cell by cell; only solid cells carry on.
        var queue: [(Int, Int)] = []
        for column in 0..<width { queue += [(column, 0), (column, height - 1)] }
        for row in 0..<height { queue += [(0, row), (width - 1, row)] }
        var seen = [Bool](repeating: false, count: width * height)
        while let (column, row) = queue.popLast() {
            guard column >= 0, column < width, row >= 0, row < height, !seen[row * width + column] else { continue }
            seen[row * width + column] = true
            guard Self.isSolid(bitmap, column, row) else { continue }
            outside[row * width + column] = true
            hasDark = true
            queue += [(column - 1, row), (column + 1, row), (column, row - 1), (column, row + 1)]
        }
    }

    private static func isSolid(_ bitmap: Bitmap, _ column: Int, _ row: Int) -> Bool {
        let wide = min(cell, bitmap.width - column * cell)
        let tall = min(cell, bitmap.height - row * cell)
        let ink = bitmap.inkCount(x: column * cell, y: row * cell, width: wide, height: tall)
        return Double(ink) >= solidShare * Double(wide * tall)
    }

    /// Share of the page that is dark surroundings.
    var outsideShare: Double { Double(outside.reduce(0) { $0 + ($1 ? 1 : 0) }) / Double(outside.count) }

    /// True for surroundings and for the cells around them, through which the slanting paper edge runs.
    func isNearOutside(_ column: Int, _ row: Int) -> Bool {
        for y in max(0, row - 1)...min(height - 1, row + 1) {
            for x in max(0, column - 1)...min(width - 1, column + 1) where outside[y * width + x] { return true }
        }
        return false
    }
}
