extension GrayImage {
    /// The same picture at another size: every new pixel is the mean of the area that it covers.
    ///
    /// Averaging areas keeps thin lines when a page is made smaller; where it is made larger, neighbouring pixels are mixed
    /// in proportion. First down the columns, then along the rows, in 1/256 of a gray level: exact to a level up to a
    /// reduction to 1/64.
    public func scaled(toWidth newWidth: Int, height newHeight: Int) -> GrayImage {
        scaled(toWidth: newWidth, height: newHeight, on: .best)
    }

    package func scaled(toWidth newWidth: Int, height newHeight: Int, on set: InstructionSet) -> GrayImage {
        if newWidth == width, newHeight == height { return self }
        let columns = AreaWeights(from: width, to: newWidth)
        let rows = AreaWeights(from: height, to: newHeight)
        let blocks = set == .avx512 ? AreaBlocks(columns) : nil
        return unsafe GrayImage(width: newWidth, height: newHeight) { result in
            // Room for taps beyond the last pixel, whose weight is 0, and for the last block.
            let lineCount = width + columns.taps + 128
            let roundedWidth = (newWidth + 31) / 32 * 32
            unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: lineCount) { line in
                unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: roundedWidth) { mixed in
                    unsafe pixels.withUnsafeBufferPointer { pixels in
                        guard let pixels = pixels.baseAddress, let line = line.baseAddress,
                            let mixed = mixed.baseAddress, let result = result.baseAddress
                        else { return }
                        unsafe line.initialize(repeating: 0, count: lineCount)
                        for y in 0..<newHeight {
                            unsafe line.update(repeating: rows.bias, count: width)
                            for tap in 0..<rows.taps where rows.weights[y * rows.taps + tap] > 0 {
                                unsafe ScalingKernel.mixRow(
                                    pixels + (rows.first[y] + tap) * width, width,
                                    weight: rows.weights[y * rows.taps + tap], into: line, on: set)
                            }
                            if let blocks {
                                unsafe ScalingKernel.mixColumns(line, blocks, columns, to: mixed)
                                unsafe (result + y * newWidth).update(from: mixed, count: newWidth)
                            } else {
                                unsafe ScalingKernel.mixColumns(line, columns, to: result + y * newWidth)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Which old pixels make up each new one along one axis, with weights in 1/65536 that add up to one.
struct AreaWeights {
    /// Old pixels that at most make up a new one; at least 3.
    let taps: Int
    /// The first old pixel of each new one.
    let first: [Int]
    /// `taps` weights for each new pixel, 0 where it takes fewer. A single pixel's 65536 is 65535 here, which changes no
    /// rounded result.
    let weights: [UInt16]
    /// What products lose on average by being cut off: half a unit a tap.
    var bias: UInt16 { UInt16(min(taps, 64) / 2) }

    init(from oldCount: Int, to newCount: Int) {
        let step = Double(oldCount) / Double(newCount)
        var first: [Int] = []
        var weights: [[UInt16]] = []
        for index in 0..<newCount {
            // An area of at least one old pixel's width around the new pixel's centre.
            let centre = (Double(index) + 0.5) * step
            let reach = max(step, 1) / 2
            let low = max(0, centre - reach)
            let high = min(Double(oldCount), centre + reach)
            let start = Int(low)
            let end = min(oldCount, Int(high.rounded(.up)))
            var parts: [Int] = []
            for source in start..<max(end, start + 1) {
                let covered = min(high, Double(source + 1)) - max(low, Double(source))
                parts.append(Int((covered / (high - low) * 65536).rounded()))
            }
            let sum = parts.reduce(0, +)
            let largest = parts.indices.max { parts[$0] < parts[$1] } ?? 0
            parts[largest] += 65536 - sum
            first.append(start)
            weights.append(parts.map { UInt16(clamping: $0) })
        }
        let taps = weights.reduce(3) { max($0, $1.count) }
        self.taps = taps
        self.first = first
        self.weights = weights.flatMap { $0 + [UInt16](repeating: 0, count: taps - $0.count) }
    }
}

/// The same for 32 new pixels at once, which together take from 64 old ones.
struct AreaBlocks {
    let starts: [Int32]
    /// For each block and tap, 32 places among the block's 64 old pixels.
    let picks: [UInt16]
    /// Their weights.
    let weights: [UInt16]

    /// Nil where a block would take from more than 64 pixels: pages made smaller than about half.
    init?(_ area: AreaWeights) {
        var (starts, picks, weights) = ([Int32](), [UInt16](), [UInt16]())
        for start in stride(from: 0, to: area.first.count, by: 32) {
            starts.append(Int32(area.first[start]))
            for tap in 0..<area.taps {
                for pixel in start..<start + 32 {
                    guard pixel < area.first.count else {
                        picks.append(0)
                        weights.append(0)
                        continue
                    }
                    let weight = area.weights[pixel * area.taps + tap]
                    let pick = weight == 0 ? 0 : area.first[pixel] + tap - area.first[start]
                    guard pick < 64 else { return nil }
                    picks.append(UInt16(pick))
                    weights.append(weight)
                }
            }
        }
        (self.starts, self.picks, self.weights) = (starts, picks, weights)
    }
}
