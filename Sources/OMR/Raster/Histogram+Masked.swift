extension Histogram {
    /// Counts the gray values of the pixels that are ink in a bitmap of the picture's size.
    public init(of image: GrayImage, where mask: Bitmap) {
        precondition(image.width == mask.width && image.height == mask.height, "a mask of the picture's size")
        // Four tables, so that neighbours of one value do not wait for each other's increments.
        counts = unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 4 * 256) { tables in
            unsafe tables.initialize(repeating: 0)
            unsafe image.pixels.withUnsafeBufferPointer { pixels in
                for row in 0..<mask.height {
                    let line = row &* image.width
                    mask.forEachRun(inRow: row) { start, end in
                        for at in line &+ start..<line &+ end {
                            unsafe tables[(at & 3) << 8 | Int(pixels[at])] &+= 1
                        }
                    }
                }
            }
            return (0..<256).map { unsafe tables[$0] + tables[256 + $0] + tables[512 + $0] + tables[768 + $0] }
        }
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
        counts[..<min(counts.count, max(0, Int(limit.rounded(.up))))].reduce(0, +)
    }

    /// Darkness of all values below a limit, each as a share of what lies between black and paper.
    ///
    /// - Parameters:
    ///   - limit: from which a value is paper.
    ///   - paper: the paper's gray.
    public func darkness(below limit: Double, ofPaper paper: Double) -> Double {
        counts[..<min(counts.count, max(0, Int(limit.rounded(.up))))].enumerated().reduce(0) { sum, value in
            sum + Double(value.element) * max(0, 1 - Double(value.offset) / paper)
        }
    }
}

extension GrayImage {
    /// How many pixels that are ink in a bitmap of the picture's size are darker than a limit.
    public func count(below limit: Double, where mask: Bitmap) -> Int {
        let darkest = Int(limit.rounded(.up)) - 1
        guard darkest >= 0 else { return 0 }
        return Bitmap(self, darkUpTo: UInt8(min(255, darkest))).overlap(with: mask)
    }
}
