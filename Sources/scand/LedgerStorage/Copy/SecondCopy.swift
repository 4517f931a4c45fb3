import DurableFiles
import Glibc
import Ledger

/// A ledger's directory once more, on another disk: the same bytes, written before a sheet is acknowledged.
///
/// Either of the two can be opened as the ledger when the other's disk died.
final class SecondCopy {
    let directory: String
    private let lock: Descriptor
    private let journal: Descriptor
    private let box: BallotBoxFiles
    private let original: Descriptor
    private var journalByteCount: Int

    init(
        _ directory: String, lock: Descriptor, box: BallotBoxFiles, of original: String, journalByteCount: Int
    ) throws(LedgerError) {
        (self.directory, self.lock, self.box) = (directory, lock, box)
        self.journalByteCount = journalByteCount
        let path = "\(directory)/\(LedgerFiles.journal)"
        journal = try LedgerError.naming(path) { () throws(SystemFailure) in try Descriptor(path, O_RDWR) }
        self.original = try LedgerError.naming(LedgerFiles.journal) { () throws(SystemFailure) in
            try Descriptor("\(original)/\(LedgerFiles.journal)", O_RDONLY)
        }
    }

    /// Takes over what the ledger's journal has more; durable on return.
    func follow(to end: Int) throws(LedgerError) {
        guard end > journalByteCount else { return }
        let path = "\(directory)/\(LedgerFiles.journal)"
        try LedgerError.naming(path) { () throws(SystemFailure) in
            let bytes = try original.read(end - journalByteCount, at: journalByteCount)
            guard bytes.count == end - journalByteCount else { throw SystemFailure(operation: "read", number: EIO) }
            try journal.write(bytes, at: journalByteCount)
            try journal.syncData()
            guard try journal.stands(at: path) else { throw SystemFailure(operation: "stat", number: ESTALE) }
        }
        journalByteCount = end
    }

    /// Overwrites and removes the keys on the copy, where it still is.
    func destroyKeys() throws(LedgerError) {
        try box.requireStanding()
        try DayKeysFile.destroy(in: directory)
    }

    /// Whether the copy is still where it was.
    func requireStanding() throws(LedgerError) { try box.requireStanding() }

    func write(slot: Int, _ bytes: [UInt8]) throws(LedgerError) {
        try box.write(slot: slot, bytes)
        try box.requireStanding()
    }

    func write(pictures: [UInt8], slot: Int) throws(LedgerError) { try box.write(pictures: pictures, slot: slot) }

    /// Takes over checkpoint, tiles and release as they stand in the ledger's directory.
    func publish(from original: String) throws(LedgerError) {
        try DirectoryMirror(original: original, copy: directory).update(below: [LedgerFiles.tiles, LedgerFiles.release])
    }
}
