import DurableFiles
import Ledger

/// All records that a journal's bytes hold, and the gaps between them where none can be read. Zeros behind all else are no
/// gap: they are space for records to come.
struct JournalScan {
    /// Bytes that belong to no record.
    struct Gap {
        let range: Range<Int>
        let fault: Journal.Fault
    }

    private(set) var records: [Journal.Record] = []
    private(set) var gaps: [Gap] = []
    let hasHeader: Bool
    /// The journal up to its empty space.
    let bytes: [UInt8]
    /// Bytes of the whole file.
    let byteCount: Int
    /// Where the last record's checksum stands, if only a part of it reached the disk. The record counts: all that it says is
    /// there under a signature, and nobody can tell whether a power loss or a later fault took the rest.
    private(set) var unfinishedChecksum: Int?

    init(_ journal: FileSystem.UsedPart) {
        (bytes, byteCount) = (journal.bytes, journal.byteCount)
        hasHeader = bytes.starts(with: Journal.header)
        var place = min(Journal.header.count, bytes.count)
        // A hostile file may hold a magic at every step, each with a long checksum to compute: looking on costs from a
        // purse, so that the scan always ends soon.
        var purse = 4 * bytes.count + Journal.maximumRecordByteCount
        while place < bytes.count {
            do throws(Journal.Fault) {
                let record = try Journal.record(at: place, in: bytes)
                records.append(record)
                place = record.range.upperBound
            } catch {
                // Only the few zeros that reading leaves: more would have been taken off.
                if bytes.count - place <= Journal.checksumByteCount, bytes[place...].allSatisfy({ $0 == 0 }) { return }
                if let record = recordWithUnfinishedChecksum(at: place) {
                    records.append(record)
                    unfinishedChecksum = record.range.upperBound - Journal.checksumByteCount
                    return
                }
                let next = Self.nextRecord(after: place, in: bytes, purse: &purse) ?? bytes.count
                gaps.append(Gap(range: place..<next, fault: error))
                place = next
            }
        }
    }

    /// Where a leaf's record begins; the end of all records where there is none yet.
    func start(ofLeaf index: Int) -> Int {
        index < records.count ? records[index].range.lowerBound : records.last?.range.upperBound ?? Journal.header.count
    }

    /// Reads and scans a journal.
    static func of(_ path: String) throws(FileProblem) -> JournalScan {
        JournalScan(
            try FileSystem.readUsedPart(
                path, limit: LedgerFiles.maximumJournalByteCount, keeping: Journal.checksumByteCount))
    }

    /// The journal's last record, if it lacks nothing but the end of its checksum, where zeros are.
    private func recordWithUnfinishedChecksum(at place: Int) -> Journal.Record? {
        guard let end = statedEnd(ofRecordAt: place), end <= bytes.count, end > self.end - 1 else { return nil }
        let checksum = end - Journal.checksumByteCount
        let right = Journal.bigEndian(CRC32C.of(bytes[place..<checksum]))
        let stored = bytes[checksum..<end]
        let written = stored.prefix((stored.lastIndex { $0 != 0 } ?? checksum - 1) + 1 - checksum)
        guard right.starts(with: written) else { return nil }
        return try? Journal.record(at: 0, in: Array(bytes[place..<checksum]) + right).moved(by: place)
    }

    private static func nextRecord(after start: Int, in bytes: [UInt8], purse: inout Int) -> Int? {
        for place in bytes.indices.dropFirst(start + 1) where bytes[place] == Journal.magic[0] {
            guard bytes[place...].starts(with: Journal.magic) else { continue }
            guard purse > 0 else { return nil }
            do throws(Journal.Fault) {
                _ = try Journal.record(at: place, in: bytes)
                return place
            } catch {
                if error == .checksum { purse -= Journal.maximumRecordByteCount }
            }
        }
        return nil
    }
}

extension JournalScan {
    /// Where the last byte that is not zero ends.
    var end: Int { (bytes.lastIndex { $0 != 0 } ?? -1) + 1 }

    /// Whether these last bytes of a journal are what a power loss leaves of a record that was being written, and which
    /// nobody can therefore have been told of.
    ///
    /// A write that did not finish has whole sectors of zeros where blocks never reached the disk, or stops somewhere and
    /// has zeros to its end, or the file itself stops. Bytes that are all there but wrong were spoiled later: that record
    /// may have been acknowledged and must not be dropped.
    func isTornWrite(_ gap: Gap) -> Bool {
        guard gap.range.upperBound == bytes.count, gap.range.count <= Journal.maximumRecordByteCount,
            !isWholeButForALength(gap)
        else { return false }
        let stated = statedEnd(ofRecordAt: gap.range.lowerBound)
        let recordEnd = min(byteCount, max(end, stated ?? 0))
        if hasEmptySector(gap.range.lowerBound..<recordEnd) { return true }
        if recordEnd == stated && recordEnd - end >= Self.leastCut { return true }
        return byteCount == bytes.count && gap.fault == .short
    }

    /// Fewest zeros at a record's end that show that its write stopped: the checksum, and as much of the note.
    private static let leastCut = 2 * Journal.checksumByteCount

    /// Where the record at a place ends by its own lengths, of which zeros may be all that was written; nil where its
    /// beginning is another than a record's.
    func statedEnd(ofRecordAt start: Int) -> Int? {
        let frame = (start..<(start + Journal.frameByteCount)).map { $0 < bytes.count ? bytes[$0] : 0 }
        let magic = Journal.magic.prefix(end - start)
        let (leaf, note) = (Int(Journal.number(at: 4, in: frame)), Int(Journal.number(at: 8, in: frame)))
        guard frame.starts(with: magic), leaf <= EntryBundle.maximumEntryByteCount,
            note <= Journal.maximumNoteByteCount
        else { return nil }
        return start + Journal.frameByteCount + leaf + note + Journal.checksumByteCount
    }

    private func hasEmptySector(_ range: Range<Int>) -> Bool {
        var start = range.lowerBound
        while start < range.upperBound {
            let next = min((start / 512 + 1) * 512, range.upperBound)
            if start >= bytes.count || bytes[start..<min(next, bytes.count)].allSatisfy({ $0 == 0 }) { return true }
            start = next
        }
        return false
    }

    /// A spoiled length makes a whole record look cut: with the length that reaches the record's end its checksum fits.
    /// That end is behind the last byte that is not zero, by as many bytes as a checksum may have zeros at its end.
    private func isWholeButForALength(_ gap: Gap) -> Bool {
        (end...min(end + Journal.checksumByteCount, bytes.count)).contains { end in
            end > gap.range.lowerBound && Self.isWholeButForALength(Array(bytes[gap.range.lowerBound..<end]))
        }
    }

    private static func isWholeButForALength(_ bytes: [UInt8]) -> Bool {
        var record = bytes
        let rest = record.count - Journal.frameByteCount - Journal.checksumByteCount
        guard rest >= 0 else { return false }
        let lengths = [4, 8].map { Journal.number(at: $0, in: record) }
        for place in [4, 8] {
            let other = Int(lengths[place == 4 ? 1 : 0])
            guard other <= rest else { continue }
            record.replaceSubrange(place..<(place + 4), with: Journal.bigEndian(UInt32(rest - other)))
            if (try? Journal.record(at: 0, in: record)) != nil { return true }
            record.replaceSubrange(place..<(place + 4), with: Journal.bigEndian(lengths[place / 4 - 1]))
        }
        return false
    }
}
