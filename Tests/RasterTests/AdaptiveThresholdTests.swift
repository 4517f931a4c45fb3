import Raster
import Testing

@Suite struct AdaptiveThresholdTests {
    /// Paper that gets darker to the right, with a line of print, a filled box and a black band.
    static func page(width: Int = 640, height: Int = 480, lightAtRight: Double = 1) -> (GrayImage, Bitmap) {
        var ink = Bitmap(width: width, height: height)
        for x in 20..<width - 20 where x % 9 < 3 { for y in 40..<60 { ink[x, y] = true } }
        for x in 500..<580 { for y in 120..<180 { ink[x, y] = true } }
        for x in 30..<600 { for y in 300..<420 { ink[x, y] = true } }
        let pixels = (0..<width * height).map { index in
            let (x, y) = (index % width, index / width)
            let light = 1 + (lightAtRight - 1) * Double(x) / Double(width)
            return UInt8((ink[x, y] ? 70 : 240) * light)
        }
        return (GrayImage(width: width, height: height, pixels: pixels), ink)
    }

    @Test(arguments: [1.0, 0.7, 0.5]) func `ink is found under uneven light, and wide ink stays solid`(light: Double) {
        let (image, ink) = Self.page(lightAtRight: light)
        #expect(Bitmap(image, darkerThan: 179) == ink)
        #expect(Bitmap(image) == ink)
    }

    @Test(arguments: [1, 7, 8, 31, 32, 33, 64, 130, 500]) func `a 1-bit scan comes out as it is`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        for share: UInt64 in [1, 2, 3, 50, 100_000] {
            let ink = noise.bitmap(width: width, height: 90, share: share)
            let pixels: [UInt8] = (0..<width * 90).map { ink[$0 % width, $0 / width] ? 0 : 255 }
            let image = GrayImage(width: width, height: 90, pixels: pixels)
            #expect(Bitmap(image) == ink)
            #expect(Bitmap(image, darkUpTo: Histogram(of: image).otsuLevel) == ink)
        }
    }

    @Test func `a stain changes nothing and the scanner's background is ink`() {
        var (image, ink) = Self.page()
        var pixels = image.pixels
        for y in 0..<480 {
            for x in 0..<640 where (x - 200) * (x - 200) + (y - 180) * (y - 180) < 8000 {
                pixels[y * 640 + x] = UInt8(Double(pixels[y * 640 + x]) * 0.68)
            }
            for x in 610..<640 {
                pixels[y * 640 + x] = 20
                ink[x, y] = true
            }
        }
        image = GrayImage(width: 640, height: 480, pixels: pixels)
        #expect(Bitmap(image) == ink)
    }

    @Test func `the paper's gray is known under wide ink`() {
        let (image, _) = Self.page(lightAtRight: 0.5)
        let paper = PaperMap(of: image)
        for column in 1..<paper.width - 1 {
            let expected = 240 * (1 - 0.5 * (Double(column) + 0.5) / 20)
            for row in 0..<paper.height { #expect((paper[column, row] - expected).magnitude < 12) }
        }
    }

    @Test func `light toner is told from paper by its own level`() {
        let (image, ink) = Self.page()
        let light = GrayImage(
            width: 640, height: 480, pixels: image.pixels.map { 255 - UInt8(Double(255 - $0) * 0.5) })
        #expect(Bitmap(light) == ink)
        #expect(PaperMap(of: light).inkShare(of: light) > PaperMap(of: image).inkShare(of: image))
    }

    @Test func `nothing but dark is nothing but ink`() {
        let dark = GrayImage(width: 100, height: 90, pixels: [UInt8](repeating: 30, count: 9000))
        #expect(Bitmap(dark).inkCount == 9000)
    }
}
