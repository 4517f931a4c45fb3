/// Which tiles and entry bundles a tree of a given size is published as (C2SP tlog-tiles, "Merkle tree").
public struct TileLayout: Hashable, Sendable {
    /// Hashes in a full tile, entries in a full bundle.
    public static let fullWidth = 256

    /// Leaves in the tree.
    public let size: Int

    /// The tiles of a tree of so many leaves.
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

/// Up to 256 hashes that stand next to each other at a level whose nodes cover `256^level` leaves (C2SP tlog-tiles).
public struct Tile: Hashable, Sendable {
    /// 0 for leaf hashes; one more for each 256 hashes gathered in one.
    public let level: Int
    /// Its place in the level, from 0.
    public let index: Int
    /// Hashes in it: 256, or fewer at the right edge.
    public let width: Int

    /// The tile at this place with so many hashes, 1 to 256.
    public init(level: Int, index: Int, width: Int) {
        (self.level, self.index, self.width) = (level, index, width)
    }

    /// `tile/<L>/<N>[.p/<W>]`, relative to the ledger's directory.
    public var path: String { "tile/\(level)/" + TileLayout.path(index: index, width: width) }
}

extension MerkleTree {
    /// The bytes of a tile: its hashes, one after the other, 32 bytes each.
    ///
    /// - Precondition: the tile is in the layout of this tree at its size or an earlier one.
    public func contents(of tile: Tile) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(tile.width * TreeHash.byteCount)
        let first = tile.index * TileLayout.fullWidth
        for hash in subtrees(ofLevel: 8 * tile.level, first..<(first + tile.width)) { hash.append(to: &bytes) }
        return bytes
    }
}
