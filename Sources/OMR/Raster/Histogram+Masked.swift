extension Histogram {
    /// Counts the gray values of the pixels that are ink in a bitmap of the picture's size.
    public init(of image: GrayImage, where mask: Bitmap) {
        precondition(image.width == mask.width && image.height == mask.height, "a mask of the picture's size")
        var counts = [Int](repeating: 0, count: 256)
        for row in 0..<mask.height {
            for word in 0..<mask.wordsPerRow {
                var bits = mask.words[row * mask.wordsPerRow + word]
                while bits != 0 {
                    let place = bits.leadingZeroBitCount
                    counts[Int(image.pixels[row * image.width + word * 64 + place])] += 1
                    bits &= ~(1 << UInt64(63 - place))
                }
            }
        }
        self.counts = counts
    }

    /// Values that were counted.
    public var total: Int { counts.reduce(0, +) }

    /// The least value that is not darker than a share of all values, such as the median for 0.5; nil where none was counted.
    public func value(above share: Double) -> Int? {
        let total = total
        guard total > 0 else { return nil }
        var darker = 0
        for value in counts.indices {
            darker += counts[value]
            if Double(darker) > share * Double(total) { return value }
        }
        return counts.lastIndex { $0 > 0 }
    }

    /// How many values are a limit or lighter.
    public func count(atLeast limit: Double) -> Int { total - count(below: limit) }

    /// How many values are darker than a limit.
    public func count(below limit: Double) -> Int {
        counts.indices.prefix { Double($0) < limit }.reduce(0) { $0 + counts[$1] }
    }
}
