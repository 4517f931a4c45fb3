import DurableFiles
public import Ledger

/// A second copy, or a custodian's, that is not needed any more and still has the day's keys.
public enum LeftCopy {
    /// Overwrites and removes the day's keys in a directory; everything else in it stays.
    ///
    /// Refused before the totals are signed, since they may be the only ones that are left; where the directory is the
    /// ledger's own; where its journal is of another ledger; and while another process is at work on it.
    ///
    /// - Parameters:
    ///   - directory: the copy. Its journal may be damaged or gone.
    ///   - ledger: the ledger that it is a copy of.
    /// - Returns: whether there were keys.
    public static func destroyKeys(
        in directory: String, of ledger: String, key: VerifierKey
    ) throws(LedgerError) -> Bool {
        let (directory, ledger) = (LedgerWriter.trimmed(directory), LedgerWriter.trimmed(ledger))
        let scan = try LedgerWriter.soundScan(of: ledger)
        let history = try JournalContents(scan.records, key: key).history
        guard [.final, .ended].contains(history.phase) else {
            throw .refused(
                "the totals are not signed: the keys may be needed, and 'scand ledger release' destroys them at its end"
            )
        }
        guard FileSystem.isDirectory(directory) else { throw .notALedger(directory, why: "no such directory") }
        guard FileSystem.resolved(directory) != FileSystem.resolved(ledger) else {
            throw .refused("\(directory): is the ledger itself, and no copy of it")
        }
        if let theirs = try? JournalScan.of("\(directory)/\(LedgerFiles.journal)"), let first = theirs.records.first,
            first.leaf != scan.records.first?.leaf
        {
            throw .refused("\(directory): is another ledger, and no copy of \(ledger)")
        }
        let (lock, isFree) = try LedgerError.naming(directory) { () throws(SystemFailure) in
            let lock = try Descriptor.directory(directory)
            return (lock, try lock.lock())
        }
        guard isFree else { throw .inUse(directory) }
        defer { withExtendedLifetime(lock) {} }
        return try BoxKeysFiles.destroy(in: directory)
    }
}
