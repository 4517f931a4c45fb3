import Diagnostics
import Foundation
import Raster
import Testing

@Suite struct BlankSheetTests {
    private func check(_ sheet: DrawnSheet) -> BlankSheetCheck {
        BlankSheetCheck(sideA: sheet.image(), sideB: nil, dpi: sheet.dpi)
    }

    private func columns(_ sheet: DrawnSheet) throws -> CheckResult {
        let check = check(sheet)
        return try #require(check.results.first { $0.id == .columns(.a) }, "\(check.results.map(\.sentence))")
    }

    @Test(arguments: UInt64(1)...24)
    func `clean noisy paper gives no finding, however it lies`(seed: UInt64) throws {
        var random = Noise(seed: seed)
        var sheet = DrawnSheet(seed: seed)
        sheet.skew = Double.random(in: -5...5, using: &random)
        sheet.shift = Double.random(in: -4...4, using: &random)
        sheet.noise = Double.random(in: 0...9, using: &random)
        sheet.texture = Double.random(in: 0...8, using: &random)
        sheet.paper = Double.random(in: 170...254, using: &random)
        sheet.background = Bool.random(using: &random) ? 10 : sheet.paper - 3
        sheet.shadow = Int.random(in: 0...2, using: &random)
        let check = check(sheet)
        #expect(check.results.verdict == .passed, "seed \(seed): \(check.results.map(\.sentence))")
        let side = try #require(check.sides.first, "seed \(seed)")
        #expect(side.strongestRest < 0.02, "seed \(seed)")
        if sheet.background == 10 {
            #expect(abs(side.widthInMillimetres * cos(sheet.skew * .pi / 180) - 210) < 1.5)
            #expect(abs(side.skewInDegrees + sheet.skew) < 0.3, "seed \(seed)")
        }
    }

    @Test(arguments: [0.0, 2, -4.5])
    func `a line of dirt is found with its place, width and contrast`(skew: Double) throws {
        var sheet = DrawnSheet(skew: skew)
        sheet.addStreak(x: 200...202, contrast: -0.2)
        let result = try columns(sheet)
        #expect(result.verdict == .failed)
        let finding = try #require(result.columns.first)
        #expect(result.columns.count == 1)
        #expect(finding.kind == .dirt && finding.first == 200 && finding.last == 202)
        #expect(finding.third == .left && finding.side == .a)
        #expect(abs(finding.contrastInPercent + 20) < 2)
        #expect(abs(try #require(finding.startInMillimetres) - 50.8) < 0.01)
        #expect(result.action?.contains("side A left") == true)
    }

    @Test func `two places of dirt are two findings, from left to right`() throws {
        var sheet = DrawnSheet()
        sheet.addStreak(x: 700...700, contrast: -0.12)
        sheet.addStreak(x: 430...433, contrast: -0.4)
        let result = try columns(sheet)
        #expect(result.columns.map(\.first) == [430, 700])
        #expect(result.columns.map(\.third) == [.middle, .right])
    }

    @Test func `a dead, a bright and a stuck column are told apart`() throws {
        var sheet = DrawnSheet()
        sheet.addStreak(x: 150...150, contrast: -1)
        sheet.paper = 210
        sheet.addStreak(x: 300...301, contrast: 0.12)
        let before = sheet.dirt
        sheet.dirt = { x, y, gray in x == 500 ? 209 : before(x, y, gray) }
        let result = try columns(sheet)
        #expect(result.columns.map(\.kind) == [.dead, .bright, .stuck])
        #expect(result.columns.map(\.first) == [150, 300, 500])
    }

    @Test func `dirt that comes late is found, a speck and a fibre are not`() throws {
        var sheet = DrawnSheet()
        sheet.addStreak(x: 320...321, contrast: -0.3, rows: 500..<1180)
        #expect(try columns(sheet).columns.map(\.first) == [320])
        var specks = DrawnSheet()
        specks.addSpot(x: 300, y: 500, radius: 3)
        specks.addStreak(x: 500...500, contrast: -0.6, rows: 600..<700)
        #expect(check(specks).results.verdict == .passed)
    }

    @Test func `contrast below the limit passes and is measured`() throws {
        var sheet = DrawnSheet()
        sheet.addStreak(x: 320...321, contrast: -0.035)
        let result = try columns(sheet)
        #expect(result.verdict == .passed)
        let rest = try #require(result.measurements.first { $0.name == "strongest contrast of a good column" })
        #expect(abs(rest.value - 3.5) < 1)
    }

    @Test(arguments: [-1.0, 1])
    func `the sheet's own edge on a white background is no dirt, and dirt beside it is`(side: Double) throws {
        var sheet = DrawnSheet(paperWidth: 205, shift: side * 4, paper: 236, background: 226, shadow: 1)
        #expect(try columns(sheet).columns == [])
        let x = side < 0 ? 40 : 820
        sheet.addStreak(x: x...x, contrast: -0.2)
        #expect(try columns(sheet).columns.map(\.first) == [x])
    }

    @Test func `turning the picture by half a turn turns the places`() throws {
        for seed in UInt64(1)...5 {
            var random = Noise(seed: seed)
            var sheet = DrawnSheet(skew: Double.random(in: -3...3, using: &random), seed: seed)
            let x = Int.random(in: 80...780, using: &random)
            sheet.addStreak(x: x...x + 2, contrast: -0.25)
            let image = sheet.image()
            let upright = BlankSheetCheck(sideA: image, sideB: nil, dpi: 100).results.flatMap(\.columns)
            let turned = BlankSheetCheck(sideA: image.upsideDown, sideB: nil, dpi: 100).results.flatMap(\.columns)
            #expect(upright.map { 863 - $0.last } == turned.map(\.first), "seed \(seed)")
            #expect(upright.map { 863 - $0.first } == turned.map(\.last), "seed \(seed)")
            #expect(upright.count == 1)
        }
    }

    @Test func `each side has its own findings`() throws {
        var dirty = DrawnSheet(seed: 2)
        dirty.addStreak(x: 600...601, contrast: -0.3)
        let check = BlankSheetCheck(sideA: DrawnSheet().image(), sideB: dirty.image(), dpi: 100)
        #expect(check.results.first { $0.id == .columns(.a) }?.verdict == .passed)
        let back = try #require(check.results.first { $0.id == .columns(.b) })
        #expect(back.columns.map(\.side) == [.b])
        #expect(back.sentence.contains("side B right"))
    }

    @Test func `a side that sees less of the sheet fails`() throws {
        var narrow = DrawnSheet(seed: 2)
        // The outermost 6 mm of the sheet are black, as if they were background.
        narrow.dirt = { x, _, gray in x < 43 ? 10 : gray }
        let check = BlankSheetCheck(sideA: DrawnSheet().image(), sideB: narrow.image(), dpi: 100)
        let sheet = try #require(check.results.first)
        #expect(sheet.verdict == .failed && sheet.sentence.contains("side B"))
    }

    @Test func `uneven light fails and is placed, even light passes`() throws {
        var sheet = DrawnSheet()
        sheet.light = { 1 - 0.1 * $0 }
        #expect(check(sheet).results.verdict == .passed)
        sheet.light = { 1 - 0.22 * $0 }
        let light = try #require(check(sheet).results.first { $0.id == .light(.a) })
        #expect(light.verdict == .failed && light.sentence.contains("right third"))
        let dark = try #require(check(DrawnSheet(paper: 138)).results.first { $0.id == .light(.a) })
        #expect(dark.verdict == .failed && dark.sentence.contains("gray"))
    }

    @Test func `a printed sheet is refused, and so is a picture without paper`() {
        var printed = DrawnSheet()
        for line in 0..<6 {
            for letter in 0..<30 { printed.addSpot(x: 150 + letter * 18, y: 200 + line * 30, radius: 4) }
        }
        let results = check(printed).results
        #expect(results.map(\.verdict) == [.notPossible])
        #expect(results.first?.sentence.contains("not blank") == true)
        let nothing = BlankSheetCheck(
            sideA: GrayImage(width: 400, height: 600, pixels: [UInt8](repeating: 9, count: 240_000)), sideB: nil,
            dpi: 100)
        #expect(nothing.results.map(\.verdict) == [.notPossible])
        #expect(nothing.results.first?.sentence.contains("No sheet") == true)
    }

    @Test func `a picture of black and white alone shows dirt, and never that all is well`() {
        func check(dirtAt x: Int?) -> [CheckResult] {
            let pixels = (0..<850 * 1100).map { $0 % 850 == x ? UInt8(0) : 255 }
            return BlankSheetCheck(
                sideA: GrayImage(width: 850, height: 1100, pixels: pixels), sideB: nil, dpi: 100
            ).results
        }
        #expect(check(dirtAt: nil).map(\.verdict) == [.passed, .notPossible, .notPossible])
        #expect(check(dirtAt: 300).map(\.verdict) == [.passed, .failed, .notPossible])
    }

    @Test(arguments: [1, 2, 7, 31])
    func `pictures too small to hold a sheet are refused`(side: Int) {
        let image = GrayImage(width: side, height: side, pixels: [UInt8](repeating: 240, count: side * side))
        #expect(BlankSheetCheck(sideA: image, sideB: nil, dpi: 200).results.verdict == .notPossible)
    }
}
