import CRasterKernels

/// The two passes of adaptive thresholding that touch every pixel or every column.
enum PaperKernel {
    /// The lightest sum of 8 x 4 pixels in each whole column of 8 pixels of a band of rows.
    ///
    /// - Parameters:
    ///   - rows: a multiple of 4.
    ///   - lightest: `image.width / 8` sums.
    static func lightest(
        in image: GrayImage, from top: Int, rows: Int, to lightest: inout [UInt16], on set: InstructionSet
    ) {
        let columns = image.width / 8
        precondition(lightest.count == columns && rows % 4 == 0 && top + rows <= image.height, "a band of the image")
        guard columns > 0 else { return }
        unsafe image.pixels.withUnsafeBufferPointer { pixels in
            unsafe lightest.withUnsafeMutableBufferPointer { lightest in
                guard let start = pixels.baseAddress, let lightest = lightest.baseAddress else { return }
                let band = unsafe start + top * image.width
                switch set {
                case .scalar: unsafe scalar(band, image.width, rows, columns, lightest)
                case .baseline: unsafe word(band, image.width, rows, columns, lightest)
                case .avx2, .avx512:
                    #if arch(x86_64)
                        unsafe rk_lightest_avx2(band, image.width, rows, columns, lightest)
                    #else
                        unsafe word(band, image.width, rows, columns, lightest)
                    #endif
                }
            }
        }
    }

    private static func scalar(
        _ band: UnsafePointer<UInt8>, _ width: Int, _ rows: Int, _ columns: Int,
        _ lightest: UnsafeMutablePointer<UInt16>
    ) {
        for column in 0..<columns {
            var most = 0
            for top in stride(from: 0, to: rows, by: 4) {
                var sum = 0
                for y in top..<top + 4 {
                    for x in column * 8..<column * 8 + 8 { sum += unsafe Int(band[y * width + x]) }
                }
                most = max(most, sum)
            }
            unsafe lightest[column] = UInt16(most)
        }
    }

    /// Eight pixels a step, as even and odd bytes of a word.
    private static func word(
        _ band: UnsafePointer<UInt8>, _ width: Int, _ rows: Int, _ columns: Int,
        _ lightest: UnsafeMutablePointer<UInt16>
    ) {
        let pairs: UInt64 = 0x00FF_00FF_00FF_00FF
        unsafe lightest.update(repeating: 0, count: columns)
        for top in stride(from: 0, to: rows, by: 4) {
            for column in 0..<columns {
                var sums: UInt64 = 0
                for y in top..<top &+ 4 {
                    let eight = unsafe UnsafeRawPointer(band + (y &* width &+ column &* 8))
                        .loadUnaligned(as: UInt64.self)
                    sums &+= (eight & pairs) &+ (eight >> 8 & pairs)
                }
                let sum = UInt16(truncatingIfNeeded: (sums &* 0x0001_0001_0001_0001) >> 48)
                unsafe lightest[column] = max(lightest[column], sum)
            }
        }
    }

    /// Limits along a row from limits at the tiles' middles, in 1/32 of a level.
    ///
    /// - Parameter limits: room from 16 before to 32 beyond the tiles' pixels.
    static func spread(
        _ tiles: UnsafePointer<Int32>, _ count: Int, to limits: UnsafeMutablePointer<UInt8>, on set: InstructionSet
    ) {
        #if arch(x86_64)
            if set >= .avx2 { return unsafe rk_spread_avx2(tiles, count, limits) }
        #endif
        // A tile's middle lies between its pixels 15 and 16, so pixels lie at odd 64ths of the way to the next.
        let places = SIMD16<Int32>(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
        for gap in 0...count {
            let left = unsafe tiles[max(0, gap - 1)]
            let step = unsafe tiles[min(count - 1, gap)] - left
            let start = unsafe limits + (gap * 32 - 16)
            if set == .scalar {
                for x in 0..<32 { unsafe start[x] = UInt8((left * 64 + step * Int32(2 * x + 1)) >> 11) }
            } else {
                let first = SIMD16(repeating: left &* 64 &+ step) &+ places &* SIMD16(repeating: step)
                let second = first &+ SIMD16(repeating: step &* 32)
                let (a, b) = (first &>> SIMD16(repeating: 11), second &>> SIMD16(repeating: 11))
                unsafe UnsafeMutableRawPointer(start).storeBytes(
                    of: SIMD16<UInt8>(truncatingIfNeeded: a), as: SIMD16<UInt8>.self)
                unsafe UnsafeMutableRawPointer(start + 16).storeBytes(
                    of: SIMD16<UInt8>(truncatingIfNeeded: b), as: SIMD16<UInt8>.self)
            }
        }
    }
}
