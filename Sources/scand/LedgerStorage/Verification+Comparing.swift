import DurableFiles
import Ledger

extension Verification {
    /// The entries that everything is compared with, up to the end of the journal.
    mutating func chooseEntries() {
        var tiles: [Int: [UInt8]] = [:]
        entries.reserveCapacity(max(size, records.count))
        for index in 0..<size {
            switch (record(at: index)?.leaf, bundled[index]) {
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
        while let record = record(at: entries.count) { entries.append(record.leaf) }
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
        for entry in entries { merkle.append(TreeHash.leaf(entry)) }
        guard let published, isComplete else { return }
        if merkle.root(atSize: size) != published.root {
            damage(LedgerFiles.checkpoint, "its root is not that of the entries")
        }
    }

    /// Every bundle holds the entries, and nothing else: what a bundle's bytes are read as has one way to be written.
    mutating func checkBundles() {
        guard isComplete else { return }
        for bundle in TileLayout(size: size).bundles {
            guard bundles[bundle.index] != nil else { continue }
            if let first = bundle.entries.first(where: { bundled[$0] != entries[$0] }) {
                damage(bundle.path, "entry \(first) is not the one that was signed")
            }
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

    /// Every record holds its entry, and the checkpoint that was signed after it: the newest one's signature is checked,
    /// or all of them.
    mutating func checkJournal(_ signatures: LedgerVerifier.Signatures) {
        for index in 0..<entries.count {
            guard let record = record(at: index) else {
                damage(LedgerFiles.journal, "event \(index) is missing")
                continue
            }
            if record.leaf != entries[index] {
                damage(
                    LedgerFiles.journal,
                    "event \(index) at byte \(record.range.lowerBound) is not the one that was signed")
            }
            if signatures == .all || index == entries.count - 1 { checkNote(of: record, index) }
        }
        guard !entries.isEmpty else { return }
        for index in placeOfRecord.indices.dropFirst(entries.count) where placeOfRecord[index] >= 0 {
            damage(LedgerFiles.journal, "event \(index) does not follow on the ones before")
        }
    }

    private mutating func checkNote(of record: Journal.Record, _ index: Int) {
        let place = "event \(index) at byte \(record.range.lowerBound)"
        let checkpoint = Checkpoint(origin: key.name, size: index + 1, root: merkle.root(atSize: index + 1))
        do throws(NoteError) {
            let note = try SignedNote(parsing: Array(record.note))
            try note.verify(by: key)
            if !note.text.utf8.elementsEqual(checkpoint.text.utf8) {
                damage(LedgerFiles.journal, "\(place): its checkpoint is not that of the entries up to it")
            }
        } catch {
            damage(LedgerFiles.journal, "\(place): \(error)")
        }
    }

    /// An earlier checkpoint that somebody kept is one of this ledger: nothing before it was changed since, and nothing
    /// behind it was taken back.
    mutating func checkConsistency(with earlier: [UInt8]) {
        let what: String
        do throws(NoteError) {
            let note = try SignedNote(parsing: earlier)
            try note.verify(by: key)
            guard let checkpoint = Checkpoint(parsing: note.text), checkpoint.origin == key.name else {
                return damage(LedgerFiles.checkpoint, "the earlier checkpoint is not one of this ledger")
            }
            guard let published, isComplete else { return }
            if checkpoint.size > published.size {
                what = "rolled back: of \(published.size) events, and one of \(checkpoint.size) was signed before"
            } else if merkle.root(atSize: checkpoint.size) != checkpoint.root {
                what =
                    "split view: the signed checkpoint given of \(checkpoint.size) events is of other events than these"
            } else {
                return
            }
        } catch {
            what = "the earlier checkpoint: \(error)"
        }
        damage(LedgerFiles.checkpoint, what)
    }
}
