import ImageFiles
import Raster
import Testing

@Suite struct PNGEncodingTests {
    @Test(arguments: 0...9)
    func `a gray page comes back as it went`(level: Int) throws {
        let image = picture(57, 33) { x, y in UInt8((x * x + y * 31) % 256) }
        let frame = try ImageFileReader(bytes: PNGEncoding.gray(image, dpi: DotsPerInch(300), level: level)).frame(
            at: 0)
        #expect(frame.image == image)
        #expect(abs(try #require(frame.dpiHint).vertical - 300) < 0.01)
    }

    @Test(arguments: [1, 7, 8, 9, 64, 65])
    func `set bits of a bitmap are black`(width: Int) throws {
        let bits = (0..<width).map { $0 % 3 == 0 ? 1 : 0 }
        let png = PNGEncoding.bilevel(darkBits: packed(bits, bits: 1) + packed(bits, bits: 1), width: width, height: 2)
        #expect(try decode(png) == picture(width, 2) { x, _ in x % 3 == 0 ? 0 : 255 })
        #expect(png[24] == 1, "one bit a pixel in the file")
    }

    @Test func `a colour picture has the darkest channel of its colours`() throws {
        let png = PNGEncoding.colour(rgb: [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255], width: 4, height: 1)
        #expect(try decode(png).pixels == [0, 0, 0, 255])
        #expect(png[25] == 2, "RGB in the file")
    }

    @Test func `no resolution is written if none is given`() throws {
        let png = PNGEncoding.gray(picture(2, 2) { _, _ in 7 })
        #expect(try ImageFileReader(bytes: png).frame(at: 0).dpiHint == nil)
    }
}
