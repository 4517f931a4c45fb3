import Ledger

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
