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

    /// Pixels that are ink here and paper in another bitmap of the same size.
    public func inkCount(outside other: Bitmap) -> Int { inkCount - overlap(with: other) }

    /// Ink in a rectangle; what reaches outside the bitmap counts as paper.
    public func inkCount(x: Int, y: Int, width boxWidth: Int, height boxHeight: Int) -> Int {
        let (left, right) = (max(0, x), min(width, x + boxWidth))
        guard left < right else { return 0 }
        let (first, last) = (left >> 6, (right - 1) >> 6)
        let firstMask: UInt64 = ~0 >> UInt64(left & 63)
        let lastMask: UInt64 = ~0 << UInt64(63 - (right - 1) & 63)
        return unsafe words.withUnsafeBufferPointer { words in
            var count = 0
            for row in (y..<y + boxHeight).clamped(to: 0..<height) {
                let line = row &* wordsPerRow
                if first == last {
                    count &+= unsafe (words[line &+ first] & firstMask & lastMask).nonzeroBitCount
                    continue
                }
                count &+= unsafe (words[line &+ first] & firstMask).nonzeroBitCount
                for word in first &+ 1..<last { count &+= unsafe words[line &+ word].nonzeroBitCount }
                count &+= unsafe (words[line &+ last] & lastMask).nonzeroBitCount
            }
            return count
        }
    }

    /// Ink in a part of a row that is paper in another bitmap of the same size.
    func inkCount(outside other: Bitmap, row: Int, from start: Int, to end: Int) -> Int {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be compared")
        let line = row * wordsPerRow
        return (start >> 6...(end - 1) >> 6).reduce(0) { sum, word in
            var bits = words[line + word] & ~other.words[line + word]
            if word == start >> 6 { bits &= ~0 >> UInt64(start & 63) }
            if word == (end - 1) >> 6 { bits &= ~0 << UInt64(63 - (end - 1) & 63) }
            return sum + bits.nonzeroBitCount
        }
    }

    /// True where a rectangle has ink that is paper in another bitmap of the same size; what reaches outside is paper.
    public func hasInk(outside other: Bitmap, x: Int, y: Int, width boxWidth: Int, height boxHeight: Int) -> Bool {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be compared")
        let (left, right) = (max(0, x), min(width, x + boxWidth))
        guard left < right else { return false }
        let (first, last) = (left >> 6, (right - 1) >> 6)
        let firstMask: UInt64 = ~0 >> UInt64(left & 63)
        let lastMask: UInt64 = ~0 << UInt64(63 - (right - 1) & 63)
        return unsafe words.withUnsafeBufferPointer { words in
            unsafe other.words.withUnsafeBufferPointer { others in
                let rows = (y..<y + boxHeight).clamped(to: 0..<height)
                for word in first...last {
                    var outside: UInt64 = 0
                    for row in rows {
                        let at = row &* wordsPerRow &+ word
                        outside |= unsafe words[at] & ~others[at]
                    }
                    if word == first { outside &= firstMask }
                    if word == last { outside &= lastMask }
                    if outside != 0 { return true }
                }
                return false
            }
        }
    }
}
