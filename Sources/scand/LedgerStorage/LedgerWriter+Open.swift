import DurableFiles
import Glibc
public import Ledger

extension LedgerWriter {
    /// Opens a ledger to go on writing it, after checking every record of its journal and repairing what a power loss left.
    ///
    /// Repaired are only: a last record that was cut off while it was written, and files that are derived from the journal.
    /// Anything else that is wrong is refused and changes nothing. A ledger whose totals are in is brought up to its
    /// journal, and then refused as final.
    ///
    /// - Parameter expected: the election and layout that the caller has; the ledger must be of the same.
    public static func open(
        at directory: String, signer: any Signer, expecting expected: LedgerIdentity? = nil
    ) throws(LedgerError) -> LedgerWriter {
        try open(at: directory, signer: signer, expecting: expected, orFinal: false)
    }

    /// Opens a ledger as above; where the totals are in and only the box's keys are left to be destroyed, that too.
    static func open(
        at directory: String, signer: any Signer, expecting expected: LedgerIdentity?, orFinal: Bool
    ) throws(LedgerError) -> LedgerWriter {
        let directory = trimmed(directory)
        guard FileSystem.isDirectory(directory) else { throw .notALedger(directory, why: "no such directory") }
        let journal: Descriptor
        do throws(SystemFailure) {
            journal = try Descriptor("\(directory)/\(LedgerFiles.journal)", O_RDWR)
        } catch {
            throw .notALedger(directory, why: "\(LedgerFiles.journal): \(error.message)")
        }
        let lock = try LedgerError.naming("\(directory)/\(LedgerFiles.lock)") { () throws(SystemFailure) in
            try Descriptor("\(directory)/\(LedgerFiles.lock)", O_RDWR | O_CREAT)
        }
        try take(lock, of: directory)

        let bytes = try journalBytes(in: directory)
        let scan = JournalScan(bytes)
        try requireSound(scan, bytes)
        try requireSame(scan.records.first, signer.key, expected)
        let contents = try JournalContents(scan.records, key: signer.key)
        try requireNoneNewer(than: contents, in: directory, key: signer.key)

        var recovery = LedgerRecovery()
        recovery.droppedTailByteCount = bytes.count - contents.byteCount
        if recovery.droppedTailByteCount > 0 {
            try LedgerError.naming(LedgerFiles.journal) { () throws(SystemFailure) in
                try journal.truncate(to: contents.byteCount)
                try journal.sync()
            }
        }
        recovery.rebuiltFiles = try Publisher(directory: directory)
            .publish(contents.tree, entries: contents.entries, note: contents.note)
        let phase = contents.history.phase
        if phase == .ended || phase == .final && !orFinal { throw .final(directory) }
        return LedgerWriter(
            directory, signer: signer, lock: lock, journal: journal, contents: contents, recovery: recovery)
    }

    private static func journalBytes(in directory: String) throws(LedgerError) -> [UInt8] {
        do throws(FileProblem) {
            return try FileSystem.read(
                "\(directory)/\(LedgerFiles.journal)", limit: LedgerFiles.maximumJournalByteCount)
        } catch {
            throw .damaged(file: LedgerFiles.journal, what: error.message)
        }
    }

    /// Every byte is a record's, except for what a write that was cut off may have left behind the last one.
    private static func requireSound(_ scan: JournalScan, _ bytes: [UInt8]) throws(LedgerError) {
        guard scan.hasHeader else { throw .damaged(file: LedgerFiles.journal, what: "not a journal of this version") }
        guard let gap = scan.gaps.first else { return }
        guard gap.isTornWrite(in: bytes) else {
            throw .damaged(
                file: LedgerFiles.journal,
                what: "no record can be read at byte \(gap.range.lowerBound), and it is not an unfinished write")
        }
    }

    private static func requireSame(
        _ first: Journal.Record?, _ key: VerifierKey, _ expected: LedgerIdentity?
    ) throws(LedgerError) {
        guard let first, case .genesis(let genesis)? = try? LedgerEvent(parsing: first.leaf) else {
            throw .damaged(file: LedgerFiles.journal, what: "it does not begin with a genesis")
        }
        guard genesis.key == key else { throw .otherKey(ledger: genesis.key.text, given: key.text) }
        guard let expected else { return }
        guard genesis.election.utf8.elementsEqual(expected.election.utf8) else {
            throw .otherElection(ledger: genesis.election, given: expected.election)
        }
        guard genesis.layoutDigest == expected.layoutDigest else {
            throw .otherElection(ledger: "layout \(genesis.layoutDigest)", given: "layout \(expected.layoutDigest)")
        }
    }

    /// A published checkpoint that the journal does not lead to means that the disk was set back or exchanged: going on
    /// would sign a second tree of the same size.
    private static func requireNoneNewer(
        than contents: JournalContents, in directory: String, key: VerifierKey
    ) throws(LedgerError) {
        guard
            let bytes = try? FileSystem.read(
                "\(directory)/\(LedgerFiles.checkpoint)", limit: LedgerFiles.maximumCheckpointByteCount),
            let note = try? SignedNote(parsing: bytes), (try? note.verify(by: key)) != nil,
            let published = Checkpoint(parsing: note.text)
        else { return }
        guard published.size <= contents.tree.size else {
            throw .damaged(
                file: LedgerFiles.journal,
                what: "\(contents.tree.size) events, but a checkpoint of \(published.size) was published")
        }
        guard contents.tree.root(atSize: published.size) == published.root else {
            throw .damaged(file: LedgerFiles.journal, what: "another history than the one that was published")
        }
    }
}
