internal import CImageCodecs
internal import Glibc
public import Raster

/// Writing PNG: pages kept as evidence, and pictures drawn over them.
public enum PNGEncoding {
    /// An 8-bit gray page.
    ///
    /// - Parameter level: zlib's 0 (none) to 9. A 200 dpi page took 31 ms at level 1 and 113 ms at 6, for 12 % less.
    public static func gray(_ image: GrayImage, dpi: DotsPerInch? = nil, level: Int = 1) -> [UInt8] {
        encode(
            image.pixels, width: image.width, height: image.height, rowBytes: image.width, channels: 1, bitDepth: 8,
            dpi: dpi, level: level)
    }

    /// A 1-bit page.
    ///
    /// - Parameters:
    ///   - darkBits: rows of `(width + 7) / 8` bytes, the first pixel in the top bit, 1 for dark.
    ///   - width: pixels in a row, at least 1.
    ///   - height: rows, at least 1.
    ///   - level: zlib's 0 (none) to 9.
    public static func bilevel(
        darkBits: [UInt8], width: Int, height: Int, dpi: DotsPerInch? = nil, level: Int = 6
    ) -> [UInt8] {
        encode(
            darkBits, width: width, height: height, rowBytes: (width + 7) / 8, channels: 1, bitDepth: 1, dpi: dpi,
            level: level)
    }

    /// A colour picture.
    ///
    /// - Parameters:
    ///   - rgb: red, green and blue of each pixel, row by row.
    ///   - width: pixels in a row, at least 1.
    ///   - height: rows, at least 1.
    ///   - level: zlib's 0 (none) to 9.
    public static func colour(
        rgb: [UInt8], width: Int, height: Int, dpi: DotsPerInch? = nil, level: Int = 1
    ) -> [UInt8] {
        encode(
            rgb, width: width, height: height, rowBytes: 3 * width, channels: 3, bitDepth: 8, dpi: dpi, level: level)
    }

    private static func encode(
        _ pixels: [UInt8], width: Int, height: Int, rowBytes: Int, channels: Int32, bitDepth: Int32,
        dpi: DotsPerInch?, level: Int
    ) -> [UInt8] {
        precondition(width > 0 && height > 0, "a PNG has at least one pixel")
        precondition(width <= 0x7FFF_FFFF && height <= 0x7FFF_FFFF, "a PNG's sides have 31 bits")
        precondition(pixels.count == rowBytes * height, "a PNG of \(width) x \(height) needs as many pixels")
        precondition((0...9).contains(level), "zlib's levels are 0 to 9")
        return unsafe pixels.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("a PNG has at least one pixel") }
            var rows = unsafe cic_png_rows(
                pixels: start, row_bytes: rowBytes, width: UInt32(width), height: UInt32(height), channels: channels,
                bit_depth: bitDepth, level: Int32(level),
                pixels_per_metre_x: dpi.map { UInt32(($0.horizontal / 0.0254).rounded()) } ?? 0,
                pixels_per_metre_y: dpi.map { UInt32(($0.vertical / 0.0254).rounded()) } ?? 0)
            var count = 0
            guard let encoded = unsafe cic_write_png(&rows, &count) else {
                preconditionFailure("writing a PNG fails only when memory runs out")
            }
            defer { unsafe free(encoded) }
            return unsafe Array(UnsafeBufferPointer(start: encoded, count: count))
        }
    }
}
