import Diagnostics
import Foundation
import Raster
import Testing

@Suite struct TargetTests {
    /// Where every mark is said to be, against where it was drawn, in millimetres.
    private func greatestError(_ drawn: DrawnTarget, _ measured: TargetMeasurement) -> Double {
        let (map, pixels) = (drawn.map, drawn.dpi / 25.4)
        return measured.residuals.map { residual in
            let (bx, by) = drawn.bend(residual.mark.x, residual.mark.y)
            let place = map(residual.mark.x + bx, residual.mark.y + by)
            return max(abs(place.x - residual.x), abs(place.y - residual.y)) / pixels
        }.max() ?? 99
    }

    @Test(arguments: [150.0, 200, 300, 400], TargetSheet.Paper.allCases)
    func `marks are found to a tenth of a millimetre`(dpi: Double, paper: TargetSheet.Paper) throws {
        for skew in [-5, 0.7, 5] as [Double] {
            var drawn = DrawnTarget(sheet: TargetSheet(paper), dpi: dpi, skew: skew, spread: 0.1)
            drawn.shiftX = 1.3
            let measured = try TargetMeasurement(of: drawn.image(), dpi: dpi)
            #expect(measured.sheet.paper == paper && !measured.isMirrored && measured.rotation == 0)
            #expect(measured.residuals.count >= 60)
            #expect(greatestError(drawn, measured) < 0.03)
            #expect(abs(measured.skewInDegrees - skew) < 0.01)
            #expect(abs(measured.outOfSquareInDegrees) < 0.01)
            #expect(abs(measured.shiftAcross - 1.3) < 0.02 && abs(measured.shiftAlong) < 0.02)
            #expect(measured.rootMeanSquare < 0.02)
        }
    }

    @Test(arguments: TargetSheet.Paper.allCases)
    func `all four orientations are told apart, and the mirrored picture`(paper: TargetSheet.Paper) throws {
        var drawn = DrawnTarget(sheet: TargetSheet(paper), skew: 1.5)
        drawn.scaleX = 1.004
        var image = drawn.image()
        for rotation in [0, 90, 180, 270] {
            let measured = try TargetMeasurement(of: image, dpi: drawn.dpi)
            #expect(measured.rotation == rotation && !measured.isMirrored)
            #expect(abs(measured.skewInDegrees - 1.5) < 0.02, "\(rotation)")
            #expect(abs((rotation % 180 == 0 ? measured.scaleAcross : measured.scaleAlong) - 1.004) < 0.0005)
            #expect(abs((rotation % 180 == 0 ? measured.scaleAlong : measured.scaleAcross) - 1) < 0.0005)
            let mirrored = TargetCheck(image.mirrored, side: .a, dpi: drawn.dpi)
            #expect(mirrored.measurement?.isMirrored == true)
            #expect(mirrored.results.first?.verdict == .failed)
            image = image.turned
        }
    }

    @Test func `turned, mirrored or of the other paper, the pattern differs in six marks or more`() {
        var patterns: [Set<String>] = []
        for paper in TargetSheet.Paper.allCases {
            for isTurned in [false, true] {
                for isMirrored in [false, true] {
                    patterns.append(
                        Set(
                            TargetSheet(paper).marks.filter(\.isDisc).map { mark in
                                var (column, row) = (mark.column, mark.row)
                                if isMirrored { column = 6 - column }
                                if isTurned { (column, row) = (6 - column, 8 - row) }
                                return "\(column),\(row)"
                            }))
                }
            }
        }
        for (index, pattern) in patterns.enumerated() {
            for other in patterns[(index + 1)...] { #expect(pattern.symmetricDifference(other).count >= 6) }
        }
    }

    private func results(_ change: (inout DrawnTarget) -> Void) -> [CheckID: CheckResult] {
        var drawn = DrawnTarget()
        change(&drawn)
        let results = TargetCheck(drawn.image(), side: .a, dpi: drawn.dpi).results
        return Dictionary(uniqueKeysWithValues: results.map { ($0.id, $0) })
    }

    @Test func `a good scan passes, and each fault fails its own check`() {
        #expect(results { _ in }.values.allSatisfy { $0.verdict == .passed })
        let cases: [(CheckID, (inout DrawnTarget) -> Void)] = [
            (.skew(.a), { $0.skew = 4 }), (.scale(.a), { $0.scaleY = 1.02 }),
            (.scale(.a), { ($0.scaleX, $0.scaleY) = (0.994, 1.006) }),
            (.shift(.a), { $0.shiftX = -7 }),
            (.distortion(.a), { $0.bend = { _, y in (0, y > 200 && y < 240 ? 1.2 : 0) } }),
        ]
        for (id, change) in cases {
            let found = results(change)
            #expect(found.filter { $0.value.verdict == .failed }.map(\.key) == [id])
            #expect(found[id]?.action != nil)
        }
    }

    @Test func `local distortion is measured where it is`() throws {
        var drawn = DrawnTarget(dpi: 200)
        drawn.bend = { x, y in abs(x - 105) < 1 && abs(y - 148.5) < 1 ? (0.6, -0.3) : (0, 0) }
        let measured = try TargetMeasurement(of: drawn.image(), dpi: 200)
        let worst = try #require(measured.worst)
        #expect(worst.mark.column == 3 && worst.mark.row == 4)
        #expect(abs(worst.dx - 0.6) < 0.03 && abs(worst.dy + 0.3) < 0.03)
    }

    @Test func `a line of dirt through a row of marks costs those marks and nothing else`() throws {
        var drawn = DrawnTarget(dpi: 200)
        let x = Int(drawn.map(75, 100).x)
        drawn.dirt = { column, _, gray in abs(column - x) < 3 ? 50 : gray }
        let measured = try TargetMeasurement(of: drawn.image(), dpi: 200)
        #expect(measured.residuals.count == 54)
        #expect(greatestError(drawn, measured) < 0.05)
    }

    @Test func `what is no target sheet is refused`() throws {
        #expect(throws: TargetRefusal.self) { try TargetMeasurement(of: DrawnSheet().image(), dpi: 100) }
        // Half of it, the wrong resolution, and noise.
        let drawn = DrawnTarget()
        let whole = drawn.image()
        let half = GrayImage(
            width: whole.width, height: whole.height / 2,
            pixels: Array(whole.pixels.prefix(whole.width * (whole.height / 2))))
        #expect(throws: TargetRefusal.self) { try TargetMeasurement(of: half, dpi: drawn.dpi) }
        #expect(throws: TargetRefusal.self) { try TargetMeasurement(of: whole, dpi: 2 * drawn.dpi) }
        var random = Noise(seed: 7)
        let noise = GrayImage(width: 900, height: 900, pixels: (0..<810_000).map { _ in UInt8(random.next() & 255) })
        #expect(throws: TargetRefusal.self) { try TargetMeasurement(of: noise, dpi: 150) }
        let refused = TargetCheck(DrawnSheet().image(), side: .b, dpi: 100)
        #expect(refused.results.map(\.verdict) == [.notPossible] && refused.results.first?.action != nil)
    }

    @Test func `a grid of rings alone is no target sheet`() throws {
        // All marks rings: no orientation can be told. Discs are drawn as rings by filling their middles with paper.
        var drawn = DrawnTarget()
        let map = drawn.map
        let discs = drawn.sheet.marks.filter(\.isDisc).map { map($0.x, $0.y) }
        let radius = TargetSheet.holeRadius * drawn.dpi / 25.4
        drawn.dirt = { x, y, gray in
            discs.contains { hypot($0.x - Double(x), $0.y - Double(y)) < radius } ? 235 : gray
        }
        #expect(throws: TargetRefusal(.noGrid(63))) { try TargetMeasurement(of: drawn.image(), dpi: drawn.dpi) }
    }

    @Test func `small slopes give their angles`() {
        for degrees in [-44, -5, -0.001, 0, 0.3, 12] as [Double] {
            #expect(abs(Angle.degrees(ofSlope: tan(degrees * .pi / 180)) - degrees) < 1e-8)
        }
    }
}

@Suite struct ThresholdTests {
    private func check(_ change: (inout DrawnTarget) -> Void = { _ in }) -> ThresholdCheck {
        var drawn = DrawnTarget(dpi: 200)
        change(&drawn)
        return ThresholdCheck(drawn.image(), side: .a, dpi: 200)
    }

    private func value(_ name: String, _ check: ThresholdCheck) -> Double? {
        check.results.flatMap(\.measurements).first { $0.name == name }?.value
    }

    @Test func `paper and ink are told with their grays, and the level lies between`() throws {
        let check = check()
        // No pen was tried, which is no check that passed.
        #expect(check.results.map(\.verdict) == [.passed, .notPossible])
        #expect(check.results.verdict == .notPossible)
        #expect(abs(try #require(value("paper, most frequent", check)) - 235) <= 2)
        #expect(abs(try #require(value("ink, most frequent", check)) - 40) <= 2)
        let level = try #require(value("level in use", check))
        #expect(level > 60 && level < 200)
        #expect(abs(try #require(value("patch of 60 % ink", check)) - (235 - 0.6 * 195)) < 2)
    }

    @Test func `pale print fails`() {
        let pale = check { $0.ink = 160 }
        #expect(pale.results.map(\.verdict) == [.failed, .notPossible])
        #expect(pale.results.first?.sentence.contains("hardly darker") == true)
    }

    @Test func `a dark pen passes, a pale pen is named by its box`() throws {
        let good = check { $0.pens = [60, nil, 90] }
        #expect(good.results.map(\.verdict) == [.passed, .passed])
        #expect(good.penGrays.count == 2)
        #expect(abs((good.penGrays.first ?? 0) - 60) < 8)
        let pale = check { $0.pens = [60, nil, nil, 205] }
        #expect(pale.results.map(\.verdict) == [.passed, .failed])
        #expect(pale.results.last?.sentence.contains("box 4 ") == true)
    }

    @Test func `a picture of black and white alone has no grays to judge`() {
        var drawn = DrawnTarget(dpi: 200)
        drawn.dirt = { _, _, gray in gray < 128 ? 0 : 255 }
        drawn.noise = 0
        #expect(ThresholdCheck(drawn.image(), side: .a, dpi: 200).results.map(\.verdict) == [.notPossible])
    }

    @Test func `without ink, or without paper, nothing is judged`() {
        let blank = ThresholdCheck(DrawnSheet().image(), side: .a, dpi: 100)
        #expect(blank.results.map(\.verdict) == [.notPossible])
        let black = GrayImage(width: 300, height: 300, pixels: [UInt8](repeating: 5, count: 90_000))
        #expect(ThresholdCheck(black, side: .a, dpi: 100).results.map(\.verdict) == [.notPossible])
    }

    @Test(arguments: [1, 2, 3])
    func `tiny pictures are judged to be nothing`(side: Int) {
        let image = GrayImage(width: side, height: side, pixels: [UInt8](repeating: 200, count: side * side))
        #expect(ThresholdCheck(image, side: .a, dpi: 200).results.verdict == .notPossible)
    }
}
