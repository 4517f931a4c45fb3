import Raster
import Testing

@Suite struct TintTests {
    /// Ink strewn over a part of the pixels, by chance.
    private func strewn(_ share: UInt64, of whole: UInt64, width: Int = 320, height: Int = 320) -> Bitmap {
        var noise = Noise(seed: share)
        var ink = Bitmap(width: width, height: height)
        for y in 0..<height { for x in 0..<width where noise.next() % whole < share { ink[x, y] = true } }
        return ink
    }

    private func drawn(_ isInk: (Int, Int) -> Bool) -> Bitmap {
        var ink = Bitmap(width: 320, height: 320)
        for y in 0..<320 { for x in 0..<320 where isInk(x, y) { ink[x, y] = true } }
        return ink
    }

    /// A cross of pen strokes four pixels wide.
    private var cross: Bitmap {
        drawn { x, y in
            (80..<240).contains(x) && (80..<240).contains(y) && ((x - y).magnitude < 3 || (x + y - 320).magnitude < 3)
        }
    }

    private func clean(_ ink: Bitmap) -> Bitmap {
        let all = Bitmap(full: ink.width, ink.height)
        return ink.withoutTint(measured: all, area: all, around: all)
    }

    @Test(arguments: [UInt64(6), 12, 20, 30]) func `strewn ink goes and a stroke over it stays`(percent: UInt64) {
        let tint = strewn(percent, of: 100)
        #expect(clean(tint).inkCount * 100 < tint.inkCount)
        let left = clean(tint.union(cross))
        #expect(cross.subtracting(left.dilated()).inkCount * 50 < cross.inkCount)
        #expect(left.subtracting(cross.dilated().dilated().dilated()).inkCount * 100 < tint.inkCount)
    }

    @Test func `an ordered dither goes`() {
        let tint = drawn { x, y in (x + y) % 2 == 0 }
        #expect(clean(tint).inkCount == 0)
        let left = clean(tint.union(cross))
        #expect(cross.subtracting(left.dilated()).inkCount == 0)
        #expect(left.subtracting(cross.dilated().dilated()).inkCount == 0)
    }

    @Test func `letters among a few specks are no tint and stay`() {
        let letters = drawn { x, y in y % 24 < 20 && x % 12 < 8 }
        let page = letters.union(strewn(3, of: 100))
        #expect(clean(page) == page)
    }

    @Test func `cells of a tint are found and those of letters, rules and pen strokes are not`() {
        let tint = strewn(20, of: 100)
        let half = drawn { x, y in x < 160 }.intersection(tint)
        let found = DensityMap(of: half).tinted()
        #expect(found != nil)
        #expect((found?.inkCount(x: 0, y: 0, width: 39, height: 80) ?? 0) > 2000)
        #expect(found?.inkCount(x: 42, y: 0, width: 38, height: 80) == 0)
        let letters = drawn { x, y in y % 24 < 15 && (x % 9 < 3 || y % 24 < 3) }
        let scribble = drawn { x, y in (100..<200).contains(x) && (100..<160).contains(y) && (x + y) % 11 < 3 }
        for ink in [letters, cross, scribble, drawn { x, y in (50..<250).contains(x) && (50..<250).contains(y) }] {
            #expect(DensityMap(of: ink).tinted() == nil)
        }
    }

    @Test func `small pieces go, long ones stay`() {
        var ink = Bitmap(width: 100, height: 40)
        for x in 10..<14 { ink[x, x - 5] = true }
        for x in 40..<60 { ink[x, 20] = true }
        let long = ink.withoutPieces(smallerThan: 5)
        #expect(long.inkCount == 20)
        #expect(ink.withoutPieces(smallerThan: 4) == ink)
        #expect(ink.withoutPieces(smallerThan: 100, unlessOver: 20) == long)
        #expect(ink.withoutPieces(smallerThan: 100, unlessOver: 21).inkCount == 0)
    }

    @Test func `contrast is that of means, and a part of a picture is its pixels`() {
        let pixels = (0..<400).map { UInt8($0 % 20 < 10 ? 200 : 240) }
        let image = GrayImage(width: 20, height: 20, pixels: pixels)
        #expect(image.contrast(x: 10, y: 10, reach: 3) == 40)
        #expect(image.contrast(x: 4, y: 10, reach: 3) == 0)
        #expect(image.contrast(x: 200, y: -50, reach: 3) == 0)
        let part = image.cropped(x: 9, y: 3, width: 2, height: 2)
        #expect(part.pixels == [200, 240, 200, 240])
    }

    @Test(arguments: [(10, 7), (40, 28), (39, 25)]) func `each pixel becomes a square`(width: Int, height: Int) {
        var noise = Noise(seed: 9)
        let small = noise.bitmap(width: 10, height: 7)
        let large = small.enlarged(4, width: width, height: height)
        for y in 0..<height { for x in 0..<width { #expect(large[x, y] == small[x / 4, y / 4]) } }
    }
}
