extension DensityMap {
    /// Cells that a strip is wide: a strip's sum over 16 cells of up to 16 fits where words are added byte by byte.
    public static let strip = 16

    /// Ink of each row, kept apart for strips 16 cells wide: what a skewed page's row profile is put together from.
    ///
    /// - Returns: from left to right, each strip's `height` sums. The last strip may be narrower.
    public func rowSumsByStrip() -> [[Int32]] {
        stride(from: 0, to: width, by: Self.strip).map { left in
            let whole = left + Self.strip <= width
            return unsafe counts.withUnsafeBytes { cells in
                unsafe [Int32](unsafeUninitializedCapacity: height) { sums, initialized in
                    for row in 0..<height {
                        let start = row &* width &+ left
                        var sum: Int32 = 0
                        if whole {
                            // Eight cells of at most 16 add up to 128, which the top byte of the product holds.
                            let eight: UInt64 = 0x0101_0101_0101_0101
                            let a = unsafe (cells.loadUnaligned(fromByteOffset: start, as: UInt64.self) &* eight) >> 56
                            let b =
                                unsafe (cells.loadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self) &* eight) >> 56
                            sum = Int32(truncatingIfNeeded: a &+ b)
                        } else {
                            for cell in start..<start + (width - left) { sum &+= unsafe Int32(cells[cell]) }
                        }
                        unsafe sums.initializeElement(at: row, to: sum)
                    }
                    initialized = height
                }
            }
        }
    }

    /// Ink of each column, kept apart for strips 16 cells high.
    ///
    /// - Returns: from top to bottom, each strip's `width` sums. The last strip may be lower.
    public func columnSumsByStrip() -> [[Int32]] {
        stride(from: 0, to: height, by: Self.strip).map { top in
            var sums = [Int32](repeating: 0, count: width)
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                unsafe counts.withUnsafeBufferPointer { cells in
                    for row in top..<min(height, top + Self.strip) {
                        for column in 0..<width {
                            unsafe sums[column] &+= Int32(truncatingIfNeeded: cells[row &* width &+ column])
                        }
                    }
                }
            }
            return sums
        }
    }
}
