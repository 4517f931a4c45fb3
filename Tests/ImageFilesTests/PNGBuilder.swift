/// Writes PNG files of every kind, also wrong ones, without libpng: chunks by hand, pixels in stored deflate blocks.
struct PNGBuilder {
    var width: Int
    var height: Int
    /// Bits a sample.
    var depth = 8
    /// PNG's number: 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha.
    var colourType = 0
    var interlaced = false
    /// Chunks between IHDR and IDAT.
    var before: [(String, [UInt8])] = []
    /// All samples of the pixel at x, y.
    var samples: (Int, Int) -> [Int] = { _, _ in [0] }

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    func bytes() -> [UInt8] {
        var file = Self.signature + Self.chunk("IHDR", header)
        for (name, data) in before { file += Self.chunk(name, data) }
        return file + Self.chunk("IDAT", Self.stored(rows())) + Self.chunk("IEND", [])
    }

    var header: [UInt8] {
        bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [UInt8(depth), UInt8(colourType), 0, 0]
            + [interlaced ? 1 : 0]
    }

    /// Rows with their filter bytes; of an interlaced picture, the rows of its seven passes.
    func rows() -> [UInt8] {
        let passes =
            interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)]
        var rows: [UInt8] = []
        for (x0, y0, dx, dy) in passes where x0 < width {
            for y in stride(from: y0, to: height, by: dy) {
                let row = stride(from: x0, to: width, by: dx).flatMap { samples($0, y) }
                rows += [0] + packed(row, bits: depth)
            }
        }
        return rows
    }

    static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(crc(body))
    }

    /// zlib without compression.
    static func stored(_ data: [UInt8]) -> [UInt8] {
        var zlib: [UInt8] = [0x78, 0x01]
        var at = 0
        repeat {
            let count = min(65_535, data.count - at)
            let last: UInt8 = at + count == data.count ? 1 : 0
            let low = UInt8(count & 255)
            let high = UInt8(count >> 8)
            zlib += [last, low, high, ~low, ~high] + data[at..<at + count]
            at += count
        } while at < data.count
        var a: UInt32 = 1
        var b: UInt32 = 0
        for byte in data {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return zlib + bigEndian(b << 16 | a)
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}

func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// Samples as a row of bytes, high bits first, the last byte filled up with zeros.
func packed(_ samples: [Int], bits: Int) -> [UInt8] {
    if bits == 16 { return samples.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    var row = [UInt8](repeating: 0, count: (samples.count * bits + 7) / 8)
    for (index, sample) in samples.enumerated() {
        let bit = index * bits
        row[bit / 8] |= UInt8(sample << (8 - bits - bit % 8))
    }
    return row
}
