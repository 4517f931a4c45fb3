import ImageFiles
import Raster
import Testing

@Suite struct PNMTests {
    @Test(arguments: ["P1\n3 2\n1 0 1\n0 1 0\n", "P1 # scan\n3 # wide\n2\n101010"])
    func `1 is black in a bitmap of words`(file: String) throws {
        #expect(try decode(Array(file.utf8)).pixels == [0, 255, 0, 255, 0, 255])
    }

    @Test func `1 is black in a bitmap of bytes, and rows are filled up`() throws {
        let image = try decode(Array("P4\n9 2\n".utf8) + [0b1000_0000, 0b1000_0000, 0b0000_0001, 0])
        #expect(image == picture(9, 2) { x, y in (x, y) == (0, 0) || (x, y) == (8, 0) || (x, y) == (7, 1) ? 0 : 255 })
    }

    @Test func `gray is scaled from the file's maximum`() throws {
        #expect(try decode(Array("P2 3 1 15\n0 5 15".utf8)).pixels == [0, 85, 255])
        #expect(try decode(Array("P2#a\n3#b\n1 15#c\n0#d\n5 15#e".utf8)).pixels == [0, 85, 255])
        #expect(try decode(Array("P5 3 1 255\n".utf8) + [0, 10, 255]).pixels == [0, 10, 255])
        #expect(try decode(Array("P5 2 1 65535\n".utf8) + [0xFF, 0xFF, 0x80, 0x80]).pixels == [255, 128])
    }

    @Test func `colours become their darkest channel`() throws {
        #expect(try decode(Array("P3 3 1 255 255 0 0 0 255 0 0 0 255".utf8)).pixels == [0, 0, 0])
        #expect(try decode(Array("P6 1 1 255\n".utf8) + [255, 0, 0]).pixels == [0])
        #expect(try decode(Array("P6 1 1 1000\n".utf8) + [3, 232, 0, 0, 0, 0]).pixels == [0])
    }

    @Test func `pictures that follow each other are frames`() throws {
        let one = Array("P5 2 1 255\n".utf8) + [10, 13]
        let reader = try ImageFileReader(bytes: one + Array("\nP4 8 1\n".utf8) + [0xF0])
        #expect(reader.frameCount == 2)
        #expect(try reader.frame(at: 0).image.pixels == [10, 13])
        #expect(try reader.frame(at: 1).image.pixels == [0, 0, 0, 0, 255, 255, 255, 255])
    }

    @Test(arguments: ["P5 2 1 255\nabc", "P2 2 1 255 1 2 3", "P1 2 1 101"])
    func `anything else after the picture is an error`(file: String) {
        #expect(failure(Array(file.utf8))?.code == .damaged)
    }

    @Test(arguments: [
        "P5 2 1 255\na", "P2 2 1 255 1", "P5 2 1 255", "P6 2 2 255\n12345678901", "P4 9 1\n1", "P1 3 1 1 1", "P5 2 ",
        "P3 1 1 9 1 1",
    ])
    func `too few pixels are an error`(file: String) {
        #expect(failure(Array(file.utf8))?.code == .truncated)
    }

    @Test(arguments: [
        "P5 0 1 255\n", "P5 1 1 0\na", "P5 1 1 65536\naa", "P5 -1 1 255\na", "P5 x 1 255\na", "P2 1 1 9 10",
        "P5 1 1 9\nz", "P1 1 1 2", "P5 1 1 255", "P5 1234567890 1 255\na", "P5 1 1 255#\na",
    ])
    func `headers and samples out of range are errors`(file: String) {
        #expect(failure(Array(file.utf8)) != nil)
    }

    @Test func `more pictures than the limit are refused`() {
        let file = Array("P5 1 1 255\naP5 1 1 255\nb".utf8)
        #expect(failure(file, limits: ImageLimits(maxFrames: 1))?.code == .tooManyFrames)
    }
}
