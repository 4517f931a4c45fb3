/// Up to 256 hashes that stand next to each other at a level whose nodes cover `256^level` leaves (C2SP tlog-tiles).
public struct Tile: Hashable, Sendable {
    /// 0 for leaf hashes; one more for each 256 hashes gathered in one.
    public let level: Int
    /// Its place in the level, from 0.
    public let index: Int
    /// Hashes in it: 256, or fewer at the right edge.
    public let width: Int

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
