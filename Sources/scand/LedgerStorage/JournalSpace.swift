import DurableFiles
import Ledger

/// The space that a ledger's journal takes, written with zeros before the first record: a disk that fills up in the
/// middle of the day must not stop the count, and appending to written space syncs no metadata.
///
/// ```
/// header  +  (3 x slots + 1000) records of a sheet  +  4 records of the longest leaf     rounded up to 4096
///
///                                 | spare          | ends     | polls-closed, adjudicated, totals, keys-destroyed |
/// sheets ->                       |                |          |                                                   |
/// machine-started, pauses ...     ->               |          |                                                   |
/// leaves of what was sealed or returned before     ->         |                                                   |
/// ```
/// A sheet's record has the frame, the longest leaf of a sheet, and a note whose size has ten digits. Three times the slots,
/// because each sheet that counts may have a row of returned ones and a voided one before it. A sheet is sealed only where
/// its leaf leaves the spare room; a full journal can therefore always be gone on with, closed and released.
struct JournalSpace: Hashable {
    /// Bytes of the whole file.
    let byteCount: Int
    /// Bytes of a record with a sheet's leaf, at most.
    let sheetByteCount: Int
    /// Bytes that only the end of the day may take.
    private let closingByteCount: Int
    /// Bytes of a record with the longest leaf.
    private let longByteCount: Int
    /// Bytes that the files derived from the journal take at most, beside it.
    let derivedByteCount: Int
    private let noteByteCount: Int

    private static let pageByteCount = 4096
    /// Room for other events that is left when the next sheet is refused, in records of a sheet.
    private static let spareCount = 200
    /// Leaves that may have to follow what was done before the journal was full: of a row of returned sheets, of the sheet
    /// that was on its way, of a copy that is lost with it, and one more.
    private static let endCount = 4

    init(_ genesis: Genesis) {
        let origin = genesis.origin.rawValue.utf8.count
        let text = Checkpoint(origin: genesis.origin, size: 9_999_999_999, root: .empty).text.utf8.count
        // Empty line, dash and space, name, space, base64 of key ID and signature, line end.
        noteByteCount = text + 1 + 4 + origin + 1 + 92 + 1
        let leaf = LedgerEvent.sheetUnresolved(number: 1, box: genesis.box.commitment)
            .encoded(as: genesis.format).count
        let overhead = Journal.frameByteCount + noteByteCount + Journal.checksumByteCount
        sheetByteCount = leaf + overhead
        longByteCount = EntryBundle.maximumEntryByteCount + overhead
        let long = longByteCount
        closingByteCount = 3 * long + 2 * sheetByteCount
        let count = 3 * genesis.box.slotCount + 1000
        let whole = Journal.header.count + count * sheetByteCount + 4 * long + 2 * sheetByteCount
        byteCount = (whole + Self.pageByteCount - 1) / Self.pageByteCount * Self.pageByteCount
        // Bundles, tiles of all levels, and what directories and part-filled blocks take.
        derivedByteCount = count * (2 + leaf + 34) + 4 * long + (1 << 20)
    }

    /// Bytes that must be free before a sheet is sealed.
    var sheetReserveByteCount: Int {
        closingByteCount + (Self.endCount + Self.spareCount) * sheetByteCount + sheetByteCount
    }

    /// Bytes that must be free behind an event.
    func reserve(behind event: LedgerEvent) -> Int {
        switch event {
        case .genesis, .keysDestroyed: 0
        case .totals: sheetByteCount
        case .pollsClosed: closingByteCount - longByteCount
        case .sheetAccepted, .sheetUnresolved, .sheetVoided, .sheetsReturned, .copyLost: closingByteCount
        default: closingByteCount + Self.endCount * sheetByteCount
        }
    }

    /// Bytes of a record with a leaf of a length, at most.
    func recordByteCount(leaf: Int) -> Int { Journal.frameByteCount + leaf + noteByteCount + Journal.checksumByteCount }

    /// Requires that the disk can hold the whole day.
    func requireRoom(under directory: String) throws(LedgerError) {
        guard byteCount <= LedgerFiles.maximumJournalByteCount else {
            throw .refused("a journal of \(byteCount) bytes is more than can be read: choose fewer slots")
        }
        let free = try LedgerError.naming(directory) { () throws(SystemFailure) in
            try FileSystem.freeByteCount(at: directory)
        }
        guard free >= byteCount + derivedByteCount else {
            throw .refused(
                "\(directory): the ledger of the day needs \((byteCount + derivedByteCount) >> 20 + 1) MiB, and the "
                    + "disk has \(free >> 20) MiB free: make room, or choose fewer slots")
        }
    }
}
