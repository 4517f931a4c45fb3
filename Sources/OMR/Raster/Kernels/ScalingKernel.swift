import CRasterKernels

/// The two passes of area averaging, in 1/256 of a gray level and cut off after each product.
enum ScalingKernel {
    /// `line[x] += pixels[x] * weight`.
    static func mixRow(
        _ pixels: UnsafePointer<UInt8>, _ count: Int, weight: UInt16, into line: UnsafeMutablePointer<UInt16>,
        on set: InstructionSet
    ) {
        #if arch(x86_64)
            if set == .avx512 { return unsafe rk_mix_row_avx512(pixels, count, weight, line) }
            if set == .avx2 { return unsafe rk_mix_row_avx2(pixels, count, weight, line) }
        #endif
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

    /// The same, 32 new pixels at once.
    static func mixColumns(
        _ line: UnsafePointer<UInt16>, _ blocks: AreaBlocks, _ area: AreaWeights, to result: UnsafeMutablePointer<UInt8>
    ) {
        #if arch(x86_64)
            unsafe blocks.starts.withUnsafeBufferPointer { starts in
                unsafe blocks.picks.withUnsafeBufferPointer { picks in
                    unsafe blocks.weights.withUnsafeBufferPointer { weights in
                        unsafe rk_mix_columns_avx512(
                            line, starts.count, area.taps, 128 + area.bias, starts.baseAddress, picks.baseAddress,
                            weights.baseAddress, result)
                    }
                }
            }
        #endif
    }
}
