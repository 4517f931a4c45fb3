import Raster

/// The grays of one thing, paper or ink, in the middle of it: rims between the two belong to neither.
public struct GrayGroup: Hashable, Sendable, Codable {
    /// Pixels counted.
    public let count: Int
    /// The most frequent gray.
    public let peak: Int
    /// One in a hundred is darker than this.
    public let dark: Int
    /// One in a hundred is lighter than this.
    public let light: Int

    /// - Returns: `nil` without pixels.
    init?(_ counts: [Int]) {
        count = counts.reduce(0, +)
        guard count > 0 else { return nil }
        peak = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        dark = Self.quantile(counts, count / 100)
        light = Self.quantile(counts, count - 1 - count / 100)
    }

    /// The gray of the pixel with this number, counted from the darkest.
    static func quantile(_ counts: [Int], _ rank: Int) -> Int {
        var sum = 0
        for (gray, count) in counts.enumerated() {
            sum += count
            if sum > rank { return gray }
        }
        return counts.count - 1
    }
}
