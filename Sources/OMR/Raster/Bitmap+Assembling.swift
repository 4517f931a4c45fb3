extension Bitmap {
    /// Bitmaps of one height in a row, left to right.
    ///
    /// - Precondition: there is at least one, and all but the last are a whole number of words wide.
    public init(sideBySide pieces: [Bitmap]) {
        precondition(pieces.dropLast().allSatisfy { $0.width % 64 == 0 }, "only whole words can be put side by side")
        self.init(width: pieces.reduce(0) { $0 + $1.width }, height: pieces[0].height)
        var column = 0
        for piece in pieces {
            precondition(piece.height == height, "only bitmaps of one height can be put side by side")
            for row in 0..<height {
                for word in 0..<piece.wordsPerRow {
                    words[row * wordsPerRow + column + word] = piece.words[row * piece.wordsPerRow + word]
                }
            }
            column += piece.wordsPerRow
        }
    }

    /// The smallest rectangle that holds all ink; nil where there is none.
    public var inkBounds: (x: Int, y: Int, width: Int, height: Int)? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for row in 0..<height {
            for word in 0..<wordsPerRow {
                let bits = words[row * wordsPerRow + word]
                guard bits != 0 else { continue }
                left = min(left, word * 64 + bits.leadingZeroBitCount)
                right = max(right, word * 64 + 63 - bits.trailingZeroBitCount)
                top = min(top, row)
                bottom = row
            }
        }
        return right < 0 ? nil : (left, top, right - left + 1, bottom - top + 1)
    }
}
