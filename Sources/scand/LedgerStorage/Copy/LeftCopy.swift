import BallotBox
import DurableFiles
import Glibc
public import Ledger

/// A second copy, or a custodian's, that is not needed any more and still has the day's keys.
public enum LeftCopy {
    /// Overwrites and removes the day's keys in a directory; everything else in it stays.
    ///
    /// They may be the only ones that are left: so this is refused before the totals are signed and their release is whole; where
    /// not every event of the copy is one of the ledger, which is then another one, or was set back; where its files are links, or
    /// those of the ledger itself; and while another process is at work on it. Of a copy that has lost its journal only keys that
    /// the ledger still has, byte for byte, are destroyed.
    ///
    /// - Parameters:
    ///   - directory: the copy.
    ///   - ledger: the ledger that it is a copy of.
    /// - Returns: whether there were keys.
    public static func destroyKeys(
        in directory: String, of ledger: String, key: VerifierKey
    ) throws(LedgerError) -> Bool {
        let (directory, ledger) = (LedgerWriter.trimmed(directory), LedgerWriter.trimmed(ledger))
        let history = try JournalContents(LedgerWriter.soundScan(of: ledger).records, key: key).history
        guard [.final, .ended].contains(history.phase) else {
            throw .refused(
                "the totals are not signed: the keys may be needed, and 'scand ledger release' destroys them at its end"
            )
        }
        try SignedFiles(history).requireWhole(in: ledger, copy: nil)
        try requireApart(directory, ledger)
        if !FileSystem.isThere("\(directory)/\(LedgerFiles.journal)") {
            guard areKeys(in: directory, ofLedger: ledger) else {
                throw .refused(
                    "\(directory): has no journal, and other keys than the ledger: nothing shows whose they are, and nothing was "
                        + "destroyed")
            }
            return try BoxKeysFiles.destroy(in: directory)
        }
        // Nobody else works on it from here on, and its journal is a file of its own.
        let lock = try LedgerLock(of: directory)
        defer { withExtendedLifetime(lock) {} }
        let (ours, theirs) = (try JournalPart(ofLedger: ledger), try JournalPart(in: directory))
        guard !theirs.isEmpty, !theirs.hasGaps, theirs.isBehind(ours) else {
            throw .refused(
                "\(directory): not every event of its journal is one of this ledger: it may be of another one, or go on behind it, "
                    + "and nothing was destroyed")
        }
        return try BoxKeysFiles.destroy(in: directory)
    }

    /// Whether each key file in a directory is, byte for byte, the ledger's.
    private static func areKeys(in directory: String, ofLedger ledger: String) -> Bool {
        func bytes(_ path: String) -> [UInt8]? { try? FileSystem.read(path, limit: SecretCopies.byteCount) }
        let there = BallotBoxNames.secrets.filter { FileSystem.isThere("\(directory)/\($0)") }
        return !there.isEmpty
            && there.allSatisfy { name in
                bytes("\(ledger)/\(name)").map { $0 == bytes("\(directory)/\(name)") } ?? false
            }
    }

    /// Requires that what would be overwritten lies in the copy and nowhere else.
    private static func requireApart(_ directory: String, _ ledger: String) throws(LedgerError) {
        func kind(_ path: String) -> FileSystem.Kind? { (try? FileSystem.kind(of: path)) ?? nil }
        guard kind(directory) == .directory, kind("\(directory)/\(LedgerFiles.box)") == .directory else {
            throw .notALedger(directory, why: "no directory with a directory 'box' in it")
        }
        for name in [LedgerFiles.journal] + BallotBoxNames.secrets {
            let path = "\(directory)/\(name)"
            guard let identity = (try? FileIdentity(at: path)) ?? nil else { continue }
            guard case .file? = kind(path), identity != ((try? FileIdentity(at: "\(ledger)/\(name)")) ?? nil),
                (try? Descriptor(path, O_RDONLY).status().st_nlink) == 1
            else {
                throw .refused("\(path): is no file of the copy alone, and nothing was destroyed")
            }
        }
    }
}
