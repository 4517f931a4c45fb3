extension Bitmap {
    /// Ink that is here and in another bitmap of the same size.
    public func intersection(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & $1 } }

    /// Ink that is here and not in another bitmap of the same size.
    public func subtracting(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & ~$1 } }

    private func combined(with other: Bitmap, _ operation: (UInt64, UInt64) -> UInt64) -> Bitmap {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        var result = self
        for index in words.indices { result.words[index] = operation(words[index], other.words[index]) }
        return result
    }

    /// Ink grown by one pixel in all eight directions.
    public func dilated() -> Bitmap {
        var wide = self
        for y in 0..<height {
            for word in 0..<wordsPerRow {
                let index = y * wordsPerRow + word
                let here = words[index]
                let fromLeft = word > 0 ? words[index - 1] << 63 : 0
                let fromRight = word + 1 < wordsPerRow ? words[index + 1] >> 63 : 0
                wide.words[index] = here | here >> 1 | here << 1 | fromLeft | fromRight
            }
            wide.words[(y + 1) * wordsPerRow - 1] &= lastWordMask
        }
        var result = wide
        for y in 0..<height {
            for word in 0..<wordsPerRow {
                let index = y * wordsPerRow + word
                if y > 0 { result.words[index] |= wide.words[index - wordsPerRow] }
                if y + 1 < height { result.words[index] |= wide.words[index + wordsPerRow] }
            }
        }
        return result
    }

    /// A rectangle of the bitmap; what reaches outside is paper.
    public func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> Bitmap {
        var result = Bitmap(width: newWidth, height: newHeight)
        for row in 0..<newHeight {
            for word in 0..<result.wordsPerRow {
                result.words[row * result.wordsPerRow + word] = bits(at: x + word * 64, row: y + row)
            }
            result.words[(row + 1) * result.wordsPerRow - 1] &= result.lastWordMask
        }
        return result
    }
}
