import CRasterKernels

/// Sums of products of runs of numbers, the same to the last bit on every machine.
///
/// Product `i` is added to lane `i % 16`; the lanes are then added in halves, 8 + 8, 4 + 4, 2 + 2, 1 + 1. No step fuses a
/// product with its sum, for then the last bit would depend on the CPU.
public enum FloatRuns {
    /// Sum of products of `count` numbers from a place in each.
    public static func dot(_ a: [Float], from startA: Int, _ b: [Float], from startB: Int, count: Int) -> Float {
        dot(a, from: startA, b, from: startB, count: count, on: .best)
    }

    package static func dot(
        _ a: [Float], from startA: Int, _ b: [Float], from startB: Int, count: Int, on set: InstructionSet
    ) -> Float {
        precondition(count >= 0 && startA >= 0 && startB >= 0, "a run lies inside its numbers")
        precondition(startA + count <= a.count && startB + count <= b.count, "a run lies inside its numbers")
        return unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard count > 0, let a = a.baseAddress, let b = b.baseAddress else { return 0 }
                return unsafe dot(a + startA, b + startB, count, set)
            }
        }
    }

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
        unsafe template.withUnsafeBufferPointer { template in
            unsafe numbers.withUnsafeBufferPointer { numbers in
                starts.map { start in
                    let low = max(0, -start)
                    let high = min(template.count, numbers.count - start)
                    guard low < high, let a = template.baseAddress, let b = numbers.baseAddress else { return 0 }
                    return unsafe dot(a + low, b + (start + low), high - low, set)
                }
            }
        }
    }

    private static func dot(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int, _ set: InstructionSet
    ) -> Float {
        var lanes = SIMD16<Float>.zero
        switch set {
        case .scalar:
            for index in 0..<count { lanes[index % 16] += unsafe a[index] * b[index] }
        case .baseline:
            lanes = unsafe simd16(a, b, count)
        case .avx2, .avx512:
            #if arch(x86_64)
                unsafe withUnsafeMutableBytes(of: &lanes) { lanes in
                    guard let lanes = unsafe lanes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
                    if set == .avx512 {
                        unsafe rk_dot_avx512(a, b, count, lanes)
                    } else {
                        unsafe rk_dot_avx2(a, b, count, lanes)
                    }
                }
            #else
                lanes = unsafe simd16(a, b, count)
            #endif
        }
        let eight = lanes.lowHalf + lanes.highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        return two[0] + two[1]
    }

    private static func simd16(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> SIMD16<Float> {
        var lanes = SIMD16<Float>.zero
        var index = 0
        while index + 16 <= count {
            lanes +=
                unsafe UnsafeRawPointer(a + index).loadUnaligned(as: SIMD16<Float>.self)
                * UnsafeRawPointer(b + index).loadUnaligned(as: SIMD16<Float>.self)
            index += 16
        }
        for rest in index..<count { lanes[rest - index] += unsafe a[rest] * b[rest] }
        return lanes
    }
}
