import CRasterKernels

/// Sums of products of runs of numbers, the same to the last bit on every machine.
///
/// Product `i` is added to lane `i % 16`; the lanes are then added in halves, 8 + 8, 4 + 4, 2 + 2, 1 + 1. No step fuses a
/// product with its sum, for then the last bit would depend on the CPU.
public enum FloatRuns {
    /// Lays one run over another at many places.
    ///
    /// - Parameters:
    ///   - template: the run that is moved.
    ///   - numbers: the run that it is laid on.
    ///   - starts: where the template's first number lies on `numbers`; what reaches outside adds nothing.
    /// - Returns: the sum of products at each start.
    public static func dots(_ template: [Float], on numbers: [Float], starts: ClosedRange<Int>) -> [Float] {
        dots(template, on: numbers, starts: starts, set: .best)
    }

    package static func dots(
        _ template: [Float], on numbers: [Float], starts: ClosedRange<Int>, set: InstructionSet
    ) -> [Float] {
        unsafe [Float](unsafeUninitializedCapacity: starts.count) { sums, initialized in
            unsafe template.withUnsafeBufferPointer { template in
                unsafe numbers.withUnsafeBufferPointer { numbers in
                    unsafe dots(template, numbers, starts, to: sums, set)
                }
            }
            initialized = starts.count
        }
    }

    private static func dots(
        _ template: UnsafeBufferPointer<Float>, _ numbers: UnsafeBufferPointer<Float>, _ starts: ClosedRange<Int>,
        to sums: UnsafeMutableBufferPointer<Float>, _ set: InstructionSet
    ) {
        guard let a = template.baseAddress, let b = numbers.baseAddress, let sum = sums.baseAddress else {
            return unsafe sums.initialize(repeating: 0)
        }
        #if arch(x86_64)
            if set >= .avx2 {
                return unsafe rk_dots_avx2(
                    a, template.count, b, numbers.count, starts.lowerBound, starts.count, sum)
            }
        #endif
        for (place, start) in starts.enumerated() {
            let low = max(0, -start)
            let count = max(0, min(template.count, numbers.count - start) - low)
            let lanes =
                set == .scalar
                ? unsafe scalar(a, low, b, start, count) : unsafe simd16(a, low, b, start, count)
            let eight = lanes.lowHalf + lanes.highHalf
            let four = eight.lowHalf + eight.highHalf
            let two = four.lowHalf + four.highHalf
            unsafe (sum + place).initialize(to: two[0] + two[1])
        }
    }

    /// Products of `count` numbers, of `a` from a place on and of `b` from as far behind a start.
    private static func scalar(
        _ a: UnsafePointer<Float>, _ low: Int, _ b: UnsafePointer<Float>, _ start: Int, _ count: Int
    ) -> SIMD16<Float> {
        var lanes = SIMD16<Float>.zero
        for index in 0..<count { lanes[index % 16] += unsafe a[low + index] * b[start + low + index] }
        return lanes
    }

    private static func simd16(
        _ a: UnsafePointer<Float>, _ low: Int, _ b: UnsafePointer<Float>, _ start: Int, _ count: Int
    ) -> SIMD16<Float> {
        var lanes = SIMD16<Float>.zero
        let end = low + count
        var index = low
        while index + 16 <= end {
            lanes +=
                unsafe UnsafeRawPointer(a + index).loadUnaligned(as: SIMD16<Float>.self)
                * UnsafeRawPointer(b + start + index).loadUnaligned(as: SIMD16<Float>.self)
            index += 16
        }
        for rest in index..<max(index, end) { lanes[rest - index] += unsafe a[rest] * b[start + rest] }
        return lanes
    }
}
