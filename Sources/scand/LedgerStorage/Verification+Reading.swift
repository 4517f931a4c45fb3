import DurableFiles
import Ledger

extension Verification {
    /// The published checkpoint: written as it must be, signed by the key, and of this log.
    mutating func readCheckpoint() {
        guard let bytes = read(LedgerFiles.checkpoint, limit: LedgerFiles.maximumCheckpointByteCount) else { return }
        do throws(NoteError) {
            let note = try SignedNote(parsing: bytes)
            try note.verify(by: key)
            guard let checkpoint = Checkpoint(parsing: note.text) else {
                return damage(LedgerFiles.checkpoint, "the signed text is no checkpoint")
            }
            guard checkpoint.origin == key.name else {
                return damage(LedgerFiles.checkpoint, "of the log \(checkpoint.origin), not \(key.name)")
            }
            guard checkpoint.size <= LedgerVerifier.maximumSize else {
                return damage(LedgerFiles.checkpoint, "of \(checkpoint.size) events, more than are checked")
            }
            published = checkpoint
        } catch {
            damage(LedgerFiles.checkpoint, error.description)
        }
    }

    /// The journal's records, by the size that each one's checkpoint gives.
    mutating func readJournal() {
        guard let bytes = read(LedgerFiles.journal, limit: LedgerFiles.maximumJournalByteCount) else { return }
        let scan = JournalScan(bytes)
        if !scan.hasHeader { damage(LedgerFiles.journal, "not a journal of this version") }
        for gap in scan.gaps {
            let what = gap.isTornWrite(in: bytes) ? "a record that was not finished" : "no record can be read"
            damage(LedgerFiles.journal, "\(what) at byte \(gap.range.lowerBound)")
        }
        for record in scan.records {
            guard let note = try? SignedNote(parsing: record.note), let checkpoint = Checkpoint(parsing: note.text),
                1...LedgerVerifier.maximumSize ~= checkpoint.size
            else {
                damage(LedgerFiles.journal, "no checkpoint in the record at byte \(record.range.lowerBound)")
                continue
            }
            if let earlier = records.updateValue(record, forKey: checkpoint.size - 1) {
                damage(
                    LedgerFiles.journal,
                    "two records for event \(checkpoint.size - 1), at bytes \(earlier.range.lowerBound) and "
                        + "\(record.range.lowerBound)")
            }
        }
        let places = records.sorted { $0.key < $1.key }.map(\.value.range.lowerBound)
        if zip(places, places.dropFirst()).contains(where: { $0 > $1 }) {
            damage(LedgerFiles.journal, "records are out of order")
        }
    }

    /// The entry bundles of the published size, or, where no checkpoint can be trusted, of the size that the files show.
    mutating func readBundles() {
        size = published?.size ?? sizeShownByFiles
        for bundle in TileLayout(size: size).bundles {
            let limit = bundle.width * (2 + EntryBundle.maximumEntryByteCount)
            guard let bytes = read(bundle.path, limit: limit) else { continue }
            bundles[bundle.path] = bytes
            guard let entries = EntryBundle.decode(bytes), entries.count == bundle.width else {
                damage(bundle.path, "not \(bundle.width) entries")
                continue
            }
            for (index, entry) in zip(bundle.entries, entries) { bundled[index] = entry }
        }
    }

    private var sizeShownByFiles: Int {
        var full = 0
        while tree.kinds[EntryBundle(index: full, width: TileLayout.fullWidth).path] != nil { full += 1 }
        let partial = (1..<TileLayout.fullWidth).last { tree.kinds[EntryBundle(index: full, width: $0).path] != nil }
        return full * TileLayout.fullWidth + (partial ?? 0)
    }
}
