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
        let blocks = AreaBlocks.Shape(set).flatMap { AreaBlocks(columns, $0) }
        return unsafe GrayImage(unfilled: newWidth, newHeight) { result in
            // Room for taps beyond the last pixel, whose weight is 0, and for the last block.
            let lineCount = width + columns.taps + 128
            let roundedWidth = (newWidth + 31) / 32 * 32
            unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: lineCount) { line in
                unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: roundedWidth) { mixed in
                    unsafe pixels.withUnsafeBufferPointer { pixels in
                        guard let pixels = pixels.baseAddress, let line = line.baseAddress,
                            let mixed = mixed.baseAddress
                        else { return }
                        unsafe line.initialize(repeating: 0, count: lineCount)
                        for y in 0..<newHeight {
                            unsafe rows.withWeights(of: y) { weights in
                                unsafe ScalingKernel.mixRows(
                                    pixels + rows.first[y] * width, width: width, weights: weights, first: rows.bias,
                                    to: line, on: set)
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
        /// An area of at least one old pixel's width around a new pixel's centre, and the old pixels that it touches.
        func area(_ index: Int) -> (low: Double, high: Double, pixels: Range<Int>) {
            let centre = (Double(index) + 0.5) * step
            let reach = max(step, 1) / 2
            let (low, high) = (max(0, centre - reach), min(Double(oldCount), centre + reach))
            let (start, end) = (Int(low), min(oldCount, Int(high.rounded(.up))))
            return (low, high, start..<max(end, start + 1))
        }
        let taps = (0..<newCount).reduce(3) { max($0, area($1).pixels.count) }
        var first: [Int] = []
        var weights = [UInt16](repeating: 0, count: newCount * taps)
        first.reserveCapacity(newCount)
        for index in 0..<newCount {
            let (low, high, pixels) = area(index)
            first.append(pixels.lowerBound)
            var (rest, largest) = (65536, (tap: 0, weight: 0))
            for (tap, source) in pixels.enumerated() {
                let covered = min(high, Double(source + 1)) - max(low, Double(source))
                let weight = Int((covered / (high - low) * 65536).rounded())
                if weight > largest.weight { largest = (tap, weight) }
                rest -= weight
                weights[index * taps + tap] = UInt16(clamping: weight)
            }
            weights[index * taps + largest.tap] = UInt16(clamping: largest.weight + rest)
        }
        (self.taps, self.first, self.weights) = (taps, first, weights)
    }

    /// The weights of a new pixel, without those at the end that are 0.
    func withWeights(of index: Int, _ body: (UnsafeBufferPointer<UInt16>) -> Void) {
        unsafe weights.withUnsafeBufferPointer { weights in
            let own = unsafe weights[index * taps..<(index + 1) * taps]
            let count = unsafe (own.lastIndex { $0 > 0 } ?? own.startIndex) + 1 - own.startIndex
            unsafe body(UnsafeBufferPointer(rebasing: own.prefix(count)))
        }
    }
}

/// The same for many new pixels at once.
struct AreaBlocks {
    /// How a kernel takes the pixels: in blocks, and of each block some that share the old pixels that they take from.
    enum Shape {
        case avx2, avx512

        /// Nil where there is no such kernel.
        init?(_ set: InstructionSet) {
            switch set {
            case .scalar, .baseline: return nil
            case .avx2: self = .avx2
            case .avx512: self = .avx512
            }
        }

        /// New pixels in a block.
        var block: Int { self == .avx512 ? 32 : 16 }
        /// New pixels that take from twice as many old ones.
        var together: Int { self == .avx512 ? 32 : 8 }
    }

    let shape: Shape
    let count: Int
    /// The first old pixel of those that are taken from together.
    let starts: [Int32]
    /// For each block and tap, the places of its old pixels behind their start.
    let picks: [UInt16]
    /// Their weights.
    let weights: [UInt16]

    /// Nil where pixels would take from more old ones than a kernel holds: pages made smaller than about half.
    init?(_ area: AreaWeights, _ shape: Shape) {
        let (block, together) = (shape.block, shape.together)
        count = (area.first.count + block - 1) / block
        // Pixels beyond the last take from its places, with a weight of 0.
        let last = area.first.count - 1
        starts = (0..<count * block / together).map { Int32(area.first[min($0 * together, last)]) }
        var picks = [UInt16](repeating: 0, count: count * block * area.taps)
        var weights = picks
        for pixel in area.first.indices {
            let start = area.first[pixel / together * together]
            for tap in 0..<area.taps {
                let weight = area.weights[pixel * area.taps + tap]
                guard weight > 0 else { continue }
                let pick = area.first[pixel] + tap - start
                guard pick < 2 * together else { return nil }
                let place = (pixel / block * area.taps + tap) * block + pixel % block
                (picks[place], weights[place]) = (UInt16(pick), weight)
            }
        }
        (self.shape, self.picks, self.weights) = (shape, picks, weights)
    }
}
