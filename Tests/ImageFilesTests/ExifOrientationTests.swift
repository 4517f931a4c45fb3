import ImageFiles
import Raster
import Testing

@Suite struct ExifOrientationTests {
    /// A little TIFF with one directory, as Exif data are: a tag before the orientation, and the orientation.
    private func exif(_ orientation: Int, isBigEndian: Bool, type: Int = 3) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return isBigEndian ? bytes.reversed() : bytes
        }
        func entry(_ tag: Int, type: Int, _ value: [UInt8]) -> [UInt8] {
            number(tag, 2) + number(type, 2) + number(1, 4) + value + [UInt8](repeating: 0, count: 4 - value.count)
        }
        return (isBigEndian ? [0x4D, 0x4D, 0, 0x2A] : [0x49, 0x49, 0x2A, 0]) + number(8, 4) + number(2, 2)
            + entry(0x010E, type: 2, [0]) + entry(0x0112, type: type, number(orientation, 2)) + number(0, 4)
    }

    private func png(_ exif: [UInt8]?) -> [UInt8] {
        let metre = bigEndian(UInt32(3937)) + bigEndian(UInt32(15_748)) + [1]
        let before = [("pHYs", metre)] + (exif.map { [("eXIf", $0)] } ?? [])
        return PNGBuilder(width: 3, height: 2, before: before, samples: { x, y in [10 * (y * 3 + x + 1)] }).bytes()
    }

    private func jpeg(_ exif: [UInt8]) -> [UInt8] {
        let data = Array("Exif\0\0".utf8) + exif
        let length = data.count + 2
        return Written.jpegGray[..<2] + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + data
            + Written.jpegGray[2...]
    }

    /// What libtiff's reader makes of the same pixels with the same orientation.
    private func tiff(_ orientation: Int) throws -> ImageFrame {
        let pixels: [UInt8] = [10, 20, 30, 40, 50, 60]
        let page = TIFFBuilder.Page.gray(
            width: 3, height: 2, more: [274: [orientation], 282: [100], 283: [400], 296: [2]], strips: [pixels])
        return try ImageFileReader(bytes: TIFFBuilder([page]).bytes()).frame(at: 0)
    }

    @Test(arguments: 1...8, [false, true])
    func `a PNG is turned as a TIFF of the same orientation is`(orientation: Int, isBigEndian: Bool) throws {
        let frame = try ImageFileReader(bytes: png(exif(orientation, isBigEndian: isBigEndian))).frame(at: 0)
        let other = try tiff(orientation)
        #expect(frame.image == other.image)
        #expect(frame.dpiHint?.horizontal.rounded() == other.dpiHint?.horizontal)
        #expect(frame.dpiHint?.vertical.rounded() == other.dpiHint?.vertical)
    }

    @Test(arguments: 1...8)
    func `a JPEG is turned as its first Exif data say`(orientation: Int) throws {
        let turned = try decode(jpeg(exif(orientation, isBigEndian: true)))
        let plain = try decode(Written.jpegGray)
        // The pixel that the file has first, and the one that ends its first row.
        let (right, bottom) = (turned.width - 1, turned.height - 1)
        let corners: [Int: [(Int, Int)]] = [
            1: [(0, 0), (right, 0)], 2: [(right, 0), (0, 0)], 3: [(right, bottom), (0, bottom)],
            4: [(0, bottom), (right, bottom)], 5: [(0, 0), (0, bottom)], 6: [(right, 0), (right, bottom)],
            7: [(right, bottom), (right, 0)], 8: [(0, bottom), (0, 0)],
        ]
        let places = try #require(corners[orientation])
        #expect(turned[places[0].0, places[0].1] == plain[0, 0])
        #expect(turned[places[1].0, places[1].1] == plain[plain.width - 1, 0])
        #expect((turned.width == plain.width) == (orientation < 5))
    }

    @Test func `Exif data that say nothing sensible leave the picture as it is`() throws {
        let plain = try decode(png(nil))
        let whole = exif(6, isBigEndian: false)
        let senseless =
            [exif(0, isBigEndian: false), exif(9, isBigEndian: true), exif(6, isBigEndian: true, type: 4), []]
            + (0..<(whole.count - 4)).map { Array(whole.prefix($0)) }.filter { $0.count < 32 }
        for data in senseless { #expect(try decode(png(data)) == plain, "\(data)") }
        #expect(try decode(png(whole)) != plain)
    }
}
