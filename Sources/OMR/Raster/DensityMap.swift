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

    public init(of bitmap: Bitmap) { self.init(of: bitmap, on: .best) }

    package init(of bitmap: Bitmap, on set: InstructionSet) {
        let (width, height) = ((bitmap.width + 3) / 4, (bitmap.height + 3) / 4)
        self.width = width
        self.height = height
        let wordsPerRow = bitmap.wordsPerRow
        counts = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { counts, initialized in
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: wordsPerRow * 16) { line in
                unsafe bitmap.words.withUnsafeBufferPointer { words in
                    guard let words = words.baseAddress, let line = line.baseAddress,
                        let counts = counts.baseAddress
                    else { return }
                    for row in 0..<height {
                        unsafe DensityKernel.run(
                            words + row * 4 * wordsPerRow, wordsPerRow, rows: min(4, bitmap.height - row * 4),
                            to: line, on: set)
                        unsafe (counts + row * width).initialize(from: line, count: width)
                    }
                }
            }
            initialized = width * height
        }
    }

    /// Ink pixels in a cell.
    public subscript(x: Int, y: Int) -> UInt8 { counts[y * width + x] }

    /// The cells that hold at least `least` pixels of ink, as a bitmap.
    public func bitmap(atLeast least: UInt8) -> Bitmap {
        guard least > 0 else { return Bitmap(full: width, height) }
        // Lighter than the least is what thresholding finds; the rest is asked for.
        let lighter = Bitmap(GrayImage(width: width, height: height, pixels: counts), darkUpTo: least - 1)
        return Bitmap(full: width, height).subtracting(lighter)
    }
}
