import Foundation
import ImageFiles
import Raster

/// The demo's pictures in other forms.
enum Pictures {
    /// Decodes a picture of one page.
    static func gray(_ path: String) throws -> GrayImage { try ImageFile.read(path: path).frame(at: 0).image }

    /// A raw gray netpbm file, which libsane's pnm backend reads.
    static func pgm(_ path: String, at place: String) throws -> String {
        try pgm(try gray(path), at: place)
    }

    static func pgm(_ image: GrayImage, at place: String) throws -> String {
        let bytes = Array("P5\n\(image.width) \(image.height)\n255\n".utf8) + image.pixels
        try Data(bytes).write(to: URL(fileURLWithPath: place))
        return place
    }

    /// The picture turned clockwise by a quarter of a turn.
    static func turned(_ image: GrayImage) -> GrayImage {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(image.pixels.count)
        for y in 0..<image.width {
            for x in 0..<image.height { pixels.append(image[y, image.height - 1 - x]) }
        }
        return GrayImage(width: image.height, height: image.width, pixels: pixels)
    }

    /// A TIFF with a page for each picture: 8-bit gray, one strip, without compression (TIFF 6.0, section 4).
    ///
    /// ```
    /// "MM" 42 offset | pixels, directory -> pixels, directory -> ... 0
    /// ```
    static func tiff(_ paths: [String], at place: String) throws -> String {
        var file: [UInt8] = [0x4D, 0x4D, 0, 42]
        var link = file.count
        file += long(0)
        for path in paths {
            let image = try gray(path)
            let strip = file.count
            file += image.pixels
            if file.count % 2 == 1 { file.append(0) }
            file.replaceSubrange(link..<(link + 4), with: long(file.count))
            let fields = [
                (256, image.width), (257, image.height), (258, 8), (259, 1), (262, 1), (273, strip), (277, 1),
                (278, image.height), (279, image.pixels.count),
            ]
            file += short(fields.count)
            for (tag, value) in fields { file += short(tag) + short(4) + long(1) + long(value) }
            link = file.count
            file += long(0)
        }
        try Data(file).write(to: URL(fileURLWithPath: place))
        return place
    }

    private static func short(_ number: Int) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }
    private static func long(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(number >> $0 & 255) } }
}
