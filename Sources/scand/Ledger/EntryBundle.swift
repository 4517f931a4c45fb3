/// Up to 256 leaves as they were written, each behind its length (C2SP tlog-tiles, "Log entries").
public struct EntryBundle: Hashable, Sendable {
    /// Longest entry that a big-endian 16-bit length can announce.
    public static let maximumEntryByteCount = 65_535

    /// Its place, from 0; it begins with entry `256 * index`.
    public let index: Int
    /// Entries in it: 256, or fewer at the right edge.
    public let width: Int

    /// The bundle at this place with so many entries, 1 to 256.
    public init(index: Int, width: Int) { (self.index, self.width) = (index, width) }

    /// `tile/entries/<N>[.p/<W>]`, relative to the ledger's directory.
    public var path: String { "tile/entries/" + TileLayout.path(index: index, width: width) }

    /// The indices of its entries in the log.
    public var entries: Range<Int> {
        let first = index * TileLayout.fullWidth
        return first..<(first + width)
    }

    /// The bundle's bytes.
    ///
    /// - Precondition: no entry is longer than `maximumEntryByteCount`.
    public static func encode(_ entries: some Sequence<some Collection<UInt8>>) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            precondition(entry.count <= maximumEntryByteCount, "an entry of \(entry.count) bytes fits no bundle")
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 255))
            bytes.append(contentsOf: entry)
        }
        return bytes
    }

    /// The entries of a bundle, or nil where its bytes end inside one.
    public static func decode(_ bytes: [UInt8]) -> [[UInt8]]? { slices(of: bytes)?.map { Array($0) } }

    /// The entries of a bundle where they stand in it, or nil where its bytes end inside one.
    public static func slices(of bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
        var entries: [ArraySlice<UInt8>] = []
        entries.reserveCapacity(TileLayout.fullWidth)
        var place = 0
        while place < bytes.count {
            guard bytes.count - place >= 2 else { return nil }
            let count = Int(bytes[place]) << 8 | Int(bytes[place + 1])
            place += 2
            guard bytes.count - place >= count else { return nil }
            entries.append(bytes[place..<(place + count)])
            place += count
        }
        return entries
    }
}
