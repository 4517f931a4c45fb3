extension DensityMap {
    /// Cells in which a page is dithered or halftoned: where ink is strewn evenly instead of drawn. Nil on a page without.
    ///
    /// Ink strewn by chance over a share p of the pixels leaves a cell of 16 without any with probability (1 - p)^16. Letters,
    /// rules and pen strokes heap their ink and leave far more cells empty. Windows of 32 x 48 pixels (4 x 6 mm at 200 dpi) show
    /// that there is a tint: of 406 pictures of 23 families of ballots and of drawn ones, only those with tints, photographs
    /// or dust all over have any. Squares of 20 pixels show how far it goes.
    public func tinted() -> Bitmap? {
        let windows = tintedWindows()
        guard !windows.isEmpty else { return nil }
        var rest = Bitmap(full: width, height)
        let (reach, rim) = (Self.reach, Self.rim)
        for window in windows {
            rest.clear(
                x: window.x - rim, y: window.y - rim, width: Self.window.width + 2 * rim,
                height: Self.window.height + 2 * rim)
        }
        var result = Bitmap(width: width, height: height)
        for y in reach..<max(reach, height - reach) {
            for x in reach..<max(reach, width - reach) where !rest[x, y] {
                var (inked, ink) = (0, 0)
                for row in y - reach...y + reach {
                    for count in counts[row * width + x - reach...row * width + x + reach] where count > 0 {
                        (inked, ink) = (inked + 1, ink + Int(count))
                    }
                }
                if inked >= Self.strewnInSquare[ink] { result[x, y] = true }
            }
        }
        return result
    }

    /// Cells of a window.
    private static let window = (width: 8, height: 12)
    /// Cells beyond a window in which its tint may go on: a window's width less its overlap with the square.
    private static let rim = 6
    /// Cells of a square beside its middle.
    private static let reach = 2
    /// Share of the pixels that is ink in a tint: less is dust, more cannot be read on.
    private static let tint = 0.04...0.66
    /// Share of the cells that chance would ink which must be inked.
    private static let strewn = 0.9

    private static let strewnInWindow = leastStrewn(window.width * window.height)
    private static let strewnInSquare = leastStrewn((2 * reach + 1) * (2 * reach + 1))

    /// For each count of ink in some cells, how many of them are inked at least in a tint.
    private static func leastStrewn(_ cells: Int) -> [Int] {
        let pixels = cells * cell * cell
        return (0...pixels).map { ink in
            let share = Double(ink) / Double(pixels)
            guard tint.contains(share) else { return cells + 1 }
            let empty = (0..<cell * cell).reduce(1.0) { left, _ in left * (1 - share) }
            return Int((strewn * Double(cells) * (1 - empty)).rounded(.up))
        }
    }

    /// The top left cells of windows with tint; they overlap. Cells all ink are drawn and not counted.
    private func tintedWindows() -> [(x: Int, y: Int)] {
        let (columns, rows) = (width / 8, height / 4)
        guard columns > 0, rows >= 3 else { return [] }
        // Blocks of 8 x 4 cells, three of which make a window.
        var partly = [Int32](repeating: 0, count: columns * rows)
        var ink = [Int32](repeating: 0, count: columns * rows)
        unsafe counts.withUnsafeBytes { counts in
            for row in 0..<rows {
                for column in 0..<columns {
                    var (cells, sum): (Int, UInt64) = (0, 0)
                    for line in 0..<4 {
                        let eight = unsafe counts.loadUnaligned(
                            fromByteOffset: (row &* 4 &+ line) &* width &+ column &* 8, as: UInt64.self)
                        // The top bit of a byte: some ink, and more than 13 of 16.
                        let some = (eight &+ 0x7f7f_7f7f_7f7f_7f7f) & 0x8080_8080_8080_8080
                        let nearlyAll = (eight &+ 0x7272_7272_7272_7272) & 0x8080_8080_8080_8080
                        cells &+= (some & ~nearlyAll).nonzeroBitCount
                        sum &+= (eight &* 0x0101_0101_0101_0101) >> 56
                    }
                    partly[row &* columns &+ column] = Int32(truncatingIfNeeded: cells)
                    ink[row &* columns &+ column] = Int32(truncatingIfNeeded: sum)
                }
            }
        }
        return (0..<(rows - 2) * columns).compactMap { first in
            let (second, third) = (first + columns, first + 2 * columns)
            let cells = partly[first] &+ partly[second] &+ partly[third]
            let sum = ink[first] &+ ink[second] &+ ink[third]
            guard Int(cells) >= Self.strewnInWindow[Int(sum)] else { return nil }
            return (first % columns * 8, first / columns * 4)
        }
    }
}
