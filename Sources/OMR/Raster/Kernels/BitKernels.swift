import CRasterKernels

/// Counting and laying runs of words on each other.
enum BitKernels {
    /// Bits set in both of two runs of words.
    static func commonBits(
        _ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>, _ count: Int, on set: InstructionSet
    ) -> Int {
        #if arch(x86_64)
            if set == .avx512 { return unsafe Int(rk_common_bits_avx512(a, b, count)) }
            if set == .avx2 { return unsafe Int(rk_common_bits_avx2(a, b, count)) }
        #endif
        var sum = 0
        for index in 0..<count { sum &+= unsafe (a[index] & b[index]).nonzeroBitCount }
        return sum
    }

    /// Lays a column of pattern words on a column of picture words, one row further each time.
    ///
    /// - Parameters:
    ///   - bits: `height + places - 1` words of the picture.
    ///   - counts: for each place, grows by the bits set in both.
    static func slide(
        _ bits: UnsafePointer<UInt64>, _ pattern: UnsafePointer<UInt64>, height: Int, places: Int,
        counts: UnsafeMutablePointer<UInt32>, on set: InstructionSet
    ) {
        #if arch(x86_64)
            if set == .avx512 { return unsafe rk_slide_avx512(bits, pattern, height, places, counts) }
            if set == .avx2 { return unsafe rk_slide_avx2(bits, pattern, height, places, counts) }
        #endif
        for place in 0..<places {
            var sum = 0
            var row = 0
            if set > .scalar {
                // Eight rows at once, added up byte by byte: a byte's count stays below 256 for 31 steps.
                while row + 8 <= height {
                    let end = min(height & ~7, row + 31 * 8)
                    var bytes = SIMD8<UInt64>.zero
                    while row < end {
                        bytes &+= unsafe bitsOfBytes(
                            UnsafeRawPointer(bits + place + row).loadUnaligned(as: SIMD8<UInt64>.self)
                                & UnsafeRawPointer(pattern + row).loadUnaligned(as: SIMD8<UInt64>.self))
                        row += 8
                    }
                    let pairs =
                        (bytes & SIMD8(repeating: 0x00FF_00FF_00FF_00FF))
                        &+ (bytes &>> SIMD8(repeating: 8) & SIMD8(repeating: 0x00FF_00FF_00FF_00FF))
                    let total = pairs.lowHalf &+ pairs.highHalf
                    let two = total.lowHalf &+ total.highHalf
                    sum &+= Int(((two[0] &+ two[1]) &* 0x0001_0001_0001_0001) >> 48)
                }
            }
            while row < height {
                sum &+= unsafe (bits[place + row] & pattern[row]).nonzeroBitCount
                row += 1
            }
            unsafe counts[place] &+= UInt32(truncatingIfNeeded: sum)
        }
    }

    @inline(__always) private static func bitsOfBytes(_ words: SIMD8<UInt64>) -> SIMD8<UInt64> {
        let (fives, threes) = (
            SIMD8<UInt64>(repeating: 0x5555_5555_5555_5555), SIMD8<UInt64>(repeating: 0x3333_3333_3333_3333)
        )
        let pairs = words &- (words &>> SIMD8(repeating: 1) & fives)
        let fours = (pairs & threes) &+ (pairs &>> SIMD8(repeating: 2) & threes)
        return (fours &+ fours &>> SIMD8(repeating: 4)) & SIMD8(repeating: 0x0F0F_0F0F_0F0F_0F0F)
    }

    /// 64 pixels that start `shift` pixels into each word of `high` and run on into `low`.
    static func shift(
        _ high: UnsafePointer<UInt64>, _ low: UnsafePointer<UInt64>, by shift: Int, count: Int,
        to result: UnsafeMutablePointer<UInt64>, on set: InstructionSet
    ) {
        #if arch(x86_64)
            if set == .avx512 { return unsafe rk_shift_avx512(high, low, Int32(shift), count, result) }
            if set == .avx2 { return unsafe rk_shift_avx2(high, low, Int32(shift), count, result) }
        #endif
        // Shifts by 64 give 0.
        let (left, right) = (UInt64(shift), UInt64(64 - shift))
        for index in 0..<count { unsafe result[index] = high[index] << left | (right < 64 ? low[index] >> right : 0) }
    }
}
