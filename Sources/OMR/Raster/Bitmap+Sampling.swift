extension Bitmap {
    /// A small picture of this bitmap as seen through a map, such as a target's surroundings on a skewed page.
    ///
    /// - Parameters:
    ///   - map: from the small picture's pixels to this bitmap's.
    ///   - width: the small picture's width in pixels.
    ///   - height: its height.
    /// - Returns: the nearest pixel for each; what falls outside is paper.
    public func sampled(through map: Affine, width newWidth: Int, height newHeight: Int) -> Bitmap {
        var result = Bitmap(width: newWidth, height: newHeight)
        // 32.32 fixed point: exact enough over a page, the same on every machine, and free of float-to-int calls.
        let one = 4_294_967_296.0
        let stepX = Int((map.xx * one).rounded())
        let stepY = Int((map.yx * one).rounded())
        let (width, height, wordsPerRow) = (self.width, self.height, self.wordsPerRow)
        let resultWordsPerRow = result.wordsPerRow
        for row in 0..<newHeight {
            let start = map(0, Double(row))
            var x = Int(((start.x + 0.5) * one).rounded())
            var y = Int(((start.y + 0.5) * one).rounded())
            for word in 0..<resultWordsPerRow {
                var bits: UInt64 = 0
                let count = min(64, newWidth - word * 64)
                for _ in 0..<count {
                    let (column, line) = (x >> 32, y >> 32)
                    bits <<= 1
                    if column >= 0, column < width, line >= 0, line < height {
                        bits |= (words[line &* wordsPerRow &+ column >> 6] << UInt64(column & 63)) >> 63
                    }
                    x &+= stepX
                    y &+= stepY
                }
                result.words[row * resultWordsPerRow + word] = bits << UInt64(64 - count)
            }
        }
        return result
    }
}
