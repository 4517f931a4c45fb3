import Raster
import Testing

/// Every kernel on every level of this CPU against the twin that is written to be read.
@Suite struct KernelTwinTests {
    static let widths = Array(1...130) + [400, 513]
    static let wider = InstructionSet.available.filter { $0 > .scalar }

    @Test(arguments: widths) func `thresholding gives the same ink on every level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        let image = noise.image(width: width, height: 7)
        for level: UInt8 in [0, 1, 100, 127, 128, 254, 255] {
            let expected = Bitmap(image, darkUpTo: level, on: .scalar)
            for set in Self.wider { #expect(Bitmap(image, darkUpTo: level, on: set) == expected, "\(set)") }
        }
    }

    @Test(arguments: widths) func `a search finds the same place on every level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        for share: UInt64 in [2, 7, 1000] {
            let height = 1 + noise.below(40)
            let template = noise.bitmap(width: width, height: height, share: share)
            let hole = noise.bitmap(width: width, height: height, share: 4)
            let picture = noise.bitmap(
                width: width + noise.below(80), height: height + noise.below(14), share: share)
            for template in [PatchTemplate(template), PatchTemplate(template, ignoring: hole)] {
                let expected = template.bestMatch(in: picture, on: .scalar)
                for set in Self.wider { #expect(template.bestMatch(in: picture, on: set) == expected, "\(set)") }
                for (x, y) in [(0, 0), (-1, -3), (picture.width - width, picture.height - height), (70, 5)] {
                    let expected = template.agreement(in: picture, x: x, y: y, on: .scalar)
                    for set in Self.wider {
                        #expect(template.agreement(in: picture, x: x, y: y, on: set) == expected, "\(set)")
                    }
                }
            }
        }
    }

    @Test func `tall columns of solid ink are counted to the last row`() {
        let template = PatchTemplate(Bitmap(full: 70, 900))
        for set in InstructionSet.available {
            #expect(template.bestMatch(in: Bitmap(full: 75, 903), on: set).overlap == 1)
        }
    }

    @Test(arguments: widths) func `sampling in runs sees the same pixels`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        let page = noise.bitmap(width: 300, height: 200)
        let some = [-0.13, -0.03, -0.0004, 0, 0.002, 0.017, 0.09]
        for _ in 0..<40 {
            let map = Affine(
                xx: 1 + some[noise.below(7)], xy: some[noise.below(7)], dx: Double(noise.below(900)) / 2 - 150.3,
                yx: some[noise.below(7)], yy: 1 + some[noise.below(7)], dy: Double(noise.below(700)) / 3 - 50)
            let expected = page.sampled(through: map, width: width, height: 9, on: .scalar)
            for set in Self.wider {
                #expect(page.sampled(through: map, width: width, height: 9, on: set) == expected, "\(set) \(map)")
            }
        }
        // Well inside a page and nearly straight: the way of most windows.
        let large = noise.bitmap(width: 900, height: 300, share: 2)
        let slight = [-0.0155, -0.004, 0, 0.0003, 0.009, 0.0156]
        for _ in 0..<60 {
            let map = Affine(
                xx: 1 + slight[noise.below(6)], xy: slight[noise.below(6)], dx: 20 + Double(noise.below(900)) / 3,
                yx: slight[noise.below(6)], yy: 1 + slight[noise.below(6)], dy: 20 + Double(noise.below(600)) / 3)
            let expected = large.sampled(through: map, width: width, height: 30, on: .scalar)
            for set in Self.wider {
                #expect(large.sampled(through: map, width: width, height: 30, on: set) == expected, "\(set) \(map)")
            }
        }
    }
}

extension KernelTwinTests {
    @Test(arguments: widths) func `shades are mixed and laid on each other alike on every level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        let page = GrayImage(width: 200, height: 90, pixels: (0..<200 * 90).map { _ in UInt8(noise.below(256)) })
        for _ in 0..<20 {
            // Some lie across the edge, and most well inside.
            let map = Affine(
                xx: 1 + Double(noise.below(9)) / 200, xy: 0.02, dx: Double(noise.below(600)) / 9 - 2,
                yx: Double(noise.below(9)) / 200 - 0.02, yy: 0.99, dy: Double(noise.below(300)) / 9 - 2)
            func shades(_ set: InstructionSet, _ wide: Int, _ tall: Int) -> InkShades {
                InkShades(
                    of: page, through: map, width: wide, height: tall, paper: 200.5, ink: 0.7, on: set)
            }
            let expected = shades(.scalar, width + 4, 24)
            for set in Self.wider {
                #expect(shades(set, width + 4, 24) == expected, "\(set) \(map)")
                let other = shades(set, width, 20)
                let (here, there) = (
                    expected.bestShift(of: other, reach: 2, on: set),
                    expected.bestShift(of: other, reach: 2, on: .scalar)
                )
                #expect(here.x == there.x && here.y == there.y)
            }
        }
    }

    @Test(arguments: widths) func `a page of tiles is what each tile's map shows`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        let page = noise.bitmap(width: 600, height: 400, share: 3)
        func map(_ x: Int, _ y: Int) -> Affine {
            Affine(xx: 1.003, xy: 0.01, dx: 20 + Double(y) / 50, yx: -0.008, yy: 0.996, dy: 30.4 + Double(x) / 40)
        }
        for set in InstructionSet.available {
            let whole = page.sampled(width: width, height: 150, tile: 64, through: map, on: set)
            #expect(whole.hasCleanPadding)
            for y in stride(from: 0, to: 150, by: 64) {
                for x in stride(from: 0, to: width, by: 64) {
                    let (wide, tall) = (min(64, width - x), min(64, 150 - y))
                    let corner = Affine(xx: 1, xy: 0, dx: Double(x), yx: 0, yy: 1, dy: Double(y))
                    let tile = page.sampled(
                        through: map(x, y).after(corner), width: wide, height: tall, on: .scalar)
                    #expect(whole.cropped(x: x, y: y, width: wide, height: tall) == tile, "\(set) \(x) \(y)")
                }
            }
        }
    }

    @Test(arguments: widths) func `densities are counted alike on every level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        let bitmap = noise.bitmap(width: width, height: 10, share: 2)
        let expected = DensityMap(of: bitmap, on: .scalar)
        for set in Self.wider { #expect(DensityMap(of: bitmap, on: set) == expected, "\(set)") }
        let rows = expected.rowSumsByStrip()
        let columns = expected.columnSumsByStrip()
        #expect(rows.count == (expected.width + 15) / 16 && columns.count == 1)
        for y in 0..<expected.height {
            for strip in rows.indices {
                let cells = strip * 16..<min(expected.width, strip * 16 + 16)
                #expect(rows[strip][y] == cells.reduce(0) { $0 + Int32(expected[$1, y]) })
            }
        }
        for x in 0..<expected.width {
            #expect(columns[0][x] == (0..<expected.height).reduce(0) { $0 + Int32(expected[x, $1]) })
        }
    }

    @Test(arguments: [5, 64, 150, 700]) func `profiles at a slope are the same on every level`(size: Int) {
        var noise = Noise(seed: UInt64(size))
        let density = DensityMap(of: noise.bitmap(width: size, height: size * 3 / 2, share: 3))
        for strips in [
            InkStrips(rowsOf: density, greatestSlope: 0.2), InkStrips(columnsOf: density, greatestSlope: 0.2),
        ] {
            for strips in [strips, strips.halved()] {
                for slope in [-0.2, -0.07, 0, 0.013, 0.2] {
                    let expected = strips.profile(at: slope, on: .scalar)
                    let sharpness = strips.sharpness(at: slope, on: .scalar)
                    for set in Self.wider {
                        #expect(strips.profile(at: slope, on: set) == expected, "\(set) \(slope)")
                        #expect(strips.sharpness(at: slope, on: set) == sharpness, "\(set) \(slope)")
                    }
                }
            }
        }
    }

    @Test func `a slanting line is sharpest at its own slope`() {
        var bitmap = Bitmap(width: 800, height: 400)
        for x in 0..<800 { for y in 0..<4 { bitmap[x, 180 + x / 20 + y] = true } }
        let strips = InkStrips(rowsOf: DensityMap(of: bitmap), greatestSlope: 0.2)
        let slopes = stride(from: -0.2, through: 0.2, by: 0.01).map { $0 }
        let best = slopes.max { strips.sharpness(at: $0) < strips.sharpness(at: $1) }
        #expect((best.map { $0 - 0.05 } ?? 1).magnitude < 0.006)
        // Nothing is lost by moving strips: all ink is in every profile.
        for slope in slopes { #expect(strips.profile(at: slope).reduce(0, +) == 3200) }
    }

    @Test(arguments: widths) func `ink of columns is counted alike on every level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        // More rows than a column's digits can count, and columns of solid ink.
        var bitmap = noise.bitmap(width: width, height: 600, share: 2)
        for y in 0..<600 { bitmap[width / 2, y] = true }
        let expected = bitmap.inkCounts(ofColumns: 0..<width, on: .scalar)
        #expect(expected[width / 2] == 600)
        for set in Self.wider {
            #expect(bitmap.inkCounts(ofColumns: 0..<width, on: set) == expected, "\(set)")
            let some = width / 3..<max(width / 3, width - 1)
            #expect(bitmap.inkCounts(ofColumns: some, on: set) == Array(expected[some]), "\(set)")
        }
    }

    @Test func `strips of solid ink do not run over`() {
        let density = DensityMap(of: Bitmap(full: 260, 260))
        #expect(density.rowSumsByStrip().dropLast().allSatisfy { $0.allSatisfy { $0 == 256 } })
        #expect(density.columnSumsByStrip().dropLast().allSatisfy { $0.allSatisfy { $0 == 256 } })
    }

    @Test(arguments: widths) func `scaling gives the same grays on every level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        let image = noise.image(width: width, height: 11)
        for (newWidth, newHeight) in [
            (max(1, width * 2 / 3), 7), (max(1, width / 4), 3), (width * 3 / 2 + 1, 12), (width, 5), (1, 1),
        ] {
            let expected = image.scaled(toWidth: newWidth, height: newHeight, on: .scalar)
            for set in Self.wider {
                #expect(image.scaled(toWidth: newWidth, height: newHeight, on: set) == expected, "\(set)")
            }
            // The mean of the area, within a level.
            let (x, y) = (newWidth / 2, newHeight / 2)
            let mean = image.meanOfArea(x, y, newWidth, newHeight)
            #expect((Double(expected[x, y]) - mean).magnitude <= 1)
        }
    }

    @Test(arguments: widths) func `products are summed to the same last bit on every level`(count: Int) {
        var noise = Noise(seed: UInt64(count))
        let a = (0..<count + 3).map { _ in Float(noise.below(1000)) / 999 - 0.4 }
        let b = (0..<count + 5).map { _ in Float(noise.below(1000)) / 777 - 0.6 }
        // Beyond both ends, and beside.
        let starts = -count - 9...count + 12
        let expected = FloatRuns.dots(a, on: b, starts: starts, set: .scalar)
        for set in Self.wider { #expect(FloatRuns.dots(a, on: b, starts: starts, set: set) == expected, "\(set)") }
    }

    @Test(arguments: widths) func `adaptive thresholding gives the same ink on every level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        for height in [1, 3, 37, 70] {
            var image = noise.image(width: width, height: height)
            if height == 70 { image = image.lightened }
            let expected = Bitmap(image, darkerThan: 179, on: .scalar)
            for set in Self.wider { #expect(Bitmap(image, darkerThan: 179, on: set) == expected, "\(set)") }
        }
    }

    @Test func `a histogram of every third row counts these rows`() {
        var noise = Noise(seed: 5)
        let image = noise.image(width: 37, height: 10)
        var expected = [Int](repeating: 0, count: 256)
        for y in [0, 3, 6, 9] { for x in 0..<37 { expected[Int(image[x, y])] += 1 } }
        #expect(Histogram(of: image, everyRow: 3).counts == expected)
        #expect(Histogram(of: image).counts.reduce(0, +) == 370)
    }
}

extension GrayImage {
    /// Mostly paper.
    var lightened: GrayImage {
        GrayImage(width: width, height: height, pixels: pixels.map { $0 > 40 ? 200 + $0 / 5 : $0 })
    }

    /// The mean of the area under a pixel of a picture of another size, in floating point.
    func meanOfArea(_ x: Int, _ y: Int, _ newWidth: Int, _ newHeight: Int) -> Double {
        func parts(_ index: Int, _ old: Int, _ new: Int) -> [(Int, Double)] {
            let step = Double(old) / Double(new)
            let (centre, reach) = ((Double(index) + 0.5) * step, max(step, 1) / 2)
            let (low, high) = (max(0, centre - reach), min(Double(old), centre + reach))
            return (0..<old).map { ($0, max(0, min(high, Double($0 + 1)) - max(low, Double($0))) / (high - low)) }
        }
        return parts(y, height, newHeight).reduce(0) { sum, row in
            sum + row.1 * parts(x, width, newWidth).reduce(0) { $0 + $1.1 * Double(self[$1.0, row.0]) }
        }
    }
}

extension Noise {
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func image(width: Int, height: Int) -> GrayImage {
        GrayImage(width: width, height: height, pixels: (0..<width * height).map { _ in byte() })
    }
}
