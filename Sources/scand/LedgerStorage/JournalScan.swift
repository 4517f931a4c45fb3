import DurableFiles

/// All records that a journal's bytes hold, and the gaps between them where none can be read. Zeros behind all else are no
/// gap: they are space for records to come.
struct JournalScan {
    /// Bytes that are no record.
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
