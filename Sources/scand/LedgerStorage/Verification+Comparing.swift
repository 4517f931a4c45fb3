import DurableFiles
import Ledger

extension Verification {
    /// The entries that everything is compared with, up to the end of the journal.
    mutating func chooseEntries() {
        var tiles: [Int: [UInt8]] = [:]
        for index in 0..<size {
            switch (records[index]?.leaf, bundled[index]) {
            case (let entry?, nil), (nil, let entry?):
                entries.append(entry)
            case (let a?, let b?) where a == b:
                entries.append(a)
            case (let inJournal?, let inBundle?):
                let hash = leafHash(at: index, keeping: &tiles)
                entries.append(hash == TreeHash.leaf(inBundle).bytes ? inBundle : inJournal)
            case (nil, nil):
                damage(LedgerFiles.journal, "event \(index) is lost, and so is its copy")
                return entries.removeAll()
            }
        }
        while let record = records[entries.count] { entries.append(record.leaf) }
    }

    /// A leaf's hash as the lowest tile has it, of which the last one read is kept.
    private func leafHash(at index: Int, keeping tiles: inout [Int: [UInt8]]) -> [UInt8]? {
        let number = index / TileLayout.fullWidth
        if tiles[number] == nil {
            let width = min(TileLayout.fullWidth, size - number * TileLayout.fullWidth)
            let path = Tile(level: 0, index: number, width: width).path
            let bytes = try? FileSystem.read("\(directory)/\(path)", limit: width * TreeHash.byteCount)
            tiles = [number: bytes ?? []]
        }
        let start = index % TileLayout.fullWidth * TreeHash.byteCount
        guard let bytes = tiles[number], bytes.count >= start + TreeHash.byteCount else { return nil }
        return Array(bytes[start..<(start + TreeHash.byteCount)])
    }

    /// Whether there are entries for all that was published.
    private var isComplete: Bool { entries.count >= size }

    /// The root of the entries is the one that was signed.
    mutating func checkTree() {
        merkle = MerkleTree(leaves: entries.lazy.map { TreeHash.leaf($0) })
        guard let published, isComplete else { return }
        if merkle.root(atSize: size) != published.root {
            damage(LedgerFiles.checkpoint, "its root is not that of the entries")
        }
    }

    /// Every bundle holds the entries, and nothing else.
    mutating func checkBundles() {
        guard isComplete else { return }
        for bundle in TileLayout(size: size).bundles {
            guard let bytes = bundles[bundle.path] else { continue }
            if bytes == EntryBundle.encode(entries[bundle.entries]) { continue }
            let first = bundle.entries.first { bundled[$0] != entries[$0] }
            damage(
                bundle.path, first.map { "entry \($0) is not the one that was signed" } ?? "not written as a bundle is")
        }
    }

    /// Every tile holds the hashes of the entries, and nothing else.
    mutating func checkTiles() {
        for tile in TileLayout(size: size).tiles {
            let count = tile.width * TreeHash.byteCount
            guard let bytes = read(tile.path, limit: count), isComplete else { continue }
            if bytes.count != count {
                damage(tile.path, "\(bytes.count) bytes instead of \(count)")
            } else if bytes != merkle.contents(of: tile) {
                damage(tile.path, "its hashes are not those of the entries")
            }
        }
    }

    /// Every record holds its entry and the checkpoint that was signed after it.
    mutating func checkJournal() {
        for index in 0..<entries.count {
            guard let record = records[index] else {
                damage(LedgerFiles.journal, "event \(index) is missing")
                continue
            }
            let place = "event \(index) at byte \(record.range.lowerBound)"
            if record.leaf != entries[index] { damage(LedgerFiles.journal, "\(place) is not the one that was signed") }
            let checkpoint = Checkpoint(origin: key.name, size: index + 1, root: merkle.root(atSize: index + 1))
            do throws(NoteError) {
                let note = try SignedNote(parsing: record.note)
                try note.verify(by: key)
                guard note.text.utf8.elementsEqual(checkpoint.text.utf8) else {
                    damage(LedgerFiles.journal, "\(place): its checkpoint is not that of the entries up to it")
                    continue
                }
            } catch {
                damage(LedgerFiles.journal, "\(place): \(error)")
            }
        }
        for index in records.keys where index >= entries.count && !entries.isEmpty {
            damage(LedgerFiles.journal, "event \(index) does not follow on the ones before")
        }
    }
}
