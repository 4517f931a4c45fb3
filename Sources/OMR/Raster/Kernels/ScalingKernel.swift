import CRasterKernels

/// The two passes of area averaging, in 1/256 of a gray level and cut off after each product.
enum ScalingKernel {
    /// A line of sums down the columns of some rows: `first`, and of each row its pixels times its weight.
    ///
    /// - Parameters:
    ///   - pixels: the first row; rows follow each other without a gap.
    ///   - weights: one for each row.
    static func mixRows(
        _ pixels: UnsafePointer<UInt8>, width: Int, weights: UnsafeBufferPointer<UInt16>, first: UInt16,
        to line: UnsafeMutablePointer<UInt16>, on set: InstructionSet
    ) {
        #if arch(x86_64)
            if set >= .avx2 {
                guard let by = weights.baseAddress else { return }
                return unsafe rk_mix_rows_avx2(pixels, width, weights.count, by, first, line)
            }
        #endif
        unsafe line.update(repeating: first, count: width)
        for row in weights.indices {
            unsafe mixRow(pixels + row * width, width, weight: weights[row], into: line, on: set)
        }
    }

    /// `line[x] += pixels[x] * weight`.
    private static func mixRow(
        _ pixels: UnsafePointer<UInt8>, _ count: Int, weight: UInt16, into line: UnsafeMutablePointer<UInt16>,
        on set: InstructionSet
    ) {
        var x = 0
        if set > .scalar {
            let by = SIMD16<UInt32>(repeating: UInt32(weight))
            while x + 16 <= count {
                let grays = unsafe UnsafeRawPointer(pixels + x).loadUnaligned(as: SIMD16<UInt8>.self)
                let parts = (SIMD16<UInt32>(truncatingIfNeeded: grays) &* by) &>> SIMD16(repeating: 8)
                let sums = unsafe UnsafeRawPointer(line + x).loadUnaligned(as: SIMD16<UInt16>.self)
                unsafe UnsafeMutableRawPointer(line + x).storeBytes(
                    of: sums &+ SIMD16<UInt16>(truncatingIfNeeded: parts), as: SIMD16<UInt16>.self)
                x += 16
            }
        }
        while x < count {
            let value = unsafe UInt32(truncatingIfNeeded: pixels[x]) << 8
            unsafe line[x] &+= UInt16(truncatingIfNeeded: (value &* UInt32(weight)) >> 16)
            x += 1
        }
    }

    /// Each new pixel from its few old ones.
    static func mixColumns(
        _ line: UnsafePointer<UInt16>, _ area: AreaWeights, to result: UnsafeMutablePointer<UInt8>
    ) {
        let (taps, start) = (area.taps, 128 + UInt32(area.bias))
        unsafe area.weights.withUnsafeBufferPointer { weights in
            unsafe area.first.withUnsafeBufferPointer { first in
                guard let weights = weights.baseAddress else { return }
                for x in 0..<first.count {
                    var sum = start
                    let from = unsafe line + first[x]
                    let by = unsafe weights + x &* taps
                    // Three at least, as from 300 to 200 dpi, and without a loop.
                    sum &+= unsafe (UInt32(from[0]) &* UInt32(by[0])) >> 16
                    sum &+= unsafe (UInt32(from[1]) &* UInt32(by[1])) >> 16
                    sum &+= unsafe (UInt32(from[2]) &* UInt32(by[2])) >> 16
                    for tap in 3..<taps { sum &+= unsafe (UInt32(from[tap]) &* UInt32(by[tap])) >> 16 }
                    unsafe result[x] = UInt8(truncatingIfNeeded: sum >> 8)
                }
            }
        }
    }

    /// The same, a block of new pixels at once.
    static func mixColumns(
        _ line: UnsafePointer<UInt16>, _ blocks: AreaBlocks, _ area: AreaWeights, to result: UnsafeMutablePointer<UInt8>
    ) {
        #if arch(x86_64)
            let mix = unsafe blocks.shape == .avx512 ? rk_mix_columns_avx512 : rk_mix_columns_avx2
            unsafe blocks.starts.withUnsafeBufferPointer { starts in
                unsafe blocks.picks.withUnsafeBufferPointer { picks in
                    unsafe blocks.weights.withUnsafeBufferPointer { weights in
                        unsafe mix(
                            line, blocks.count, area.taps, 128 + area.bias, starts.baseAddress, picks.baseAddress,
                            weights.baseAddress, result)
                    }
                }
            }
        #endif
    }
}
