import CRasterKernels

/// Rows of two interleaved sides to two images of even light.
enum FlatFieldKernel {
    /// Blacks, spans and reciprocals as the C kernels want them.
    ///
    /// - Parameter columns: the columns in the order in which their pixels arrive.
    static func tables(of field: FlatField, columns: some Sequence<Int>) -> [UInt16] {
        var (blacks, spans, reciprocals) = ([UInt16](), [UInt16](), [UInt16]())
        for column in columns {
            // A column that tells nothing gets a black that no pixel exceeds.
            let tells = field.white[column] > field.black[column]
            let span = tells ? UInt16(field.white[column] - field.black[column]) : 1
            blacks.append(tells ? UInt16(field.black[column]) : 255)
            spans.append(span)
            reciprocals.append(255 * 256 / span)
        }
        return blacks + spans + reciprocals
    }

    /// - Parameters:
    ///   - tables: of both sides, in the order in which their pixels arrive.
    ///   - sideA: and `sideB`: as many pixels as there are rows times columns.
    static func run(
        _ raw: [UInt8], _ field: DuplexFlatField, tables: ([UInt16], [UInt16]),
        to sideA: UnsafeMutableBufferPointer<UInt8>, _ sideB: UnsafeMutableBufferPointer<UInt8>, on set: InstructionSet
    ) {
        guard set > .scalar else { return unsafe scalar(raw, field, sideA, sideB) }
        let (width, rows) = (field.width, raw.count / field.bytesPerRow)
        unsafe raw.withUnsafeBufferPointer { raw in
            unsafe tables.0.withUnsafeBufferPointer { a in
                unsafe tables.1.withUnsafeBufferPointer { b in
                    guard let raw = raw.baseAddress, let a = a.baseAddress, let b = b.baseAddress,
                        let sideA = sideA.baseAddress, let sideB = sideB.baseAddress
                    else { return }
                    #if arch(x86_64)
                        if set >= .avx2 { return unsafe rk_flat_field_avx2(raw, width, rows, a, b, sideA, sideB) }
                    #endif
                    unsafe rk_flat_field(raw, width, rows, a, b, sideA, sideB)
                }
            }
        }
    }

    private static func scalar(
        _ raw: [UInt8], _ field: DuplexFlatField, _ sideA: UnsafeMutableBufferPointer<UInt8>,
        _ sideB: UnsafeMutableBufferPointer<UInt8>
    ) {
        let width = field.width
        for row in 0..<raw.count / field.bytesPerRow {
            for x in 0..<width {
                let arrived = row * field.bytesPerRow + 2 * x
                let mirrored = width - 1 - x
                unsafe sideA[row * width + mirrored] = field.sideA.value(of: raw[arrived], column: mirrored)
                unsafe sideB[row * width + x] = field.sideB.value(of: raw[arrived + 1], column: x)
            }
        }
    }
}
