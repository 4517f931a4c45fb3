/// All records that a journal's bytes hold, and the gaps between them where none can be read.
struct JournalScan {
    /// Bytes that are no record.
    struct Gap {
        let range: Range<Int>
        let fault: Journal.Fault
    }

    private(set) var records: [Journal.Record] = []
    private(set) var gaps: [Gap] = []
    let hasHeader: Bool

    init(_ bytes: [UInt8]) {
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
                let next = Self.nextRecord(after: place, in: bytes, purse: &purse) ?? bytes.count
                gaps.append(Gap(range: place..<next, fault: error))
                place = next
            }
        }
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

extension JournalScan.Gap {
    /// Whether these last bytes of a journal are what a power loss leaves of a record that was being written, and which
    /// nobody can therefore have been told of.
    ///
    /// A write that did not finish is cut short, or has whole sectors of zeros where blocks never reached the disk. Bytes
    /// that are all there but wrong were spoiled later: that record may have been acknowledged and must not be dropped.
    func isTornWrite(in bytes: [UInt8]) -> Bool {
        guard range.upperBound == bytes.count, range.count <= Journal.maximumRecordByteCount else { return false }
        if hasEmptySector(in: bytes) { return true }
        return fault == .short && !isWholeButForALength(in: bytes)
    }

    private func hasEmptySector(in bytes: [UInt8]) -> Bool {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min((start / 512 + 1) * 512, range.upperBound)
            if bytes[start..<end].allSatisfy({ $0 == 0 }) { return true }
            start = end
        }
        return false
    }

    /// A spoiled length makes a whole record look cut: with the length that reaches the file's end its checksum fits.
    private func isWholeButForALength(in bytes: [UInt8]) -> Bool {
        var record = Array(bytes[range])
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
