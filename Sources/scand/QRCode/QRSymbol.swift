import CQRencode
public import Raster

/// A text as a QR code (ISO/IEC 18004), error correction level M: a phone reads it off a screen or a sheet of paper.
public struct QRSymbol: Hashable, Sendable {
    /// Modules on a side.
    public let size: Int
    /// Row by row; true is dark.
    public let modules: [Bool]
    /// Light modules that must stand around it.
    public static let quietZone = 4
    /// Most bytes that fit (version 40, level M).
    public static let maximumByteCount = 2331

    /// Draws a text, or gives nil where it is empty or does not fit.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard 1...Self.maximumByteCount ~= bytes.count,
            let code = unsafe QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { unsafe QRcode_free(code) }
        let size = unsafe Int(code.pointee.width)
        guard let data = unsafe code.pointee.data else { return nil }
        self.size = size
        // The lowest bit is the colour, the others say what the module is for.
        modules = (0..<(size * size)).map { unsafe data[$0] & 1 == 1 }
    }

    /// Whether a module is dark; those outside are light.
    public func isDark(_ x: Int, _ y: Int) -> Bool {
        0..<size ~= x && 0..<size ~= y && modules[y * size + x]
    }

    /// A picture with the quiet zone, black on white.
    public func image(pixelsPerModule scale: Int = 8) -> GrayImage {
        let side = (size + 2 * Self.quietZone) * scale
        let pixels = (0..<(side * side)).map { place -> UInt8 in
            isDark(place % side / scale - Self.quietZone, place / side / scale - Self.quietZone) ? 0 : 255
        }
        return GrayImage(width: side, height: side, pixels: pixels)
    }

    /// Lines for a terminal, two modules above each other in a character, black on white whatever the terminal's own colours.
    public var terminalLines: [String] {
        let range = -Self.quietZone..<(size + Self.quietZone)
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { y in
            let blocks = range.map { x in
                switch (isDark(x, y), isDark(x, y + 1)) {
                case (false, false): " "
                case (true, false): "▀"
                case (false, true): "▄"
                case (true, true): "█"
                }
            }
            return "\u{1B}[30;107m\(blocks.joined())\u{1B}[0m"
        }
    }
}
