/// How light the paper is, place by place: what is left of a gray page when its ink is taken away.
///
/// For each tile of 32 x 32 pixels it is the lightest mean of 8 x 4 pixels in it: between letters and lines there is always
/// such a piece of paper, and 32 pixels average the scanner's noise away. Tiles that show no paper at all, as in a filled box,
/// a black band or the scanner's background, take theirs from the tiles around; so wide ink stays solid, which methods that
/// compare with a local mean turn into outlines. README.md in this folder has the measurements.
public struct PaperMap: Hashable, Sendable {
    /// Pixels along a tile's side.
    public static let tile = 32

    /// Tiles in a row and rows of tiles.
    public let width, height: Int
    /// `width * height` grays of paper in 1/32 of a level.
    let grays: [Int32]
    /// Which tiles show paper and lie among such tiles: not the scanner's background nor its rim, nor filled areas.
    private let isAmongPaper: [Bool]

    /// A tile much darker than the lightest of the tiles up to two away shows no paper but ink. 0.7: at 0.6, filled boxes in
    /// light toner (0.67 of their paper) were taken for paper and came out hollow.
    static let leastOfNeighbours = (numerator: Int32(7), denominator: Int32(10))
    /// A tile much darker than most of the page shows no paper either: the scanner's background, a photograph. 0.4: a shadow
    /// that leaves less light than that is not read.
    static let leastOfPage = (numerator: Int32(2), denominator: Int32(5))

    public init(of image: GrayImage) { self.init(of: image, on: .best) }

    package init(of image: GrayImage, on set: InstructionSet) {
        let lightest = TileGrid(lightestOf: image, on: set)
        width = lightest.width
        height = lightest.height
        let isPaper = lightest.isPaper()
        grays = lightest.filled(where: isPaper).smoothed().values
        isAmongPaper = (0..<width * height).map { index in
            let (x, y) = (index % lightest.width, index / lightest.width)
            for row in max(0, y - 1)...min(lightest.height - 1, y + 1) {
                for column in max(0, x - 1)...min(lightest.width - 1, x + 1)
                where !isPaper[row * lightest.width + column] { return false }
            }
            return true
        }
    }

    /// Where ink ends and paper begins on a page, in 1/256 of the paper's gray: Otsu's level of the grays as shares of the paper
    /// around them, so that light toner has its own level and shadows have none.
    ///
    /// Every sixteenth row is looked at, where there is paper around: black beside the sheet is darker than any ink and would
    /// draw the level down below a pale pen. The share is kept from 0.45 to 0.80, for an almost empty page has no second group
    /// of grays.
    public func inkShare(of image: GrayImage) -> Int {
        precondition(width == (image.width + 31) / 32 && height == (image.height + 31) / 32, "the paper of this image")
        let rows = stride(from: 0, to: image.height, by: 16).map { $0 }
        let shares = unsafe GrayImage(width: image.width, height: rows.count) { shares in
            unsafe image.pixels.withUnsafeBufferPointer { pixels in
                guard let pixels = pixels.baseAddress, let shares = shares.baseAddress else { return }
                for (line, row) in rows.enumerated() {
                    for column in 0..<width where isAmongPaper[row / Self.tile * width + column] {
                        // In 1/4096: the paper's own gray becomes 255. At most 255 * 255 * 4096, which 32 bits hold.
                        let gray = max(32, grays[row / Self.tile * width + column])
                        let scale = (255 * 32 * 4096 + gray / 2) / gray
                        let start = column * Self.tile
                        let (from, to) = unsafe (
                            pixels + row * image.width + start, shares + line * image.width + start
                        )
                        for x in 0..<min(Self.tile, image.width - start) {
                            let share = unsafe (Int32(from[x]) &* scale) >> 12
                            unsafe to[x] = UInt8(truncatingIfNeeded: min(255, share))
                        }
                    }
                }
            }
        }
        return min(max(Int(Histogram(of: shares).otsuLevel), 115), 205)
    }

    /// The middle one of the papers' grays within six tiles of a place, an inch at 200 dpi: what a sticker or a thumb covers is
    /// less than half of that.
    public func typical(around x: Double, _ y: Double) -> Double {
        let (column, row) = (Int(x) / Self.tile, Int(y) / Self.tile)
        func near(_ place: Int, _ count: Int) -> ClosedRange<Int> {
            let last = count - 1
            return min(last, max(0, place - 6))...max(0, min(last, place + 6))
        }
        var grays: [Int32] = []
        grays.reserveCapacity(49)
        // Every second tile: each is a mean of the nine around it.
        for row in stride(from: near(row, height).lowerBound, through: near(row, height).upperBound, by: 2) {
            for column in stride(from: near(column, width).lowerBound, through: near(column, width).upperBound, by: 2) {
                grays.append(self.grays[row * width + column])
            }
        }
        grays.sort()
        return Double(grays[grays.count / 2]) / 32
    }

    /// For each column, in how many of some rows the image is darker than its paper.
    ///
    /// - Parameters:
    ///   - image: the one that this is the paper of.
    ///   - share: of the paper's gray that is just light enough, in 1/256.
    ///   - step: how many rows lie between one that is looked at and the next.
    public func darkCounts(in image: GrayImage, below share: Int32, every step: Int) -> [Int] {
        precondition(width == (image.width + 31) / 32 && height == (image.height + 31) / 32, "the paper of this image")
        let rows = stride(from: 0, to: image.height, by: step).map { $0 }
        let wordsPerRow = (image.width + 63) / 64
        let dark = unsafe Bitmap(width: image.width, height: rows.count) { words in
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: wordsPerRow * 64) { limits in
                unsafe limits.initialize(repeating: 0)
                unsafe image.pixels.withUnsafeBufferPointer { pixels in
                    guard let pixels = pixels.baseAddress, let limits = limits.baseAddress else { return }
                    for (line, row) in rows.enumerated() {
                        for column in 0..<width {
                            let level = min(255, (grays[row / Self.tile * width + column] &* share) >> 13)
                            // Ink is at most the limit. Paper is never black, so that there is one below its level.
                            unsafe (limits + column * Self.tile).update(
                                repeating: UInt8(truncatingIfNeeded: max(1, level) - 1), count: Self.tile)
                        }
                        unsafe InkKernel.run(
                            pixels + row * image.width, width: image.width, rows: 1, limits: limits,
                            to: words + line * wordsPerRow, on: .best)
                    }
                }
            }
        }
        return dark.inkCounts(ofColumns: 0..<image.width)
    }

    /// The paper's gray at a tile, 0 to 255.
    public subscript(column: Int, row: Int) -> Double { Double(grays[row * width + column]) / 32 }
}

/// A value for each tile of a page, in 1/32 of a gray level.
struct TileGrid {
    let width, height: Int
    var values: [Int32]

    /// The lightest sum of 8 x 4 pixels in each tile; 0 in tiles at the edge that hold no such piece.
    init(lightestOf image: GrayImage, on set: InstructionSet) {
        let tile = PaperMap.tile
        width = (image.width + tile - 1) / tile
        height = (image.height + tile - 1) / tile
        values = [Int32](repeating: 0, count: width * height)
        let columns = image.width / 8
        var lightest = [UInt16](repeating: 0, count: columns)
        for row in 0..<height {
            let rows = min(tile, image.height - row * tile) & ~3
            PaperKernel.lightest(in: image, from: row * tile, rows: rows, to: &lightest, on: set)
            for column in 0..<columns {
                let index = row * width + column / 4
                values[index] = max(values[index], Int32(lightest[column]))
            }
        }
    }

    /// Which tiles show paper.
    func isPaper() -> [Bool] {
        let near = greatestNearby(2)
        let page = typicalPaper
        return values.indices.map { index in
            values[index] * PaperMap.leastOfNeighbours.denominator
                >= near[index] * PaperMap.leastOfNeighbours.numerator
                && values[index] * PaperMap.leastOfPage.denominator >= page * PaperMap.leastOfPage.numerator
        }
    }

    /// The paper of most of the page: three quarters of the light tiles are no lighter. White where nothing is light.
    private var typicalPaper: Int32 {
        let least = Int32(128 * 32)
        var counts = [Int](repeating: 0, count: 128 * 32)
        for value in values where value >= least { counts[min(counts.count - 1, Int(value - least))] += 1 }
        let light = counts.reduce(0, +)
        var lighter = light - light * 3 / 4
        guard lighter > 0 else { return 255 * 32 }
        for place in counts.indices.reversed() {
            lighter -= counts[place]
            if lighter <= 0 { return least + Int32(place) }
        }
        return least
    }

    private func greatestNearby(_ reach: Int) -> [Int32] {
        var across = values
        for y in 0..<height {
            for x in 0..<width {
                for other in max(0, x - reach)...min(width - 1, x + reach) {
                    across[y * width + x] = max(across[y * width + x], values[y * width + other])
                }
            }
        }
        var result = across
        for y in 0..<height {
            for other in max(0, y - reach)...min(height - 1, y + reach) {
                for x in 0..<width {
                    result[y * width + x] = max(result[y * width + x], across[other * width + x])
                }
            }
        }
        return result
    }

    /// Values where they are known, elsewhere carried on from the known ones, a ring of tiles at a time.
    func filled(where isKnown: [Bool]) -> TileGrid {
        var result = self
        var known = isKnown
        var missing = known.indices.filter { !known[$0] }
        if missing.count == known.count {
            result.values = [Int32](repeating: typicalPaper, count: values.count)
            return result
        }
        while !missing.isEmpty {
            var found: [(index: Int, value: Int32)] = []
            var left: [Int] = []
            for index in missing {
                var (sum, count): (Int32, Int32) = (0, 0)
                result.forNeighbours(of: index) { other in
                    if known[other] { (sum, count) = (sum + result.values[other], count + 1) }
                }
                if count > 0 { found.append((index, sum / count)) } else { left.append(index) }
            }
            for (index, value) in found { (result.values[index], known[index]) = (value, true) }
            missing = left
        }
        return result
    }

    /// Means over 3 x 3 tiles, fewer at the edges.
    func smoothed() -> TileGrid {
        var result = self
        for index in values.indices {
            var (sum, count): (Int32, Int32) = (0, 0)
            forNeighbours(of: index) { other in (sum, count) = (sum + values[other], count + 1) }
            result.values[index] = sum / count
        }
        return result
    }

    /// Visits a tile and the up to eight around it.
    @inline(__always) private func forNeighbours(of index: Int, _ visit: (Int) -> Void) {
        let (x, y) = (index % width, index / width)
        for row in max(0, y - 1)...min(height - 1, y + 1) {
            for column in max(0, x - 1)...min(width - 1, x + 1) { visit(row * width + column) }
        }
    }
}
