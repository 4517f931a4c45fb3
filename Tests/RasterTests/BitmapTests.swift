import Raster
import Testing

/// Every word-wise operation against the same thing said pixel by pixel, on all widths around the word size.
@Suite struct BitmapTests {
    static let widths = Array(1...130)

    @Test(arguments: widths) func `thresholding keeps every pixel up to the level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        let image = GrayImage(width: width, height: 5, pixels: (0..<width * 5).map { _ in noise.byte() })
        for level: UInt8 in [0, 1, 127, 128, 254, 255] {
            let bitmap = Bitmap(image, darkUpTo: level)
            for y in 0..<5 {
                for x in 0..<width where bitmap[x, y] != (image[x, y] <= level) {
                    Issue.record("pixel \(x), \(y) at level \(level)")
                }
            }
            #expect(bitmap.inkCount == image.pixels.filter { $0 <= level }.count)
        }
    }

    @Test(arguments: widths) func `ink in a box is counted pixel by pixel, also outside`(width: Int) {
        var noise = Noise(seed: 7)
        let bitmap = noise.bitmap(width: width, height: 9)
        for (x, y, wide, tall) in [
            (0, 0, width, 9), (-5, -3, 20, 20), (width / 2, 2, 70, 3), (width, 0, 5, 5), (3, 20, 5, 5),
        ] {
            var expected = 0
            for row in y..<y + tall {
                for column in x..<x + wide where bitmap.naive(column, row) { expected += 1 }
            }
            #expect(bitmap.inkCount(x: x, y: y, width: wide, height: tall) == expected)
        }
    }

    @Test(arguments: widths) func `growing ink reaches all eight neighbours and no others`(width: Int) {
        var noise = Noise(seed: 11)
        let bitmap = noise.bitmap(width: width, height: 6, share: 20)
        let grown = bitmap.dilated()
        for y in 0..<6 {
            for x in 0..<width {
                var expected = false
                for dy in -1...1 { for dx in -1...1 where bitmap.naive(x + dx, y + dy) { expected = true } }
                if grown[x, y] != expected { Issue.record("pixel \(x), \(y)") }
            }
        }
        #expect(grown.hasCleanPadding)
    }

    /// A bitmap whose pixels are told one by one.
    private func bitmap(_ width: Int, _ height: Int, _ isInk: (Int, Int) -> Bool) -> Bitmap {
        var bitmap = Bitmap(width: width, height: height)
        for y in 0..<height { for x in 0..<width where isInk(x, y) { bitmap[x, y] = true } }
        return bitmap
    }

    @Test(arguments: widths) func `shrinking keeps ink that has ink all round, and asks nothing beyond the edges`(
        width: Int
    ) {
        var noise = Noise(seed: 12)
        let page = bitmap(width, 6) { _, _ in noise.below(9) > 0 }
        let expected = bitmap(width, 6) { x, y in
            (-1...1).allSatisfy { dy in
                (-1...1).allSatisfy { dx in
                    x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= 6 || page.naive(x + dx, y + dy)
                }
            }
        }
        #expect(page.eroded() == expected)
        #expect(page.eroded().hasCleanPadding)
    }

    @Test(arguments: widths) func `growing crosswise leaves corners out`(width: Int) {
        var noise = Noise(seed: 14)
        let page = noise.bitmap(width: width, height: 6, share: 20)
        let expected = bitmap(width, 6) { x, y in
            [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)].contains { page.naive(x + $0.0, y + $0.1) }
        }
        #expect(page.spread(.cross) == expected)
        #expect(page.spread(.cross).hasCleanPadding)
    }

    @Test(arguments: widths) func `hairs are what fills no square of four pixels`(width: Int) {
        var noise = Noise(seed: 15)
        let page = noise.bitmap(width: width, height: 9, share: 2)
        func isSquare(_ x: Int, _ y: Int) -> Bool {
            page.naive(x, y) && page.naive(x + 1, y) && page.naive(x, y + 1) && page.naive(x + 1, y + 1)
        }
        let expected = bitmap(width, 9) { x, y in
            isSquare(x, y) || isSquare(x - 1, y) || isSquare(x, y - 1) || isSquare(x - 1, y - 1)
        }
        #expect(page.withoutHairs == expected)
        #expect(page.withoutHairs.hasCleanPadding)
    }

    @Test(arguments: widths) func `ink grows within other ink only, a pixel each time`(width: Int) {
        var noise = Noise(seed: 16)
        let (page, other) = (
            noise.bitmap(width: width, height: 30, share: 60), noise.bitmap(width: width, height: 30, share: 2)
        )
        var expected = page
        for _ in 0..<5 { expected = expected.union(expected.dilated().intersection(other)) }
        #expect(page.grown(within: other, times: 5) == expected)
        #expect(page.grown(within: other, times: 0) == page)
        // All that hangs together, however often.
        #expect(page.grown(within: other, times: 500) == page.grown(within: other, times: 400))
    }

    @Test(arguments: widths) func `bands of rows tell where a column has ink, and where it has two pixels`(width: Int) {
        var noise = Noise(seed: 17)
        let page = noise.bitmap(width: width, height: 21, share: 6)
        let other = noise.bitmap(width: width, height: 21, share: 2)
        let (inked, twice) = (page.bandsInked(of: 8, within: other), page.bandsInkedTwice(of: 8))
        #expect(inked.height == 3 && twice.height == 3)
        for band in 0..<3 {
            for x in 0..<width {
                let rows = band * 8..<min(21, band * 8 + 8)
                #expect(inked[x, band] == rows.contains { page.naive(x, $0) && other.naive(x, $0) })
                #expect(twice[x, band] == (rows.count { page.naive(x, $0) } >= 2))
            }
        }
    }

    @Test(arguments: widths) func `ink outside another bitmap's is counted, and looked for in a box`(width: Int) {
        var noise = Noise(seed: 18)
        let (page, other) = (
            noise.bitmap(width: width, height: 9, share: 9), noise.bitmap(width: width, height: 9, share: 2)
        )
        #expect(page.inkCount(outside: other) == page.subtracting(other).inkCount)
        let pieces = InkPieces(of: page)
        for piece in pieces.pieces {
            #expect(
                pieces.overlap(of: piece, with: page, outside: other)
                    == pieces.overlap(of: piece, with: page.subtracting(other)))
        }
        for (x, y, wide, tall) in [
            (0, 0, width, 9), (-5, -3, 20, 5), (width / 2, 2, 70, 3), (width, 0, 5, 5), (3, 7, 2, 1),
        ] {
            let expected = page.subtracting(other).inkCount(x: x, y: y, width: wide, height: tall) > 0
            #expect(page.hasInk(outside: other, x: x, y: y, width: wide, height: tall) == expected)
        }
    }

    @Test(arguments: widths) func `cropping anywhere copies what is there and paper elsewhere`(width: Int) {
        var noise = Noise(seed: 13)
        let bitmap = noise.bitmap(width: width, height: 7)
        for (x, y, wide, tall) in [(0, 0, width, 7), (-3, -2, 10, 5), (1, 1, 64, 4), (width - 2, 5, 70, 6)] {
            let piece = bitmap.cropped(x: x, y: y, width: wide, height: tall)
            for row in 0..<tall {
                for column in 0..<wide where piece[column, row] != bitmap.naive(x + column, y + row) {
                    Issue.record("pixel \(column), \(row) of the piece at \(x), \(y)")
                }
            }
            #expect(piece.hasCleanPadding)
        }
    }

    @Test(arguments: widths) func `clearing a box leaves everything else`(width: Int) {
        for (x, y, wide, tall) in [
            (0, 0, width, 3), (-5, -5, 8, 8), (60, 1, 10, 1), (width - 1, 2, 99, 99), (200, 0, 3, 3),
        ] {
            var bitmap = Bitmap(full: width, 5)
            bitmap.clear(x: x, y: y, width: wide, height: tall)
            for row in 0..<5 {
                for column in 0..<width {
                    let isInside = (x..<x + wide).contains(column) && (y..<y + tall).contains(row)
                    if bitmap[column, row] == isInside { Issue.record("pixel \(column), \(row), box at \(x), \(y)") }
                }
            }
        }
    }

    @Test(arguments: widths) func `the density map counts each cell`(width: Int) {
        var noise = Noise(seed: 17)
        let bitmap = noise.bitmap(width: width, height: 10)
        let density = DensityMap(of: bitmap)
        #expect(density.width == (width + 3) / 4 && density.height == 3)
        for row in 0..<density.height {
            for column in 0..<density.width {
                let expected = bitmap.inkCount(x: column * 4, y: row * 4, width: 4, height: 4)
                #expect(Int(density[column, row]) == expected)
            }
        }
    }

    @Test func `sets combine pixel by pixel`() {
        var noise = Noise(seed: 19)
        let a = noise.bitmap(width: 100, height: 3)
        let b = noise.bitmap(width: 100, height: 3)
        var both = 0
        for y in 0..<3 {
            for x in 0..<100 {
                #expect(a.intersection(b)[x, y] == (a[x, y] && b[x, y]))
                #expect(a.subtracting(b)[x, y] == (a[x, y] && !b[x, y]))
                if a[x, y] && b[x, y] { both += 1 }
            }
        }
        #expect(a.overlap(with: b) == both && both > 0)
    }
}

/// Reproducible noise: SplitMix64.
struct Noise {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    /// A bitmap in which about one pixel in `share` is ink.
    mutating func bitmap(width: Int, height: Int, share: UInt64 = 3) -> Bitmap {
        var bitmap = Bitmap(width: width, height: height)
        for y in 0..<height { for x in 0..<width where next() % share == 0 { bitmap[x, y] = true } }
        return bitmap
    }
}

extension Bitmap {
    /// The pixel, or paper outside.
    func naive(_ x: Int, _ y: Int) -> Bool { x >= 0 && x < width && y >= 0 && y < height && self[x, y] }

    /// Nothing but zeros beyond the width, on which word-wise counting relies.
    var hasCleanPadding: Bool {
        guard width % 64 != 0 else { return true }
        return (1...height).allSatisfy { words[$0 * wordsPerRow - 1] << UInt64(width % 64) == 0 }
    }
}
