import Ledger

/// The bytes of the file that is the ledger's only truth.
///
/// ```
/// file     "scand-journal/v1\n"  record  record  ...  zeros
/// record   "SLJR"  u32 leaf length  u32 note length  leaf  note  u32 CRC-32C of all before it in the record
/// ```
/// Numbers are big-endian. The note is the checkpoint signed after this leaf, so that recovery needs one file. A record
/// is written once, in one call, behind all others, and never changed. The zeros are the day's space, written before the
/// first record (`JournalSpace`); a copy may be cut anywhere behind its last record.
enum Journal {
    static let header = Array("scand-journal/v1\n".utf8)
    static let magic = Array("SLJR".utf8)
    /// Longest note that a record takes; one Ed25519 signature needs 200 bytes.
    static let maximumNoteByteCount = 65_535
    static let frameByteCount = 12
    static let checksumByteCount = 4
    static let maximumRecordByteCount =
        frameByteCount + EntryBundle.maximumEntryByteCount + maximumNoteByteCount + checksumByteCount

    /// One record's place and what it holds.
    struct Record {
        let range: Range<Int>
        let leaf: ArraySlice<UInt8>
        let note: ArraySlice<UInt8>

        /// The same record found at a later place.
        func moved(by count: Int) -> Record {
            Record(range: (range.lowerBound + count)..<(range.upperBound + count), leaf: leaf, note: note)
        }
    }

    static func encode(leaf: [UInt8], note: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(frameByteCount + leaf.count + note.count + checksumByteCount)
        bytes += magic
        bytes += bigEndian(UInt32(leaf.count))
        bytes += bigEndian(UInt32(note.count))
        bytes += leaf
        bytes += note
        bytes += bigEndian(CRC32C.of(bytes))
        return bytes
    }

    /// Why no record can be read at a place.
    enum Fault: Error, Equatable {
        /// The file ends before the record does.
        case short
        case noMagic
        case lengths
        case checksum
    }

    static func record(at start: Int, in bytes: [UInt8]) throws(Fault) -> Record {
        guard bytes.count - start >= frameByteCount else {
            throw bytes[start...].isPrefix(of: magic) ? .short : .noMagic
        }
        guard bytes[start...].starts(with: magic) else { throw .noMagic }
        let leafCount = Int(number(at: start + 4, in: bytes))
        let noteCount = Int(number(at: start + 8, in: bytes))
        guard leafCount <= EntryBundle.maximumEntryByteCount, noteCount <= maximumNoteByteCount else { throw .lengths }
        let checksum = start + frameByteCount + leafCount + noteCount
        guard bytes.count - checksum >= checksumByteCount else { throw .short }
        guard number(at: checksum, in: bytes) == CRC32C.of(bytes[start..<checksum]) else { throw .checksum }
        let leaf = start + frameByteCount
        return Record(
            range: start..<(checksum + checksumByteCount), leaf: bytes[leaf..<(leaf + leafCount)],
            note: bytes[(leaf + leafCount)..<checksum])
    }

    static func number(at place: Int, in bytes: [UInt8]) -> UInt32 {
        UInt32(bytes[place]) << 24 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 8
            | UInt32(bytes[place + 3])
    }

    static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

extension ArraySlice<UInt8> {
    /// Whether a text begins with these bytes, as far as they go.
    fileprivate func isPrefix(of text: [UInt8]) -> Bool { prefix(text.count).elementsEqual(text.prefix(count)) }
}
