import DurableFiles
import Ledger

extension Verification {
    /// The published checkpoint: written as it must be, signed by the key, and of this log.
    mutating func readCheckpoint() {
        let bytes = read(
            LedgerFiles.checkpoint, .checkpoint, missing: .files, limit: LedgerFiles.maximumCheckpointByteCount)
        guard let bytes else { return }
        do throws(NoteError) {
            let note = try SignedNote(parsing: bytes)
            try note.verify(by: key)
            guard let checkpoint = Checkpoint(parsing: note.text) else {
                return find(.checkpoint, LedgerFiles.checkpoint, "the signed text is not a checkpoint")
            }
            guard checkpoint.origin == key.name else {
                return find(.checkpoint, LedgerFiles.checkpoint, "of the log \(checkpoint.origin), not \(key.name)")
            }
            guard 1...LedgerVerifier.maximumSize ~= checkpoint.size else {
                return find(
                    .checkpoint, LedgerFiles.checkpoint,
                    "of \(checkpoint.size) events, not 1 to \(LedgerVerifier.maximumSize)")
            }
            (published, self.note) = (checkpoint, note)
            checked("checkpoint of \(checkpoint.size) events, signed by the key")
        } catch {
            find(.checkpoint, LedgerFiles.checkpoint, error.description)
        }
    }

    /// The journal's records, by the size that each one's checkpoint gives.
    mutating func readJournal() {
        let path = "\(directory)/\(LedgerFiles.journal)"
        let scan = read(LedgerFiles.journal, .journal, missing: .files) { () throws(FileProblem) -> JournalScan in
            try JournalScan.of(path)
        }
        guard let scan else { return }
        if !scan.hasHeader { findInJournal("not a journal of this version") }
        for gap in scan.gaps {
            let what = scan.isTornWrite(gap) ? "a record that was not finished" : "no record can be read"
            findInJournal("\(what) at byte \(gap.range.lowerBound)")
        }
        if let place = scan.unfinishedChecksum { findInJournal("the checksum at byte \(place) is not finished") }
        records = scan.records
        placeOfRecord.reserveCapacity(records.count)
        let origin = Array("\(key.name)\n".utf8)
        for (place, record) in records.enumerated() {
            guard let size = Self.size(in: record.note, behind: origin), 1...LedgerVerifier.maximumSize ~= size else {
                findInJournal("no checkpoint in the record at byte \(record.range.lowerBound)")
                continue
            }
            while placeOfRecord.count < size { placeOfRecord.append(-1) }
            let earlier = placeOfRecord[size - 1]
            placeOfRecord[size - 1] = place
            if earlier >= 0 {
                findInJournal(
                    "two records for event \(size - 1), at bytes \(records[earlier].range.lowerBound) and "
                        + "\(record.range.lowerBound)")
            }
        }
        let places = placeOfRecord.lazy.filter { $0 >= 0 }
        if zip(places, places.dropFirst()).contains(where: { $0 > $1 }) { findInJournal("records are out of order") }
        if records.isEmpty && !has(.journal) { findInJournal("no record") }
    }

    private mutating func findInJournal(_ what: String) { find(.journal, LedgerFiles.journal, what) }

    /// The record of the leaf at an index.
    func record(at index: Int) -> Journal.Record? {
        guard index < placeOfRecord.count, placeOfRecord[index] >= 0 else { return nil }
        return records[placeOfRecord[index]]
    }

    /// The size in a checkpoint's text, which stands between its first two line ends; nil where another log's name comes
    /// before it or it is no number.
    private static func size(in note: ArraySlice<UInt8>, behind origin: [UInt8]) -> Int? {
        guard note.starts(with: origin) else { return nil }
        var size = 0
        var count = 0
        for byte in note.dropFirst(origin.count) {
            if byte == UInt8(ascii: "\n") { return count > 0 ? size : nil }
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte, count < 10, count == 0 || size > 0 else { return nil }
            size = 10 * size + Int(byte - UInt8(ascii: "0"))
            count += 1
        }
        return nil
    }

    /// The entry bundles of the published size, or, where no checkpoint can be trusted, of the size that the files show.
    mutating func readBundles() {
        size = published?.size ?? sizeShownByFiles
        bundled.reserveCapacity(size)
        for bundle in TileLayout(size: size).bundles {
            let limit = bundle.width * (2 + EntryBundle.maximumEntryByteCount)
            let bytes = read(bundle.path, .bundle, limit: limit)
            bundles[bundle.index] = bytes
            if let bytes, let entries = EntryBundle.slices(of: bytes), entries.count == bundle.width {
                for entry in entries { bundled.append(entry) }
            } else {
                if bytes != nil { find(.bundle, bundle.path, "not \(bundle.width) entries") }
                for _ in 0..<bundle.width { bundled.append(nil) }
            }
        }
    }

    private var sizeShownByFiles: Int {
        var full = 0
        while isFile(EntryBundle(index: full, width: TileLayout.fullWidth).path) { full += 1 }
        let partial = (1..<TileLayout.fullWidth).last { isFile(EntryBundle(index: full, width: $0).path) }
        return full * TileLayout.fullWidth + (partial ?? 0)
    }

    /// The entries that everything is compared with, up to the end of the journal: the journal's, where every checkpoint in it
    /// is that of its own leaves; else what two of journal, bundle and tile agree on.
    mutating func chooseEntries(_ signatures: LedgerVerifier.Signatures) {
        if published != nil, size > placeOfRecord.count { findInJournal("event \(placeOfRecord.count) is missing") }
        if !has(.journal), !records.isEmpty {
            entries = records.map(\.leaf)
            merkle = Self.tree(of: entries)
            noteFaults = noteFaults(signatures)
            if noteFaults?.contains(where: \.isOfOtherEntries) == false { return }
            noteFaults = nil
            entries.removeAll()
        }
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
                findInJournal("event \(index) is lost, and so is its copy")
                return entries.removeAll()
            }
        }
        while let record = record(at: entries.count) { entries.append(record.leaf) }
        merkle = Self.tree(of: entries)
    }

    private static func tree(of entries: [ArraySlice<UInt8>]) -> MerkleTree {
        var tree = MerkleTree()
        for entry in entries { tree.append(TreeHash.leaf(entry)) }
        return tree
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

    /// Root, bundles and tiles of the published size are those of the entries, and nothing else: what a bundle's bytes are read
    /// as has one way to be written.
    mutating func checkTree() {
        let isComplete = entries.count >= size && !entries.isEmpty
        if let published, isComplete, merkle.root(atSize: size) != published.root {
            find(.root, LedgerFiles.checkpoint, "its root is not that of the leaves")
        }
        for bundle in TileLayout(size: size).bundles where isComplete && bundles[bundle.index] != nil {
            if let first = bundle.entries.first(where: { bundled[$0] != entries[$0] }) {
                find(.bundle, bundle.path, "entry \(first) is not the one that was signed")
            }
        }
        for tile in TileLayout(size: size).tiles {
            let count = tile.width * TreeHash.byteCount
            guard let bytes = read(tile.path, .tile, limit: count), isComplete else { continue }
            if bytes.count != count {
                find(.tile, tile.path, "\(bytes.count) bytes instead of \(count)")
            } else if bytes != merkle.contents(of: tile) {
                find(.tile, tile.path, "its hashes are not those of the leaves")
            }
        }
        if published == nil {
            notChecked("tiles, bundles and the published root", needs: "a checkpoint that the key signed")
        } else if isComplete, !has(.bundle, .tile, .root) {
            checked("tiles, bundles and root of the \(size) published events")
        }
    }

    /// Every record holds its entry, and the checkpoint that was signed after it: all signatures are checked, or the newest.
    mutating func checkJournal(_ signatures: LedgerVerifier.Signatures) {
        for index in 0..<entries.count {
            guard let record = record(at: index) else {
                findInJournal("event \(index) is missing")
                continue
            }
            if record.leaf != entries[index] {
                findInJournal(
                    "event \(index) at byte \(record.range.lowerBound) is not the one that was signed")
            }
        }
        guard !entries.isEmpty else { return }
        for fault in noteFaults ?? noteFaults(signatures) {
            findInJournal("event \(fault.index) at byte \(fault.place): \(fault.what)")
        }
        for index in placeOfRecord.indices.dropFirst(entries.count) where placeOfRecord[index] >= 0 {
            findInJournal("event \(index) does not follow on the ones before")
        }
        switch signatures {
        case .all: if !has(.journal) { checked("journal of \(entries.count) events, and the signature after each") }
        case .newest:
            if !has(.journal) { checked("journal of \(entries.count) events, and the newest signature") }
            notChecked("the signatures after the events before the newest", needs: "--signatures all")
        }
    }

    /// What is wrong with a note of the journal.
    struct NoteFault {
        let index: Int
        let place: Int
        let what: String
        /// Whether its text is not the checkpoint of the entries up to it.
        let isOfOtherEntries: Bool
    }

    /// What is wrong with notes of the journal, all or the newest, in their order. On all cores: signatures are most of the
    /// work of a verification.
    private func noteFaults(_ signatures: LedgerVerifier.Signatures) -> [NoteFault] {
        let (records, places, merkle, key) = (records, placeOfRecord, merkle, key)
        let range = signatures == .all ? 0..<entries.count : (entries.count - 1)..<entries.count
        return Workers.map(range) { index in
            guard index < places.count, places[index] >= 0 else { return nil }
            let record = records[places[index]]
            let checkpoint = Checkpoint(origin: key.name, size: index + 1, root: merkle.root(atSize: index + 1))
            let isOfOtherEntries = !record.note.starts(with: checkpoint.text.utf8)
            func fault(_ what: String) -> NoteFault {
                NoteFault(
                    index: index, place: record.range.lowerBound, what: what, isOfOtherEntries: isOfOtherEntries)
            }
            do throws(NoteError) {
                let note = try SignedNote(parsing: Array(record.note))
                try note.verify(by: key)
                guard note.text.utf8.elementsEqual(checkpoint.text.utf8) else {
                    return fault("its checkpoint is not that of the entries up to it")
                }
                guard note.signatures.count == 1 else {
                    return fault("other lines than the key's signature, which could tell of the sheet")
                }
                return nil
            } catch {
                return fault(error.description)
            }
        }
    }
}
