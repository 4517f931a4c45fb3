extension Bitmap {
    /// Pixels of ink on the whole bitmap.
    public var inkCount: Int {
        unsafe words.withUnsafeBufferPointer { words in
            guard let start = words.baseAddress else { return 0 }
            return unsafe BitKernels.commonBits(start, start, words.count, on: .best)
        }
    }

    /// Pixels that are ink here and in another bitmap of the same size.
    public func overlap(with other: Bitmap) -> Int {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        return unsafe words.withUnsafeBufferPointer { words in
            unsafe other.words.withUnsafeBufferPointer { others in
                guard let a = words.baseAddress, let b = others.baseAddress else { return 0 }
                return unsafe BitKernels.commonBits(a, b, words.count, on: .best)
            }
        }
    }

    /// Ink in a rectangle; what reaches outside the bitmap counts as paper.
    public func inkCount(x: Int, y: Int, width boxWidth: Int, height boxHeight: Int) -> Int {
        var count = 0
        for row in (y..<y + boxHeight).clamped(to: 0..<height) {
            var column = x
            while column < x + boxWidth {
                let span = min(64, x + boxWidth - column)
                count += (bits(at: column, row: row) & ~(span == 64 ? 0 : ~0 >> UInt64(span))).nonzeroBitCount
                column += 64
            }
        }
        return count
    }
}
