/// Which tiles and entry bundles a tree of a given size is published as (C2SP tlog-tiles, "Merkle tree").
public struct TileLayout: Hashable, Sendable {
    /// Hashes in a full tile, entries in a full bundle.
    public static let fullWidth = 256

    /// Leaves in the tree.
    public let size: Int

    public init(size: Int) { self.size = size }

    /// Every tile, level by level from the leaves up; the last one of a level may be partial.
    public var tiles: [Tile] {
        var tiles: [Tile] = []
        var (level, count) = (0, size)
        while count > 0 {
            tiles += Self.widths(of: count).enumerated().map { Tile(level: level, index: $0, width: $1) }
            (level, count) = (level + 1, count / Self.fullWidth)
        }
        return tiles
    }

    /// Every entry bundle; the last one may be partial.
    public var bundles: [EntryBundle] {
        Self.widths(of: size).enumerated().map { EntryBundle(index: $0, width: $1) }
    }

    private static func widths(of count: Int) -> [Int] {
        let partial = count % fullWidth
        return Array(repeating: fullWidth, count: count / fullWidth) + (partial == 0 ? [] : [partial])
    }

    /// `<N>[.p/<W>]`: three digits an element, all but the last with an `x` before them: 1234067 is `x001/x234/067`.
    static func path(index: Int, width: Int) -> String {
        var elements = [padded(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            elements.insert("x" + padded(rest % 1000), at: 0)
            rest /= 1000
        }
        let path = elements.joined(separator: "/")
        return width == fullWidth ? path : path + ".p/\(width)"
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}
