import Raster

/// What the arrays see of a sheet, as it goes over the wire.
///
/// ```
/// row:  T B T B T B ...     a byte of the top side, a byte of the bottom side
///       top: from right to left;  bottom: from left to right
/// rows: lead-in (no paper yet, black) | paper | lead-out (black)
/// ```
/// Raw values are the inverse of the flat field: `black + value * (white - black) / 255` of the column.
struct PageScanRawImage: Sendable {
    let bytes: [UInt8]
    let rowBytes: Int
    let rows: Int

    init(_ feed: Feed, setup: PageScanSetup, tables: PageScanTables, settings: PageScanSettings) {
        let scale = setup.resolution == .native ? 2 : 1
        let columns = settings.arrayColumns * scale
        let tables = scale == 2 ? tables.doubled : tables
        let paper = feed.length * scale
        let rows = (settings.leadIn + settings.leadOut) * scale + paper
        let sides: [PageScanCommand.Side] =
            switch setup.sides {
            case .top: [.top]
            case .bottom: [.bottom]
            case .duplex: [.top, .bottom]
            }
        let top = feed.images.front
        let bottom = (feed.second ?? feed.images).back
        let rowPixels = columns * sides.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rowPixels * rows)
        var lines = sides.map { side in
            let image = side == .top ? top : bottom
            let table = side == .top ? tables.top : tables.bottom
            let scaled =
                scale == 1 ? image : image.scaled(toWidth: image.width * scale, height: image.height * scale)
            return PageScanLine(scaled, table: table, isMirrored: side == .top, columns: columns)
        }
        for row in 0..<rows {
            for index in lines.indices { lines[index].see(row - settings.leadIn * scale) }
            if lines.count == 2 {
                Self.append(lines[0].values, interleavedWith: lines[1].values, to: &bytes)
            } else {
                bytes += lines[0].values.lazy.map { UInt8(truncatingIfNeeded: $0) }
            }
        }
        if setup.isLowBits {
            let threshold = setup.topThreshold
            let bottomThreshold = setup.bottomThreshold
            (self.bytes, rowBytes) = Self.packed(
                bytes, rowPixels: rowPixels, sides: sides, thresholds: [threshold, bottomThreshold])
        } else {
            self.bytes = bytes
            rowBytes = rowPixels
        }
        self.rows = rows
    }

    private static func append(_ first: [UInt16], interleavedWith second: [UInt16], to bytes: inout [UInt8]) {
        // Both as one number, low byte first: the only way that the compiler makes wide stores of it.
        var pairs = first
        for x in pairs.indices { pairs[x] = (first[x] | second[x] << 8).littleEndian }
        unsafe pairs.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// One bit a pixel, eight neighbours of one side to a byte, highest bit first, 1 for black. (?)
    private static func packed(
        _ bytes: [UInt8], rowPixels: Int, sides: [PageScanCommand.Side], thresholds: [UInt8]
    ) -> ([UInt8], Int) {
        let count = sides.count
        let packedRow = rowPixels / 8
        var result = [UInt8](repeating: 0, count: bytes.count / rowPixels * packedRow)
        for row in 0..<bytes.count / rowPixels {
            for (offset, side) in sides.enumerated() {
                let limit = Int(thresholds[side == .top ? 0 : 1]) * 255 / 100
                for column in 0..<rowPixels / count
                where Int(bytes[row * rowPixels + column * count + offset]) < limit {
                    result[row * packedRow + column / 8 * count + offset] |= 0x80 >> UInt8(column % 8)
                }
            }
        }
        return (result, packedRow)
    }
}

extension PageScanRawImage {
    /// Columns by which an image is shifted that was begun without a reset of the port.
    static let shift = 96

    /// The same bytes as a device sends them that was not reset: shifted sideways, with dark bands.
    var shifted: [UInt8] {
        var result = bytes
        for row in 0..<rows {
            let start = row * rowBytes
            let isBand = row % 200 < 12
            for x in 0..<rowBytes {
                let from = (x + Self.shift) % rowBytes
                result[start + x] = isBand ? 0 : bytes[start + from]
            }
        }
        return result
    }
}
