/// How often each gray value occurs.
public struct Histogram: Hashable, Sendable {
    /// 256 counts, by gray value.
    public let counts: [Int]

    public init(of image: GrayImage) {
        // Four tables, so that runs of one value do not wait for each other's increments.
        var tables = [UInt32](repeating: 0, count: 4 * 256)
        let pixels = image.pixels
        var index = 0
        while index + 4 <= pixels.count {
            tables[Int(pixels[index])] &+= 1
            tables[256 + Int(pixels[index + 1])] &+= 1
            tables[512 + Int(pixels[index + 2])] &+= 1
            tables[768 + Int(pixels[index + 3])] &+= 1
            index += 4
        }
        while index < pixels.count {
            tables[Int(pixels[index])] &+= 1
            index += 1
        }
        counts = (0..<256).map { value in
            let sum: UInt32 = tables[value] &+ tables[256 + value] &+ tables[512 + value] &+ tables[768 + value]
            return Int(sum)
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
