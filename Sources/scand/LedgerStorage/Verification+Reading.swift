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
            (published, self.note) = (checkpoint, note)
        } catch {
            damage(LedgerFiles.checkpoint, error.description)
        }
    }

    /// The journal's records, by the size that each one's checkpoint gives.
    mutating func readJournal() {
        let path = "\(directory)/\(LedgerFiles.journal)"
        guard
            let scan = read(
                LedgerFiles.journal, { () throws(FileProblem) -> JournalScan in try JournalScan.of(path) })
        else { return }
        if !scan.hasHeader { damage(LedgerFiles.journal, "not a journal of this version") }
        for gap in scan.gaps {
            let what = scan.isTornWrite(gap) ? "a record that was not finished" : "no record can be read"
            damage(LedgerFiles.journal, "\(what) at byte \(gap.range.lowerBound)")
        }
        if let place = scan.unfinishedChecksum {
            damage(LedgerFiles.journal, "the checksum at byte \(place) is not finished")
        }
        records = scan.records
        placeOfRecord.reserveCapacity(records.count)
        let origin = Array("\(key.name)\n".utf8)
        for (place, record) in records.enumerated() {
            guard let size = Self.size(in: record.note, behind: origin), 1...LedgerVerifier.maximumSize ~= size else {
                damage(LedgerFiles.journal, "no checkpoint in the record at byte \(record.range.lowerBound)")
                continue
            }
            while placeOfRecord.count < size { placeOfRecord.append(-1) }
            let earlier = placeOfRecord[size - 1]
            placeOfRecord[size - 1] = place
            if earlier >= 0 {
                damage(
                    LedgerFiles.journal,
                    "two records for event \(size - 1), at bytes \(records[earlier].range.lowerBound) and "
                        + "\(record.range.lowerBound)")
            }
        }
        let places = placeOfRecord.lazy.filter { $0 >= 0 }
        if zip(places, places.dropFirst()).contains(where: { $0 > $1 }) {
            damage(LedgerFiles.journal, "records are out of order")
        }
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
            let bytes = read(bundle.path, limit: limit)
            bundles[bundle.index] = bytes
            if let bytes, let entries = EntryBundle.slices(of: bytes), entries.count == bundle.width {
                for entry in entries { bundled.append(entry) }
            } else {
                if bytes != nil { damage(bundle.path, "not \(bundle.width) entries") }
                for _ in 0..<bundle.width { bundled.append(nil) }
            }
        }
    }

    private var sizeShownByFiles: Int {
        var full = 0
        while tree.kinds[EntryBundle(index: full, width: TileLayout.fullWidth).path] != nil { full += 1 }
        let partial = (1..<TileLayout.fullWidth).last { tree.kinds[EntryBundle(index: full, width: $0).path] != nil }
        return full * TileLayout.fullWidth + (partial ?? 0)
    }
}
