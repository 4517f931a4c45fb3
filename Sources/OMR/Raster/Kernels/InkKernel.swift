import CRasterKernels

/// Gray pixels to ink: a pixel is ink when it is at most the limit of its column.
///
/// A limit per column serves a fixed level, with equal limits, as well as a level that follows the paper.
enum InkKernel {
    /// Limits for a page, padded to whole words as the kernel reads them.
    static func limits(_ level: UInt8, width: Int) -> [UInt8] {
        [UInt8](repeating: level, count: (width + 63) / 64 * 64)
    }

    /// Writes some rows of a page's ink.
    ///
    /// - Parameters:
    ///   - gray: the first row; rows follow each other without a gap.
    ///   - limits: `(width + 63) / 64 * 64` limits.
    ///   - words: the rows' words.
    static func run(
        _ gray: UnsafePointer<UInt8>, width: Int, rows: Int, limits: UnsafePointer<UInt8>,
        to words: UnsafeMutablePointer<UInt64>, on set: InstructionSet
    ) {
        switch set {
        case .scalar: unsafe scalar(gray, width, rows, limits, words)
        case .baseline: unsafe simd64(gray, width, rows, limits, words)
        #if arch(x86_64)
            case .avx2: unsafe rk_dark_avx2(gray, width, rows, limits, words)
            case .avx512: unsafe rk_dark_avx512(gray, width, rows, limits, words)
        #else
            case .avx2, .avx512: unsafe simd64(gray, width, rows, limits, words)
        #endif
        }
    }

    private static func scalar(
        _ gray: UnsafePointer<UInt8>, _ width: Int, _ rows: Int, _ limits: UnsafePointer<UInt8>,
        _ words: UnsafeMutablePointer<UInt64>
    ) {
        let wordsPerRow = (width + 63) / 64
        for row in 0..<rows {
            for word in 0..<wordsPerRow {
                var bits: UInt64 = 0
                let count = min(64, width - word * 64)
                for x in word * 64..<word * 64 + count {
                    bits = unsafe bits << 1 | (gray[row * width + x] <= limits[x] ? 1 : 0)
                }
                unsafe words[row * wordsPerRow + word] = bits << UInt64(64 - count)
            }
        }
    }

    /// 64 pixels a step: compare, keep a different bit of each of eight bytes, fold the eight to one.
    private static func simd64(
        _ gray: UnsafePointer<UInt8>, _ width: Int, _ rows: Int, _ limits: UnsafePointer<UInt8>,
        _ words: UnsafeMutablePointer<UInt64>
    ) {
        let wordsPerRow = (width + 63) / 64
        let rest = width % 64
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { last in
            unsafe last.initialize(repeating: 255)
            guard let last = last.baseAddress else { return }
            for row in 0..<rows {
                let here = unsafe gray + row * width
                for word in 0..<width / 64 {
                    unsafe words[row * wordsPerRow + word] = word64(here + word * 64, limits + word * 64)
                }
                guard rest > 0 else { continue }
                unsafe last.update(from: here + (width - rest), count: rest)
                let bits = unsafe word64(last, limits + (width - rest))
                unsafe words[(row + 1) * wordsPerRow - 1] = bits & ~(~0 >> UInt64(rest))
            }
        }
    }

    @inline(__always)
    private static func word64(_ gray: UnsafePointer<UInt8>, _ limits: UnsafePointer<UInt8>) -> UInt64 {
        let pixels = unsafe UnsafeRawPointer(gray).loadUnaligned(as: SIMD64<UInt8>.self)
        let most = unsafe UnsafeRawPointer(limits).loadUnaligned(as: SIMD64<UInt8>.self)
        var eight = unsafe unsafeBitCast(pixels .<= most, to: SIMD8<UInt64>.self)
        // In memory order the first byte of each eight is the leftmost pixel.
        eight &= SIMD8(repeating: 0x0102_0408_1020_4080)
        eight |= eight &>> SIMD8(repeating: 32)
        eight |= eight &>> SIMD8(repeating: 16)
        eight |= eight &>> SIMD8(repeating: 8)
        return unsafe unsafeBitCast(SIMD8<UInt8>(truncatingIfNeeded: eight), to: UInt64.self).bigEndian
    }
}
