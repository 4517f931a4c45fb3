import Ledger

/// Files that bring a ledger's directory, and its second copy, from one published size to the next.
struct Publication {
    /// Tiles and bundles, each whole.
    var files: [(path: String, bytes: [UInt8])] = []
    /// The checkpoint that needs them.
    var note: [UInt8] = []
    /// Partial tiles and bundles of the size before.
    var stale: [String] = []
}

/// The right edge of what is published: enough to publish the next leaves without reading again what stands there.
///
/// ```
/// level 1   #                          the last, partial tile of each level, in memory: at most 255 hashes
/// level 0   ################ ####      the journal is read from the first leaf of the last bundle on
/// ```
struct PublishedEdge {
    private(set) var frontier = MerkleFrontier()
    /// Where in the journal the last, partial bundle's first leaf begins.
    private(set) var bundleStart = Journal.header.count
    private var levels: [[TreeHash]] = []

    /// Leaves that are published.
    var size: Int { frontier.size }

    init() {}

    /// The edge of a journal of which everything is published.
    init(_ contents: JournalContents, bundleStart: Int) {
        (frontier, self.bundleStart) = (contents.tree.frontier, bundleStart)
        for tile in TileLayout(size: contents.tree.size).tiles {
            while levels.count <= tile.level { levels.append([]) }
            guard tile.width < TileLayout.fullWidth else { continue }
            let bytes = contents.tree.contents(of: tile)
            levels[tile.level] = stride(from: 0, to: bytes.count, by: TreeHash.byteCount).compactMap {
                TreeHash(bytes[$0..<($0 + TreeHash.byteCount)])
            }
        }
    }

    /// Takes the leaves of a journal's records, which begin with those of the last bundle; nil where they are not records
    /// without gaps, or not the leaves that were published.
    mutating func publication(of bytes: [UInt8]) -> Publication? {
        var publication = Publication()
        publication.stale = partials
        let known = size % TileLayout.fullWidth
        var bundle: [ArraySlice<UInt8>] = []
        var place = 0
        let start = bundleStart
        while place < bytes.count {
            guard let record = try? Journal.record(at: place, in: bytes) else { return nil }
            place = record.range.upperBound
            let hash = TreeHash.leaf(record.leaf)
            bundle.append(record.leaf)
            if start == bundleStart && bundle.count <= known {
                guard levels[0][bundle.count - 1] == hash else { return nil }
                continue
            }
            append(hash, level: 0, to: &publication)
            frontier.append(hash)
            publication.note = Array(record.note)
            if bundle.count == TileLayout.fullWidth {
                let path = EntryBundle(index: size / TileLayout.fullWidth - 1, width: TileLayout.fullWidth).path
                publication.files.append((path, EntryBundle.encode(bundle)))
                (bundle, bundleStart) = ([], start + place)
            }
        }
        if !bundle.isEmpty {
            let path = EntryBundle(index: size / TileLayout.fullWidth, width: bundle.count).path
            publication.files.append((path, EntryBundle.encode(bundle)))
        }
        for (level, hashes) in levels.enumerated() where !hashes.isEmpty {
            publication.files.append((tile(level).path, Self.bytes(of: hashes)))
        }
        let current = Set(partials)
        publication.stale.removeAll { current.contains($0) }
        return publication
    }

    /// Adds a hash to a level's last tile; a full one is a file, and one hash of the level above.
    private mutating func append(_ hash: TreeHash, level: Int, to publication: inout Publication) {
        if levels.count == level { levels.append([]) }
        levels[level].append(hash)
        guard levels[level].count == TileLayout.fullWidth else { return }
        let width = TileLayout.fullWidth
        let count = (0..<level).reduce(size + 1) { count, _ in count / width }
        publication.files.append(
            (Tile(level: level, index: count / width - 1, width: width).path, Self.bytes(of: levels[level])))
        var subtree = MerkleFrontier()
        for hash in levels[level] { subtree.append(hash) }
        levels[level] = []
        append(subtree.root, level: level + 1, to: &publication)
    }

    /// The last, partial tile of a level.
    private func tile(_ level: Int) -> Tile {
        let count = (0..<level).reduce(size) { count, _ in count / TileLayout.fullWidth }
        return Tile(level: level, index: count / TileLayout.fullWidth, width: levels[level].count)
    }

    /// The files that the next size replaces.
    private var partials: [String] {
        let width = size % TileLayout.fullWidth
        let bundle = width == 0 ? [] : [EntryBundle(index: size / TileLayout.fullWidth, width: width).path]
        return bundle + levels.indices.filter { !levels[$0].isEmpty }.map { tile($0).path }
    }

    private static func bytes(of hashes: [TreeHash]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * TreeHash.byteCount)
        for hash in hashes { hash.append(to: &bytes) }
        return bytes
    }
}
