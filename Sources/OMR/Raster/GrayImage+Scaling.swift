extension GrayImage {
    /// The same picture at another size: every new pixel is the mean of the area that it covers.
    ///
    /// Averaging areas keeps thin lines when a page is made smaller; where it is made larger, neighbouring pixels are mixed
    /// in proportion.
    public func scaled(toWidth newWidth: Int, height newHeight: Int) -> GrayImage {
        if newWidth == width, newHeight == height { return self }
        let columns = AreaWeights(from: width, to: newWidth)
        let rows = AreaWeights(from: height, to: newHeight)
        var result = [UInt8](repeating: 255, count: newWidth * newHeight)
        var line = [UInt32](repeating: 0, count: width)
        for y in 0..<newHeight {
            for x in line.indices { line[x] = 0 }
            for (source, weight) in rows[y] {
                let start = source * width
                for x in 0..<width { line[x] &+= UInt32(pixels[start + x]) &* weight }
            }
            for x in 0..<newWidth {
                var sum: UInt64 = 0
                for (source, weight) in columns[x] { sum &+= UInt64(line[source]) &* UInt64(weight) }
                result[y * newWidth + x] = UInt8(truncatingIfNeeded: (sum &+ AreaWeights.half) >> 32)
            }
        }
        return GrayImage(width: newWidth, height: newHeight, pixels: result)
    }
}

/// Which old pixels make up each new one along one axis, with weights in 1/65536 that add up to exactly one.
struct AreaWeights {
    static let half: UInt64 = 1 << 31
    private var first: [Int] = []
    private var weights: [[UInt32]] = []

    init(from oldCount: Int, to newCount: Int) {
        let step = Double(oldCount) / Double(newCount)
        for index in 0..<newCount {
            // An area of at least one old pixel's width around the new pixel's centre.
            let centre = (Double(index) + 0.5) * step
            let reach = max(step, 1) / 2
            let low = max(0, centre - reach)
            let high = min(Double(oldCount), centre + reach)
            let start = Int(low)
            let end = min(oldCount, Int(high.rounded(.up)))
            var parts: [UInt32] = []
            for source in start..<max(end, start + 1) {
                let covered = min(high, Double(source + 1)) - max(low, Double(source))
                parts.append(UInt32((covered / (high - low) * 65536).rounded()))
            }
            let sum = parts.reduce(0, +)
            let largest = parts.indices.max { parts[$0] < parts[$1] } ?? 0
            parts[largest] = UInt32(Int(parts[largest]) + 65536 - Int(sum))
            first.append(start)
            weights.append(parts)
        }
    }

    subscript(index: Int) -> Zip2Sequence<Range<Int>, [UInt32]> {
        zip(first[index]..<first[index] + weights[index].count, weights[index])
    }
}
