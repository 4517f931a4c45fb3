/// The name of a payload: the SHA-256 of its file's bytes in lower-case hexadecimal, as `sha256sum` prints it.
public struct PayloadHash: Hashable, Sendable {
    public let hex: String

    /// Takes 64 digits; `nil` for anything else, so that no name leads out of the payloads' folder.
    public init?(hex: String) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy(PayloadHash.digits.contains) else { return nil }
        self.hex = hex
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

/// One side in a recording: which payload holds its pixels, and its size.
public struct RecordedSide: Hashable, Sendable {
    /// Most pixels in a row, and most rows.
    public static let longestSide = 20_000
    /// Most pixels: A3 at 600 dpi has 70 million.
    public static let mostPixels = 80_000_000

    public let payload: PayloadHash
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int

    /// `nil` for a size that no scan has: memory is taken for the pixels before they are seen.
    public init?(payload: PayloadHash, width: Int, height: Int) {
        let sides = 1...RecordedSide.longestSide
        guard sides.contains(width), sides.contains(height), width * height <= RecordedSide.mostPixels else {
            return nil
        }
        self.payload = payload
        self.width = width
        self.height = height
    }
}

/// One scan in a recording.
public struct RecordedSheet: Hashable, Sendable {
    public let sideA: RecordedSide
    public let sideB: RecordedSide?
    /// Dots per inch that the scanner stated.
    public let dpiHint: Double?

    public init(sideA: RecordedSide, sideB: RecordedSide? = nil, dpiHint: Double? = nil) {
        self.sideA = sideA
        self.sideB = sideB
        self.dpiHint = dpiHint
    }
}
