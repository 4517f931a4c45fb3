import Raster
import Testing

@Suite struct ScalingTests {
    @Test(arguments: [(100, 80, 50, 40), (100, 80, 67, 53), (33, 21, 100, 64), (10, 10, 1, 1)])
    func `a page of one gray stays of that gray`(width: Int, height: Int, newWidth: Int, newHeight: Int) {
        for gray: UInt8 in [0, 1, 127, 254, 255] {
            let image = GrayImage(width: width, height: height, pixels: [UInt8](repeating: gray, count: width * height))
            let scaled = image.scaled(toWidth: newWidth, height: newHeight)
            #expect(scaled.width == newWidth && scaled.height == newHeight)
            #expect(scaled.pixels.allSatisfy { $0 == gray })
        }
    }

    @Test func `halving takes the mean of four`() {
        let image = GrayImage(width: 4, height: 2, pixels: [0, 100, 10, 20, 200, 100, 30, 41])
        #expect(image.scaled(toWidth: 2, height: 1).pixels == [100, 25])
    }

    @Test func `a thin line on a 300 dpi page survives at 200 dpi`() {
        var pixels = [UInt8](repeating: 255, count: 90 * 90)
        for x in 0..<90 {
            pixels[40 * 90 + x] = 0
            pixels[41 * 90 + x] = 0
        }
        let scaled = GrayImage(width: 90, height: 90, pixels: pixels).scaled(toWidth: 60, height: 60)
        let ink = Bitmap(scaled, darkUpTo: 127)
        for x in 0..<60 { #expect((25...29).contains { ink[x, $0] }) }
    }

    @Test func `sampling through a map finds the pixel that the map says`() {
        var noise = Noise(seed: 23)
        let page = noise.bitmap(width: 90, height: 70)
        // A quarter turn clockwise: the small picture's x runs down the page.
        let map = Affine(xx: 0, xy: -1, dx: 60, yx: 1, yy: 0, dy: 5)
        let turned = page.sampled(through: map, width: 50, height: 40)
        for y in 0..<40 { for x in 0..<50 { #expect(turned[x, y] == page.naive(60 - y, 5 + x)) } }
        let outside = page.sampled(through: Affine(xx: 1, xy: 0, dx: -200, yx: 0, yy: 1, dy: 0), width: 70, height: 5)
        #expect(outside.inkCount == 0)
    }

    @Test func `a map and its inverse meet`() throws {
        let map = Affine(xx: 0.99, xy: -0.03, dx: 12, yx: 0.02, yy: 1.01, dy: -7)
        let back = try #require(map.inverse)
        let there = map(100, 200)
        let here = back(there.x, there.y)
        #expect((here.x - 100).magnitude < 1e-9 && (here.y - 200).magnitude < 1e-9)
        #expect(Affine(xx: 1, xy: 2, dx: 0, yx: 2, yy: 4, dy: 0).inverse == nil)
    }

    @Test func `Otsu parts two groups in their middle and names the paper`() {
        let pixels = [UInt8](repeating: 30, count: 100) + [UInt8](repeating: 230, count: 900)
        let histogram = Histogram(of: GrayImage(width: 100, height: 10, pixels: pixels))
        #expect(histogram.otsuLevel == 129 && histogram.paper == 230)
        #expect(histogram.counts[30] == 100 && histogram.counts.reduce(0, +) == 1000)
    }
}
