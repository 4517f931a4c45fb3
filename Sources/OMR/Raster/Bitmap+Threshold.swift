extension Bitmap {
    /// Ink is every pixel up to and including a gray level.
    public init(_ image: GrayImage, darkUpTo level: UInt8) {
        self.init(width: image.width, height: image.height)
        let (width, wordsPerRow) = (image.width, self.wordsPerRow)
        for y in 0..<image.height {
            for word in 0..<wordsPerRow {
                var bits: UInt64 = 0
                let start = word * 64
                let count = min(64, width - start)
                for x in start..<start + count {
                    bits = bits << 1 | (image.pixels[y &* width &+ x] <= level ? 1 : 0)
                }
                words[y * wordsPerRow + word] = bits << UInt64(64 - count)
            }
        }
    }
}
