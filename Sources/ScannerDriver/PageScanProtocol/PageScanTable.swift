/// What each column of one array answers to white and black, as the device keeps it.
///
/// ```
/// 'W'  columns: 2 bytes  side and depth: 1  white: columns  checksum: 2  black: columns  checksum: 2
/// ```
/// Numbers are little-endian. How the checksums are made is not known: they are not looked at.
public struct PageScanTable: Hashable, Sendable {
    /// Columns of one array at the device's own 400 dpi: no table is longer.
    public static let mostColumns = 3_456

    public let side: PageScanSide
    public let bitsPerPixel: Int
    public let white: [UInt8]
    public let black: [UInt8]

    public init(side: PageScanSide, bitsPerPixel: Int = 8, white: [UInt8], black: [UInt8]) {
        precondition(white.count == black.count, "a table has a white and a black value for each column")
        self.side = side
        self.bitsPerPixel = bitsPerPixel
        self.white = white
        self.black = black
    }

    /// Bytes of a body with so many columns.
    static func bodyCount(columns: Int) -> Int { 8 + 2 * columns }

    init?(body: ArraySlice<UInt8>) {
        guard body.count >= 8 else { return nil }
        let start = body.startIndex
        let columns = Int(body[start + 1]) | Int(body[start + 2]) << 8
        guard body.count == PageScanTable.bodyCount(columns: columns), columns > 0 else { return nil }
        let kind = body[start + 3]
        guard kind >> 4 <= 1 else { return nil }
        self.init(
            side: kind >> 4 == 0 ? .top : .bottom, bitsPerPixel: Int(kind & 0xF),
            white: Array(body[start + 4..<start + 4 + columns]),
            black: Array(body[start + 6 + columns..<start + 6 + 2 * columns]))
    }
}
