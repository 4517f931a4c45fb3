extension GrayImage {
    /// The picture with some of its pixels as light as the paper around them.
    ///
    /// - Parameters:
    ///   - mask: which; of the picture's size.
    ///   - paper: the picture's paper.
    public func cleared(where mask: Bitmap, to paper: PaperMap) -> GrayImage {
        precondition(width == mask.width && height == mask.height, "a mask of the picture's size")
        var result = pixels
        for row in 0..<height {
            for word in 0..<mask.wordsPerRow {
                var bits = mask.words[row * mask.wordsPerRow + word]
                while bits != 0 {
                    let place = bits.leadingZeroBitCount
                    let column = word * 64 + place
                    result[row * width + column] = UInt8(paper[column / PaperMap.tile, row / PaperMap.tile])
                    bits &= ~(1 << UInt64(63 - place))
                }
            }
        }
        return GrayImage(width: width, height: height, pixels: result)
    }
}
