import ImageFiles
import Raster
import Testing

@Suite struct PNGTests {
    @Test(arguments: [1, 2, 4, 8, 16], [false, true])
    func `gray of every depth comes to 0 to 255`(depth: Int, interlaced: Bool) throws {
        let top = 1 << depth - 1
        let png = PNGBuilder(width: 21, height: 13, depth: depth, interlaced: interlaced) { x, y in
            [(x * 7919 + y * 104_729) % (top + 1)]
        }
        let expected = picture(21, 13) { x, y in
            UInt8((Double(png.samples(x, y)[0]) * 255 / Double(top)).rounded())
        }
        #expect(try decode(png.bytes()) == expected)
    }

    @Test(arguments: [1, 2, 4, 8])
    func `palette colours become their darkest channel`(depth: Int) throws {
        var png = PNGBuilder(width: 9, height: 3, depth: depth, colourType: 3) { x, _ in [x % 2] }
        png.before = [("PLTE", [200, 76, 90, 60, 200, 29])]
        #expect(try decode(png.bytes()) == picture(9, 3) { x, _ in x % 2 == 0 ? 76 : 29 })
    }

    @Test func `a black and white palette gives exactly 0 and 255`() throws {
        var png = PNGBuilder(width: 9, height: 3, depth: 1, colourType: 3) { x, _ in [x % 2] }
        png.before = [("PLTE", [255, 255, 255, 0, 0, 0])]
        #expect(try decode(png.bytes()) == picture(9, 3) { x, _ in x % 2 == 0 ? 255 : 0 })
    }

    @Test func `transparent palette entries show white paper`() throws {
        var png = PNGBuilder(width: 4, height: 1, depth: 8, colourType: 3) { x, _ in [x % 2] }
        png.before = [("PLTE", [0, 0, 0, 0, 0, 0]), ("tRNS", [0])]
        #expect(try decode(png.bytes()) == picture(4, 1) { x, _ in x % 2 == 0 ? 255 : 0 })
    }

    @Test func `a palette index without a colour is an error`() {
        var png = PNGBuilder(width: 4, height: 1, depth: 8, colourType: 3) { x, _ in [x] }
        png.before = [("PLTE", [0, 0, 0, 9, 9, 9])]
        #expect(failure(png.bytes())?.code == .damaged)
    }

    @Test(arguments: [8, 16], [false, true])
    func `colours become their darkest channel`(depth: Int, interlaced: Bool) throws {
        let scale = depth == 16 ? 257 : 1
        let png = PNGBuilder(width: 20, height: 11, depth: depth, colourType: 2, interlaced: interlaced) { x, y in
            [x * 12 * scale, y * 20 * scale, 200 * scale]
        }
        #expect(try decode(png.bytes()) == picture(20, 11) { x, y in darkest(x * 12, y * 20, 200) })
    }

    @Test(arguments: [(4, 1), (6, 3)], [8, 16])
    func `what is transparent shows white paper`(kind: (type: Int, colours: Int), depth: Int) throws {
        let scale = depth == 16 ? 257 : 1
        let png = PNGBuilder(width: 16, height: 2, depth: depth, colourType: kind.type) { x, _ in
            [Int](repeating: 40 * scale, count: kind.colours) + [x * 17 * scale]
        }
        let expected = picture(16, 2) { x, _ in
            UInt8((40 * Double(x * 17) / 255 + 255 - Double(x * 17)).rounded())
        }
        #expect(try decode(png.bytes()) == expected)
    }

    @Test(arguments: 1...9, 1...9)
    func `interlaced pictures of all small sizes are whole`(width: Int, height: Int) throws {
        let png = PNGBuilder(width: width, height: height, interlaced: true) { x, y in [x * 16 + y] }
        #expect(try decode(png.bytes()) == picture(width, height) { x, y in UInt8(x * 16 + y) })
    }

    @Test func `the resolution is read from pixels per metre`() throws {
        var png = PNGBuilder(width: 1, height: 1)
        png.before = [("pHYs", bigEndian(11_811) + bigEndian(2_953) + [1])]
        let hint = try #require(try ImageFileReader(bytes: png.bytes()).frame(at: 0).dpiHint)
        #expect(abs(hint.horizontal - 300) < 0.01)
        #expect(abs(hint.vertical - 75) < 0.01)
    }

    @Test(arguments: [
        bigEndian(0) + bigEndian(0) + [1], bigEndian(0x7FFF_FFFF) + bigEndian(11_811) + [1],
        bigEndian(11_811) + bigEndian(11_811) + [0], [1, 2, 3],
    ])
    func `a resolution that makes no sense is no hint and no error`(chunk: [UInt8]) throws {
        var png = PNGBuilder(width: 1, height: 1)
        png.before = [("pHYs", chunk)]
        #expect(try ImageFileReader(bytes: png.bytes()).frame(at: 0).dpiHint == nil)
    }

    @Test func `bytes after the end are ignored`() throws {
        #expect(failure(PNGBuilder(width: 3, height: 3).bytes() + [1, 2, 3]) == nil)
    }

    @Test func `a file without IEND is truncated`() {
        #expect(failure(Array(PNGBuilder(width: 3, height: 3).bytes().dropLast(12)))?.code == .truncated)
    }

    @Test(arguments: ["IHDR", "tEXt", "IDAT"])
    func `a wrong check sum is damage, even in a chunk that is skipped`(name: String) throws {
        var png = PNGBuilder(width: 3, height: 3)
        png.before = [("tEXt", Array("Comment\0hello".utf8))]
        var bytes = png.bytes()
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: name.utf8) })
        bytes[place + 6] ^= 1
        #expect(failure(bytes)?.code == .damaged)
    }

    @Test func `too few pixels for the header are an error`() {
        let full = PNGBuilder(width: 5, height: 5)
        var file = PNGBuilder.signature + PNGBuilder.chunk("IHDR", full.header)
        file += PNGBuilder.chunk("IDAT", PNGBuilder.stored(Array(full.rows().dropLast(6))))
        #expect(failure(file + PNGBuilder.chunk("IEND", []))?.code == .damaged)
    }

    @Test func `more pixels than the header names are damage`() {
        let full = PNGBuilder(width: 5, height: 5)
        var file = PNGBuilder.signature + PNGBuilder.chunk("IHDR", full.header)
        file += PNGBuilder.chunk("IDAT", PNGBuilder.stored(full.rows() + full.rows()))
        #expect(failure(file + PNGBuilder.chunk("IEND", []))?.code == .damaged)
    }

    @Test func `pixels that miss the check sum of their compression are damage`() {
        let full = PNGBuilder(width: 5, height: 5)
        var data = PNGBuilder.stored(full.rows())
        data[data.count - 1] ^= 1
        let file = PNGBuilder.signature + PNGBuilder.chunk("IHDR", full.header) + PNGBuilder.chunk("IDAT", data)
        #expect(failure(file + PNGBuilder.chunk("IEND", []))?.code == .damaged)
    }

    @Test(arguments: ["zTXt", "iCCP", "iTXt"])
    func `compressed text and profiles are not unpacked`(name: String) {
        // Wrong deflate data: whoever unpacked them would complain.
        var png = PNGBuilder(width: 3, height: 3)
        png.before = [(name, Array("name\0\0".utf8) + [UInt8](repeating: 0xFF, count: 99))]
        #expect(failure(png.bytes()) == nil)
    }
}
