import ImageFiles
import Raster
import Testing

@Suite struct TIFFTests {
    @Test(arguments: [
        Sample("G3", Written.tiffG3), Sample("G4", Written.tiffG4), Sample("LZW", Written.tiffLZW),
        Sample("deflate", Written.tiffDeflate),
        Sample("PackBits", Written.tiffPackBits),
    ])
    func `black and white pages of every compression are exact`(file: Sample) throws {
        #expect(try decode(file.bytes) == Expected.checks)
    }

    @Test func `JPEG inside TIFF gives the darkest channel of its colours`() throws {
        #expect(difference(try decode(Written.tiffJPEG), Expected.colourRamp) <= 16)
    }

    @Test func `the resolution is read`() throws {
        #expect(try ImageFileReader(bytes: Written.tiffG4).frame(at: 0).dpiHint == DotsPerInch(300))
    }

    @Test func `the resolution is read in centimetres and not without a unit`() throws {
        func hint(_ unit: Int) throws -> DotsPerInch? {
            let page = TIFFBuilder.Page.gray(
                width: 1, height: 1, more: [282: [100], 283: [25], 296: [unit]], strips: [[9]])
            return try ImageFileReader(bytes: TIFFBuilder([page]).bytes()).frame(at: 0).dpiHint
        }
        #expect(try hint(3) == DotsPerInch(horizontal: 254, vertical: 63.5))
        #expect(try hint(1) == nil)
    }

    @Test(arguments: [1, 2, 4, 8, 16], [false, true])
    func `gray of every depth is read in both byte orders`(bits: Int, isBigEndian: Bool) throws {
        let top = 1 << bits - 1
        func sample(_ x: Int, _ y: Int) -> Int { (x * 7919 + y * 104_729) % (top + 1) }
        let rows = (0..<5).map { y in
            let row = packed((0..<13).map { sample($0, y) }, bits: bits)
            return bits == 16 && !isBigEndian ? stride(from: 0, to: 26, by: 2).flatMap { [row[$0 + 1], row[$0]] } : row
        }
        for inverted in [false, true] {
            let page = TIFFBuilder.Page.gray(
                width: 13, height: 5, bits: bits, photometric: inverted ? 0 : 1, more: [278: [1]], strips: rows)
            let expected = picture(13, 5) { x, y in
                let gray = UInt8((Double(sample(x, y)) * 255 / Double(top)).rounded())
                return inverted ? 255 - gray : gray
            }
            #expect(try decode(TIFFBuilder([page], isBigEndian: isBigEndian).bytes()) == expected)
        }
    }

    @Test func `bits in reverse order are put right`() throws {
        let page = TIFFBuilder.Page.gray(width: 8, height: 1, bits: 1, more: [266: [2]], strips: [[0b0000_0011]])
        #expect(try decode(TIFFBuilder([page]).bytes()).pixels == [255, 255, 0, 0, 0, 0, 0, 0])
    }

    @Test(arguments: [257, 256, 1])
    func `palette colours become their darkest channel, whatever white is`(scale: Int) throws {
        var map = [Int](repeating: 0, count: 768)
        for (entry, colour) in [(1, [76, 90, 255]), (2, [255, 150, 200]), (3, [60, 255, 29])] {
            for channel in 0..<3 { map[256 * channel + entry] = colour[channel] * scale }
        }
        for channel in 0..<3 { map[256 * channel + 4] = 255 * scale }
        let page = TIFFBuilder.Page.gray(
            width: 5, height: 1, photometric: 3, more: [320: map], strips: [[0, 1, 2, 3, 4]])
        #expect(try decode(TIFFBuilder([page]).bytes()).pixels == [0, 76, 150, 29, 255])
    }

    @Test func `planes apart and planes together are the same picture`() throws {
        func file(_ planar: Int, _ strips: [[UInt8]]) -> [UInt8] {
            let more: [UInt16: [Int]] = [258: [8, 8, 8], 277: [3], 278: [1], 284: [planar]]
            return TIFFBuilder([.gray(width: 2, height: 2, photometric: 2, more: more, strips: strips)]).bytes()
        }
        let together = try decode(file(1, [[76, 90, 255, 255, 150, 200], [60, 255, 29, 9, 9, 9]]))
        let apart = try decode(file(2, [[76, 255], [60, 9], [90, 150], [255, 9], [255, 200], [29, 9]]))
        #expect(together.pixels == [76, 150, 29, 9])
        #expect(apart == together)
    }

    @Test func `transparency shows white paper, in both of its kinds`() throws {
        func pixels(_ kind: Int, _ strip: [UInt8]) throws -> [UInt8] {
            let more: [UInt16: [Int]] = [258: [8, 8], 277: [2], 338: [kind]]
            let page = TIFFBuilder.Page.gray(width: 3, height: 1, more: more, strips: [strip])
            return try decode(TIFFBuilder([page]).bytes()).pixels
        }
        #expect(try pixels(2, [100, 255, 100, 51, 100, 0]) == [100, 224, 255])
        #expect(try pixels(1, [100, 255, 20, 51, 0, 0]) == [100, 224, 255])
        #expect(try pixels(0, [100, 255, 100, 51, 100, 0]) == [100, 100, 100])
    }

    @Test func `four inks become gray`() throws {
        let more: [UInt16: [Int]] = [258: [8, 8, 8, 8], 277: [4]]
        let strip: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 255, 0, 255, 255, 0, 255, 255, 255, 0]
        let page = TIFFBuilder.Page.gray(width: 4, height: 1, photometric: 5, more: more, strips: [strip])
        #expect(try decode(TIFFBuilder([page]).bytes()).pixels == [255, 0, 0, 0])
    }

    @Test(arguments: [1, 8])
    func `tiles are put together and cut to the page`(bits: Int) throws {
        let top = bits == 1 ? 1 : 255
        func sample(_ x: Int, _ y: Int) -> Int { (x * 31 + y * 17) % (top + 1) }
        let tiles = [(0, 0), (16, 0), (32, 0), (0, 16), (16, 16), (32, 16)].map { x0, y0 in
            (0..<16).flatMap { y in packed((0..<16).map { sample(x0 + $0, y0 + y) }, bits: bits) }
        }
        let page = TIFFBuilder.Page.gray(
            width: 37, height: 19, bits: bits, more: [322: [16], 323: [16]], strips: tiles)
        #expect(try decode(TIFFBuilder([page]).bytes()) == picture(37, 19) { UInt8(sample($0, $1) * 255 / top) })
    }

    @Test(
        arguments: [
            (1, [1, 2, 3, 4, 5, 6]), (2, [3, 2, 1, 6, 5, 4]), (3, [6, 5, 4, 3, 2, 1]), (4, [4, 5, 6, 1, 2, 3]),
            (5, [1, 4, 2, 5, 3, 6]), (6, [4, 1, 5, 2, 6, 3]), (7, [6, 3, 5, 2, 4, 1]), (8, [3, 6, 2, 5, 1, 4]),
        ] as [(Int, [UInt8])])
    func `the page is turned as its orientation says`(orientation: Int, expected: [UInt8]) throws {
        let page = TIFFBuilder.Page.gray(
            width: 3, height: 2, more: [274: [orientation], 282: [100], 283: [400], 296: [2]],
            strips: [[1, 2, 3, 4, 5, 6]])
        let frame = try ImageFileReader(bytes: TIFFBuilder([page]).bytes()).frame(at: 0)
        #expect(
            frame.image == GrayImage(width: orientation < 5 ? 3 : 2, height: orientation < 5 ? 2 : 3, pixels: expected))
        #expect(frame.dpiHint?.horizontal == (orientation < 5 ? 100 : 400))
    }

    @Test func `a fax's pixels become square, down the page where it is coarser`() throws {
        func fax(_ across: Int, _ down: Int) throws -> ImageFrame {
            let page = TIFFBuilder.Page.gray(
                width: 4, height: 2, more: [282: [across], 283: [down], 296: [2]],
                strips: [[0, 0, 255, 255, 255, 255, 0, 0]])
            return try ImageFileReader(bytes: TIFFBuilder([page]).bytes()).frame(at: 0)
        }
        let coarse = try fax(204, 98)
        #expect(coarse.image.width == 4 && coarse.image.height == 4)
        #expect(coarse.dpiHint == DotsPerInch(204))
        #expect((coarse.image[0, 0], coarse.image[0, 3]) == (0, 255))
        let wide = try fax(100, 200)
        #expect(wide.image.width == 8 && wide.image.height == 2)
        // Rounded by a converter, and what no machine has.
        for (across, down) in [(204, 202), (200, 200), (100, 400)] {
            let same = try fax(across, down)
            #expect(same.image.width == 4 && same.image.height == 2)
        }
    }

    @Test(arguments: [6, 34_661, 34_712, 34_925, 50_000, 50_001])
    func `compressions that are not read are refused by number`(compression: Int) {
        let page = TIFFBuilder.Page.gray(width: 2, height: 2, more: [259: [compression]], strips: [[1, 2, 3, 4]])
        let error = failure(TIFFBuilder([page]).bytes())
        #expect(error?.code == .unsupported)
        #expect(error?.detail.contains("\(compression)") == true)
    }

    @Test func `more than eight samples a pixel are refused`() {
        let more: [UInt16: [Int]] = [258: [Int](repeating: 8, count: 9), 277: [9]]
        let page = TIFFBuilder.Page.gray(width: 1, height: 1, more: more, strips: [[UInt8](repeating: 0, count: 9)])
        #expect(failure(TIFFBuilder([page]).bytes())?.code == .unsupported)
    }

    @Test func `tiles that need more than the working memory are refused`() {
        let tile = [UInt8](repeating: 9, count: 64 * 64)
        let page = TIFFBuilder.Page.gray(width: 10, height: 10, more: [322: [64], 323: [64]], strips: [tile])
        let file = TIFFBuilder([page]).bytes()
        #expect(failure(file, limits: ImageLimits(maxWorkingBytes: 4_095))?.code == .tooMuchMemory)
        #expect(failure(file, limits: ImageLimits(maxWorkingBytes: 4_096)) == nil)
    }

    @Test func `floating point samples are refused`() {
        let page = TIFFBuilder.Page.gray(
            width: 1, height: 1, bits: 16, more: [339: [3]], strips: [[0, 0]])
        #expect(failure(TIFFBuilder([page]).bytes())?.code == .unsupported)
    }
}
