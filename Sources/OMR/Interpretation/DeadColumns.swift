import Raster

/// Columns of a side on which the page's print is missing from top to bottom: dust that the scanner calibrated on, or dead
/// pixels of its sensor, which hide marks as they hide print.
struct DeadColumns {
    /// In work pixels of the reference page, at its upper edge.
    let columns: [Range<Int>]
    /// How far to the right a column of the side moves on the page for each row.
    private let slope: Double

    /// Rows that are asked together whether a column has its print, where it has two pixels of it.
    static let block = 32
    /// Blocks in which a column's print must be missing, and how many more they must be than those in which it is there.
    private static let (leastBlocks, clearly) = (6, 10)
    /// A side that lies this much aslant is not asked: its columns cross too much of the page.
    private static let greatestSlope = 0.2

    /// - Parameters:
    ///   - page: whose print is asked without its long rules, which may lie a pixel or two beside where they are looked for.
    ///   - aligned: the side as it lies under the page.
    ///   - map: from the page to the side.
    init(in page: ReferencePage, on aligned: AlignedSide, _ map: LocalMap) {
        guard let back = map.global.inverse, back.yy != 0, (back.xy / back.yy).magnitude <= Self.greatestSlope else {
            (columns, slope) = ([], 0)
            return
        }
        slope = back.xy / back.yy
        let (print, printed) = (page.shortPrint, page.printedBlocks)
        let width = print.width
        let seen = print.bandsInked(of: Self.block, within: aligned.grown)
        // A row for each block, moved so that a column of the side stands upright.
        let upright = Affine(
            xx: 1, xy: slope * Double(Self.block), dx: slope * Double(Self.block) / 2, yx: 0, yy: 1, dy: 0)
        func blocks(_ rows: Bitmap) -> [Int] {
            rows.sampled(through: upright, width: width, height: rows.height).inkCounts(ofColumns: 0..<width)
        }
        let (dead, alive) = (blocks(printed.subtracting(seen)), blocks(printed.intersection(seen)))
        var columns: [Range<Int>] = []
        for column in 0..<width where dead[column] >= Self.leastBlocks && dead[column] >= Self.clearly * alive[column] {
            if let last = columns.last, last.upperBound >= column - 1 {
                columns[columns.count - 1] = last.lowerBound..<column + 1
            } else {
                columns.append(column..<column + 1)
            }
        }
        self.columns = columns
    }

    /// The column of the reference page at which one runs through a box, in work pixels; nil where none does.
    func column(through box: WorkBox) -> Double? {
        let shift = slope * box.centre.y
        let through = columns.first {
            Double($0.upperBound) + shift > box.x && Double($0.lowerBound) + shift < box.x + box.width
        }
        return through.map { Double($0.lowerBound + $0.upperBound) / 2 + shift }
    }
}
