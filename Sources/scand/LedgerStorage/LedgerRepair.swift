import DurableFiles
public import Ledger

/// Makes the files anew that are derived from a ledger's journal. The journal itself is never touched, and no private key is
/// needed: every checkpoint stands in it.
public enum LedgerRepair {
    /// Brings checkpoint, tiles and bundles up to the journal, and gives the files that were missing or other.
    ///
    /// Refused where the journal is not sound itself, or another writer has the ledger, or a newer checkpoint was published
    /// than the journal leads to: nothing that is left could then be trusted to be derived from.
    public static func repair(directory: String, key: VerifierKey) throws(LedgerError) -> [String] {
        let directory = LedgerWriter.trimmed(directory)
        let lock = try LedgerLock(of: directory)
        defer { withExtendedLifetime(lock) {} }
        let contents = try JournalContents(LedgerWriter.soundScan(of: directory).records, key: key)
        guard !contents.entries.isEmpty else {
            throw .damaged(file: LedgerFiles.journal, what: "it does not begin with a genesis")
        }
        try LedgerWriter.requireNoneNewer(than: contents, in: directory, key: key)
        var publisher = Publisher(directory: directory)
        try publisher.publish(contents.tree, entries: contents.entries, note: contents.note)
        return publisher.changed
    }
}
