/// How often each gray value occurs.
public struct Histogram: Hashable, Sendable {
    /// 256 counts, by gray value.
    public let counts: [Int]

    /// Counts gray values.
    ///
    /// - Parameters:
    ///   - image: the picture.
    ///   - step: only every so many rows are counted. A table increment a pixel is the slowest thing that a whole page can
    ///     be put through; every fourth row of a page knows its paper and ink as well.
    public init(of image: GrayImage, everyRow step: Int = 1) {
        precondition(step > 0, "rows are counted in steps of one or more")
        // Four tables, so that runs of one value do not wait for each other's increments.
        counts = unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * 256) { tables in
            unsafe tables.initialize(repeating: 0)
            unsafe image.pixels.withUnsafeBytes { pixels in
                guard let tables = tables.baseAddress else { return }
                let run = step == 1 ? pixels.count : image.width
                for start in stride(from: 0, to: pixels.count, by: step == 1 ? run : run * step) {
                    unsafe Self.count(UnsafeRawBufferPointer(rebasing: pixels[start..<start + run]), tables)
                }
            }
            return (0..<256).map { value in
                stride(from: value, to: 1024, by: 256).reduce(0) { sum, entry in unsafe sum + Int(tables[entry]) }
            }
        }
    }

    private static func count(_ bytes: UnsafeRawBufferPointer, _ tables: UnsafeMutablePointer<UInt32>) {
        var index = 0
        while index + 8 <= bytes.count {
            let eight = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            unsafe tables[Int(eight & 255)] &+= 1
            unsafe tables[256 + Int(eight >> 8 & 255)] &+= 1
            unsafe tables[512 + Int(eight >> 16 & 255)] &+= 1
            unsafe tables[768 + Int(eight >> 24 & 255)] &+= 1
            unsafe tables[Int(eight >> 32 & 255)] &+= 1
            unsafe tables[256 + Int(eight >> 40 & 255)] &+= 1
            unsafe tables[512 + Int(eight >> 48 & 255)] &+= 1
            unsafe tables[768 + Int(eight >> 56)] &+= 1
            index += 8
        }
        while index < bytes.count {
            unsafe tables[Int(bytes[index])] &+= 1
            index += 1
        }
    }

    /// The level that best parts the values in two groups: values up to and including it are the dark group.
    ///
    /// N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9 (1979). Where several levels
    /// part equally well, as between the two values of a 1-bit page, it is the middle one.
    public var otsuLevel: UInt8 {
        let total = counts.reduce(0, +)
        let weighted = counts.indices.reduce(0) { $0 + $1 * counts[$1] }
        var (darkCount, darkSum) = (0, 0)
        var (best, first, last) = (-1.0, 0, 0)
        for level in 0..<255 {
            darkCount += counts[level]
            darkSum += level * counts[level]
            let lightCount = total - darkCount
            guard darkCount > 0, lightCount > 0 else { continue }
            let gap =
                Double(darkSum) / Double(darkCount) - Double(weighted - darkSum) / Double(lightCount)
            let variance = Double(darkCount) * Double(lightCount) * gap * gap
            if variance > best {
                (best, first, last) = (variance, level, level)
            } else if variance == best {
                last = level
            }
        }
        return best < 0 ? 127 : UInt8((first + last) / 2)
    }

    /// The gray value of the paper: the most frequent value of the light half.
    public var paper: UInt8 {
        UInt8((128..<256).max { counts[$0] < counts[$1] } ?? 255)
    }
}
