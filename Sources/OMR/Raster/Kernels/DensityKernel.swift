import CRasterKernels

/// Ink in cells of 4 x 4 pixels, one row of cells at a time.
enum DensityKernel {
    /// Counts the cells under up to four rows of words.
    ///
    /// - Parameter counts: room for 16 cells a word.
    static func run(
        _ words: UnsafePointer<UInt64>, _ wordsPerRow: Int, rows: Int, to counts: UnsafeMutablePointer<UInt8>,
        on set: InstructionSet
    ) {
        switch set {
        case .scalar: unsafe scalar(words, wordsPerRow, rows, counts)
        case .baseline: unsafe word(words, wordsPerRow, rows, counts)
        case .avx2, .avx512:
            #if arch(x86_64)
                unsafe rk_density_avx2(words, wordsPerRow, rows, counts)
            #else
                unsafe word(words, wordsPerRow, rows, counts)
            #endif
        }
    }

    private static func scalar(
        _ words: UnsafePointer<UInt64>, _ wordsPerRow: Int, _ rows: Int, _ counts: UnsafeMutablePointer<UInt8>
    ) {
        for cell in 0..<wordsPerRow * 16 {
            var ink = 0
            for row in 0..<rows {
                let four = unsafe (words[row * wordsPerRow + cell / 16] << UInt64(cell % 16 * 4)) >> 60
                ink += four.nonzeroBitCount
            }
            unsafe (counts + cell).initialize(to: UInt8(ink))
        }
    }

    /// A word at a time: bit counts of each group of four pixels, added over the rows: left groups and right groups of a byte.
    private static func word(
        _ words: UnsafePointer<UInt64>, _ wordsPerRow: Int, _ rows: Int, _ counts: UnsafeMutablePointer<UInt8>
    ) {
        let nibbles: UInt64 = 0x0F0F_0F0F_0F0F_0F0F
        for word in 0..<wordsPerRow {
            var left: UInt64 = 0
            var right: UInt64 = 0
            for row in 0..<rows {
                var v = unsafe words[row &* wordsPerRow &+ word]
                v = v &- (v >> 1) & 0x5555_5555_5555_5555
                v = (v & 0x3333_3333_3333_3333) &+ (v >> 2) & 0x3333_3333_3333_3333
                left &+= (v >> 4) & nibbles
                right &+= v & nibbles
            }
            var cells = SIMD16<UInt8>()
            cells.evenHalf = unsafe unsafeBitCast(left.bigEndian, to: SIMD8<UInt8>.self)
            cells.oddHalf = unsafe unsafeBitCast(right.bigEndian, to: SIMD8<UInt8>.self)
            unsafe UnsafeMutableRawPointer(counts + word &* 16).storeBytes(of: cells, as: SIMD16<UInt8>.self)
        }
    }
}
