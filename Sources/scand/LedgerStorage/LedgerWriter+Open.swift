import DurableFiles
import Glibc
public import Ledger

extension LedgerWriter {
    /// Opens a ledger to go on writing it, after checking every record of its journal and repairing what a power loss left.
    ///
    /// Repaired are only: a last record that was cut off while it was written, its unfinished checksum, empty space that a copy was made without, and
    /// files that are derived from the journal. Anything else that is wrong is refused and changes nothing. A ledger whose
    /// totals are in is brought up to its journal, and then refused as final.
    ///
    /// - Parameters:
    ///   - expected: the election and layout that the caller has; the ledger must be of the same.
    ///   - held: the newest checkpoint, as a signed note, that people outside hold: a disk that was set back behind it is
    ///     refused. The clock is not asked: it can be set back too.
    ///   - acceptingFinal: whether a ledger with its totals may be opened, to destroy the keys of its ballot box.
    public static func open(
        at directory: String, signer: any Signer, expecting expected: LedgerIdentity? = nil,
        notOlderThan held: [UInt8]? = nil, acceptingFinal: Bool = false
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

        let scan = try soundScan(of: directory)
        let space = JournalSpace(try genesis(of: scan, signer.key, expected))
        let contents = try JournalContents(scan.records, key: signer.key)
        try requireNoneNewer(than: contents, in: directory, key: signer.key)
        if let held { try require(contents, notOlderThan: held, key: signer.key) }

        var recovery = LedgerRecovery()
        recovery.droppedTailByteCount = max(0, scan.end - contents.byteCount)
        try LedgerError.naming(LedgerFiles.journal) { () throws(SystemFailure) in
            if let place = scan.unfinishedChecksum, let record = scan.records.last {
                try journal.write(
                    Journal.bigEndian(CRC32C.of(scan.bytes[record.range.lowerBound..<place])), at: place)
                try journal.syncData()
            }
            guard scan.end > contents.byteCount || scan.byteCount < space.byteCount else { return }
            try journal.writeZeros(contents.byteCount..<max(scan.end, contents.byteCount))
            try journal.writeZeros(scan.byteCount..<max(space.byteCount, scan.byteCount))
            try journal.sync()
        }
        var publisher = Publisher(directory: directory)
        try publisher.publish(contents.tree, entries: contents.entries, note: contents.note)
        recovery.rebuiltFiles = publisher.changed
        let phase = contents.history.phase
        if phase == .ended || phase == .final && !acceptingFinal { throw .final(directory) }
        return LedgerWriter(
            directory, signer: signer, lock: lock, journal: journal, space: space, contents: contents,
            recovery: recovery)
    }

    /// A journal of which every byte is a record's or empty, except for what a write that was cut off may have left behind
    /// the last record.
    static func soundScan(of directory: String) throws(LedgerError) -> JournalScan {
        let scan: JournalScan
        do throws(FileProblem) {
            scan = try JournalScan.of("\(directory)/\(LedgerFiles.journal)")
        } catch {
            throw .damaged(file: LedgerFiles.journal, what: error.message)
        }
        guard scan.hasHeader else { throw .damaged(file: LedgerFiles.journal, what: "not a journal of this version") }
        if let gap = scan.gaps.first, !scan.isTornWrite(gap) {
            throw .damaged(
                file: LedgerFiles.journal,
                what: "no record can be read at byte \(gap.range.lowerBound), and it is not an unfinished write")
        }
        return scan
    }

    private static func genesis(
        of scan: JournalScan, _ key: VerifierKey, _ expected: LedgerIdentity?
    ) throws(LedgerError) -> Genesis {
        guard let first = scan.records.first, let format = LedgerFormat(ofLeaf: first.leaf),
            case .genesis(let genesis)? = try? LedgerEvent(reading: first.leaf, as: format)
        else {
            throw .damaged(file: LedgerFiles.journal, what: "it does not begin with a genesis")
        }
        guard genesis.key == key else { throw .otherKey(ledger: genesis.key.text, given: key.text) }
        guard let expected else { return genesis }
        guard genesis.election.utf8.elementsEqual(expected.election.utf8) else {
            throw .otherElection(ledger: genesis.election, given: expected.election)
        }
        guard genesis.definitionDigest == expected.definitionDigest else {
            throw .otherElection(
                ledger: "layout \(genesis.definitionDigest)", given: "layout \(expected.definitionDigest)")
        }
        return genesis
    }

    /// A published checkpoint that the journal does not lead to means that the disk was set back or exchanged: going on
    /// would sign a second tree of the same size.
    static func requireNoneNewer(
        than contents: JournalContents, in directory: String, key: VerifierKey
    ) throws(LedgerError) {
        guard
            let bytes = try? FileSystem.read(
                "\(directory)/\(LedgerFiles.checkpoint)", limit: LedgerFiles.maximumCheckpointByteCount),
            let note = try? SignedNote(parsing: bytes), (try? note.verify(by: key)) != nil,
            let published = Checkpoint(parsing: note.text)
        else { return }
        try require(contents, toLeadTo: published, "was published")
    }

    /// The same for a checkpoint that people outside hold.
    private static func require(
        _ contents: JournalContents, notOlderThan held: [UInt8], key: VerifierKey
    ) throws(LedgerError) {
        let checkpoint: Checkpoint?
        do throws(NoteError) {
            let note = try SignedNote(parsing: held)
            try note.verify(by: key)
            checkpoint = Checkpoint(parsing: note.text)
        } catch {
            throw .refused("the checkpoint that is held outside: \(error)")
        }
        guard let checkpoint, checkpoint.origin == key.name else {
            throw .refused("the checkpoint that is held outside is not one of this ledger")
        }
        try require(contents, toLeadTo: checkpoint, "is held outside: this disk was set back")
    }

    private static func require(
        _ contents: JournalContents, toLeadTo checkpoint: Checkpoint, _ whence: String
    ) throws(LedgerError) {
        guard checkpoint.size <= contents.tree.size else {
            throw .damaged(
                file: LedgerFiles.journal,
                what: "\(contents.tree.size) events, but a checkpoint of \(checkpoint.size) \(whence)")
        }
        guard contents.tree.root(atSize: checkpoint.size) == checkpoint.root else {
            throw .damaged(
                file: LedgerFiles.journal,
                what: "another history than that of the checkpoint of \(checkpoint.size) events that \(whence)")
        }
    }
}
