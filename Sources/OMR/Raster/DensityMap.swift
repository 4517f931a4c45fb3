/// How much ink lies in each cell of 4 x 4 pixels: a page at a quarter of its resolution, 0 paper to 16 solid.
///
/// The coarse stages of registration work on this map. It comes straight from the bitmap by counting bits in words, so it
/// costs a fraction of scaling the gray page, and is the same for a gray scan and a 1-bit scan.
public struct DensityMap: Hashable, Sendable {
    /// Cells in a row.
    public let width: Int
    /// Rows of cells.
    public let height: Int
    /// `width * height` counts of ink pixels, 0 to 16.
    public internal(set) var counts: [UInt8]

    /// Pixels along a cell's side.
    public static let cell = 4

    public init(of bitmap: Bitmap) {
        width = (bitmap.width + 3) / 4
        height = (bitmap.height + 3) / 4
        counts = [UInt8](repeating: 0, count: width * height)
        let nibbles: UInt64 = 0x0F0F_0F0F_0F0F_0F0F
        for row in 0..<height {
            let lines = min(4, bitmap.height - row * 4)
            for word in 0..<bitmap.wordsPerRow {
                // Bit counts of each group of four pixels, added over four lines: left groups and right groups of a byte.
                var left: UInt64 = 0
                var right: UInt64 = 0
                for line in 0..<lines {
                    var v = bitmap.words[(row * 4 + line) * bitmap.wordsPerRow + word]
                    v = v &- (v >> 1) & 0x5555_5555_5555_5555
                    v = (v & 0x3333_3333_3333_3333) &+ (v >> 2) & 0x3333_3333_3333_3333
                    left &+= (v >> 4) & nibbles
                    right &+= v & nibbles
                }
                let start = row * width + word * 16
                for byte in 0..<8 {
                    let column = word * 16 + byte * 2
                    let shift = UInt64(56 - byte * 8)
                    if column < width { counts[start + byte * 2] = UInt8(truncatingIfNeeded: left >> shift) }
                    if column + 1 < width { counts[start + byte * 2 + 1] = UInt8(truncatingIfNeeded: right >> shift) }
                }
            }
        }
    }

    /// Ink pixels in a cell.
    public subscript(x: Int, y: Int) -> UInt8 { counts[y * width + x] }

    /// The cells that hold at least `least` pixels of ink, as a bitmap.
    public func bitmap(atLeast least: UInt8) -> Bitmap {
        var result = Bitmap(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width where counts[y * width + x] >= least { result[x, y] = true }
        }
        return result
    }
}
