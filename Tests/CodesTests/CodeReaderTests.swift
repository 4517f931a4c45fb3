import Codes
import ElectionModel
import Raster
import Testing

/// Codes drawn by us: exact bytes, from the region that was asked for and from nowhere else.
@Suite struct CodeReaderTests {
    private func page(_ gray: UInt8 = 250) -> GrayImage {
        GrayImage(width: 800, height: 600, pixels: [UInt8](repeating: gray, count: 800 * 600))
    }

    @Test(arguments: [
        (DrawnCode.precinct7, CodeFormat.qr, "demo 2026, precinct 7"), (DrawnCode.code128, .code128, "SCAND-7"),
        (DrawnCode.code39, .code39, "SCAND-7"), (DrawnCode.itf, .itf, "0983031272"),
    ]) func `a code is read, also upside down`(code: String, format: CodeFormat, text: String) {
        let image = page().covered(by: DrawnCode.image(code), x: 100, y: 300)
        for side in [image, image.upsideDown] {
            let found = CodeReader.forTests.codes(in: side)
            #expect(found.map(\.format) == [format])
            #expect(found.map(\.text) == [text])
        }
    }

    @Test func `a binary payload keeps its bytes and is no text`() {
        let found = CodeReader.forTests.codes(in: page().covered(by: DrawnCode.image(DrawnCode.binary), x: 9, y: 9))
        #expect(found.map(\.payload) == [[0x00, 0x01, 0xFE, 0xFF, 0x20, 0x56, 0x50]])
        #expect(found.first?.text == nil)
    }

    @Test func `corners lie in pixels of the picture whatever the region`() throws {
        let image = page().covered(by: DrawnCode.image(DrawnCode.precinct7), x: 100, y: 300)
        let region = PixelBox(x: 90, y: 280, width: 200, height: 200)
        let code = try #require(CodeReader.forTests.codes(in: image, region: region).first)
        // Six modules of margin, 25 of code, four pixels each.
        let expected = [(124, 324), (223, 324), (223, 423), (124, 423)]
        for (corner, place) in zip(code.corners, expected) {
            #expect(abs(corner.x - place.0) <= 2 && abs(corner.y - place.1) <= 2, "\(corner) for \(place)")
        }
        #expect(CodeReader.forTests.codes(in: image).first?.corners == code.corners)
    }

    @Test func `only the region is looked at`() {
        let image = page().covered(by: DrawnCode.image(DrawnCode.precinct7), x: 20, y: 20)
            .covered(by: DrawnCode.image(DrawnCode.precinct8), x: 500, y: 300)
        #expect(CodeReader.forTests.codes(in: image).count == 2)
        let right = CodeReader.forTests.codes(in: image, region: PixelBox(x: 450, y: 250, width: 900, height: 900))
        #expect(right.map(\.text) == ["demo 2026, precinct 8"])
        #expect(CodeReader.forTests.codes(in: image, region: PixelBox(x: 300, y: 0, width: 100, height: 600)).isEmpty)
    }

    @Test func `only the formats asked for are read`() {
        let image = page().covered(by: DrawnCode.image(DrawnCode.precinct7), x: 20, y: 20)
        #expect(CodeReader.forTests.codes(in: image, formats: [.code128, .itf]).isEmpty)
        #expect(CodeReader.forTests.codes(in: image, formats: []).isEmpty)
        #expect(CodeReader.forTests.codes(in: image, formats: [.qr]).count == 1)
    }

    @Test(arguments: [
        PixelBox(x: -50, y: -50, width: 20, height: 20), PixelBox(x: 800, y: 0, width: 9, height: 9),
        PixelBox(x: 5, y: 5, width: 1, height: 1), PixelBox(x: 5, y: 5, width: -1, height: 4),
        PixelBox(x: .max, y: .max, width: .max, height: .max), PixelBox(x: .min, y: 0, width: .max, height: 10),
    ]) func `an impossible region has no codes`(region: PixelBox) {
        #expect(CodeReader.forTests.codes(in: page(), region: region).isEmpty)
    }

    @Test func `a picture of one pixel, of dark and of noise has no codes`() {
        #expect(CodeReader.forTests.codes(in: GrayImage(width: 1, height: 1, pixels: [0])).isEmpty)
        #expect(CodeReader.forTests.codes(in: page(0)).isEmpty)
        var state: UInt64 = 7
        let noise = (0..<400 * 300).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        #expect(CodeReader.forTests.codes(in: GrayImage(width: 400, height: 300, pixels: noise)).isEmpty)
    }

    /// Two scales of one bar code fail an assertion in Debian's build of the library, which ends its process.
    @Test func `a large bar code does not end the process`() {
        let code = DrawnCode.image(DrawnCode.itf, module: 9)
        let image = GrayImage(width: 1200, height: 1000, pixels: [UInt8](repeating: 250, count: 1_200_000))
            .covered(by: code, x: 40, y: 40)
        #expect(CodeReader.forTests.codes(in: image).map(\.text) == ["0983031272"])
    }
}
