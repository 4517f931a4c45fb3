import DurableFiles
import Glibc
public import Ledger

/// Writes a ledger: the one holder of its lock.
///
/// Every event goes the same way, in this order and no other:
/// ```
/// check the rules -> is all still in place? -> sign the checkpoint after it -> write the record -> fdatasync
///                 -> is all still in place? -> acknowledge
/// ```
/// So no checkpoint is ever shown that a power loss could take back, and the machine never signs two trees of one size. What
/// no machine can know is that its whole disk was set back to a copy of an earlier day: the published checkpoint, the second
/// copy, and what people bring (`notOlderThan`) tell.
public final class LedgerWriter {
    /// The ledger's directory.
    public internal(set) var directory: String
    /// What opening had to repair.
    public let recovery: LedgerRecovery
    /// What the events so far mean: phase, counts, the next sheet's number.
    public private(set) var history: LedgerHistory

    let signer: any Signer
    let lock: LedgerLock
    private let journal: Descriptor
    /// Bytes of the journal that hold records.
    private(set) var journalByteCount: Int
    private let space: JournalSpace
    private var tree: MerkleFrontier
    private var newest: [UInt8]
    private var published: PublishedEdge
    private var failure: String?

    /// - Parameter published: what stands in the directory already.
    init(
        _ directory: String, signer: any Signer, lock: LedgerLock, journal: Descriptor, space: JournalSpace,
        contents: JournalContents, published: PublishedEdge, recovery: LedgerRecovery
    ) {
        (self.directory, self.signer, self.lock, self.journal) = (directory, signer, lock, journal)
        (history, tree, newest) = (contents.history, contents.tree.frontier, contents.note)
        (self.space, self.published) = (space, published)
        journalByteCount = contents.byteCount
        self.recovery = recovery
    }

    /// What the writer promises when `append` returns: the event is durable, and this checkpoint covers it.
    public struct Acknowledged: Hashable, Sendable {
        /// The event's place in the log, from 0.
        public let index: Int
        /// The tree that it completes.
        public let checkpoint: Checkpoint
        /// The checkpoint as a signed note: may be shown, printed and handed out.
        public let note: [UInt8]
    }

    /// The newest checkpoint as a signed note.
    public var note: [UInt8] { newest }

    /// Leaves so far.
    public var size: Int { tree.size }

    /// Leaves that the published checkpoint does not cover yet.
    var unpublishedCount: Int { tree.size - published.size }

    /// Requires that nothing failed before, and that the journal has room for another sheet and for all that a day needs
    /// behind it. To be asked before the sheet's record is sealed and its paper moves.
    public func requireRoomForSheet() throws(LedgerError) {
        try requireService()
        guard space.byteCount - journalByteCount >= space.sheetReserveByteCount else {
            throw .refused(
                "the journal is full after \(tree.size) events, and takes no sheet more: close the polls, and count what is "
                    + "left into another ledger")
        }
    }

    /// Whether events find room one behind the other, and leave what the end of the day needs.
    func hasRoom(for events: LedgerEvent...) -> Bool {
        let before = events.dropLast().reduce(0) { $0 + space.recordByteCount(leaf: $1.encoded(as: .two).count) }
        return events.last.map { hasRoom(for: $0, $0.encoded(as: .two), behind: before) } ?? true
    }

    /// Brings checkpoint, tiles and bundles up to the journal: at opening, when polls are open, paused or closed, at the
    /// steps between that the genesis has, and at the end.
    ///
    /// The new leaves are read from the disk again and compared with what was signed: memory holds the tree's edge alone.
    public func publish() throws(LedgerError) { _ = try publication() }

    /// The same, and what was put into the directory, for the second copy; nil where nothing is new.
    func publication() throws(LedgerError) -> Publication? {
        try requireService()
        return try fatal { () throws(LedgerError) in
            guard published.size < tree.size else { return nil }
            let bytes = try LedgerError.naming(LedgerFiles.journal) { () throws(SystemFailure) in
                try journal.read(journalByteCount - published.bundleStart, at: published.bundleStart)
            }
            var edge = published
            guard let publication = edge.publication(of: bytes), edge.frontier == tree, publication.note == newest
            else {
                throw .damaged(file: LedgerFiles.journal, what: "it reads otherwise than it was written")
            }
            var publisher = Publisher(directory: directory)
            try publisher.publish(publication)
            published = edge
            return publication
        }
    }

    /// Records an event for good: the one path of an event to the disk.
    public func append(_ event: LedgerEvent) throws(LedgerError) -> Acknowledged {
        try requireService()
        let (leaf, next) = try checked(event)
        let hash = try hash(of: event, leaf)
        try fatal { () throws(LedgerError) in try lock.requireStanding(in: directory) }
        let checkpoint = Checkpoint(
            origin: signer.key.name, size: tree.size + 1, root: tree.root(appending: hash))
        let note = try signed(checkpoint)
        let bytes = Journal.encode(leaf: leaf, note: note)
        try fatal { () throws(LedgerError) in
            try LedgerError.naming(LedgerFiles.journal) { () throws(SystemFailure) in
                try journal.write(bytes, at: journalByteCount)
                try journal.syncData()
            }
            try lock.requireStanding(in: directory)
        }
        journalByteCount += bytes.count
        tree.append(hash)
        (history, newest) = (next, note)
        return Acknowledged(index: tree.size - 1, checkpoint: checkpoint, note: note)
    }

    /// The event's leaf, and the history with it: both only if the event may come here and reads back as it is written.
    private func checked(_ event: LedgerEvent) throws(LedgerError) -> (leaf: [UInt8], next: LedgerHistory) {
        let leaf = history.leaf(of: event)
        guard leaf.count <= EntryBundle.maximumEntryByteCount else {
            throw .refused("\(event.name) takes \(leaf.count) bytes of at most \(EntryBundle.maximumEntryByteCount)")
        }
        var next = history
        do {
            try next.apply(leaf: leaf[...])
        } catch {
            throw .refused("\(error)")
        }
        guard hasRoom(for: event, leaf) else {
            throw .refused("the journal is full after \(tree.size) events: close the polls")
        }
        return (leaf, next)
    }

    /// The end of the day always finds room; all else must leave it.
    private func hasRoom(for event: LedgerEvent, _ leaf: [UInt8], behind others: Int = 0) -> Bool {
        journalByteCount + others + space.recordByteCount(leaf: leaf.count) + space.reserve(behind: event)
            <= space.byteCount
    }

    /// The leaf's hash, computed twice from bytes made twice: a bit that flips in memory must not be signed for good (it
    /// ended certificate logs: Yeti 2022, Nessie 2024).
    private func hash(of event: LedgerEvent, _ leaf: [UInt8]) throws(LedgerError) -> TreeHash {
        let hash = TreeHash.leaf(leaf)
        guard TreeHash.leaf(history.leaf(of: event)) == hash else {
            throw .refused("the same event gave two leaves: this machine's memory cannot be trusted")
        }
        return hash
    }

    private func signed(_ checkpoint: Checkpoint) throws(LedgerError) -> [UInt8] {
        do throws(SigningError) {
            return try SignedNote(signing: checkpoint.text, by: signer).encoded
        } catch {
            throw .notSigned(error.description)
        }
    }

    func requireService() throws(LedgerError) {
        if let failure { throw .outOfService(failure) }
    }

    /// Runs what must not fail: after an error nobody knows what the disk holds, and trying again would hide it.
    private func fatal<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        do throws(LedgerError) {
            return try body()
        } catch {
            failure = error.description
            throw error
        }
    }
}

// MARK: - Making

extension LedgerWriter {
    /// Makes a new ledger whose first leaf is the genesis.
    ///
    /// It grows under a name of its own and is renamed when it is whole and durable: there is never half a ledger at the
    /// path, and what stands there is never overwritten.
    public static func create(
        at directory: String, signer: any Signer, genesis: Genesis
    ) throws(LedgerError) -> LedgerWriter {
        guard genesis.format == .two else { throw .refused("only ledgers of format version 2 are begun") }
        guard genesis.key == signer.key else {
            throw .otherKey(ledger: genesis.key.text, given: signer.key.text)
        }
        return try create(at: directory, signer: signer) { _ in genesis }
    }

    /// Makes a new ledger with more files in it, which are there before anything stands at the path.
    ///
    /// - Parameter preparing: puts them into the directory that it is given, durably, and gives the genesis.
    static func create(
        at directory: String, signer: any Signer, preparing: (String) throws(LedgerError) -> Genesis
    ) throws(LedgerError) -> LedgerWriter {
        let directory = trimmed(directory)
        let parent = FileSystem.parent(of: directory)
        guard FileSystem.isDirectory(parent) else { throw .noParent(parent) }
        try requireNothing(at: directory)
        _ = try LedgerDrafts.sweep(beside: directory)
        let (draft, lock) = try LedgerDrafts.begin(for: directory)
        do throws(LedgerError) {
            let writer = try build(draft, lock, signer: signer, preparing: preparing)
            try requireNothing(at: directory)
            try LedgerError.naming(directory) { () throws(SystemFailure) in
                try FileSystem.rename(draft, to: directory)
                try FileSystem.syncDirectory(parent)
            }
            writer.directory = directory
            return writer
        } catch {
            FileSystem.removeTree(draft)
            throw error
        }
    }

    private static func build(
        _ draft: String, _ lock: LedgerLock, signer: any Signer,
        preparing: (String) throws(LedgerError) -> Genesis
    ) throws(LedgerError) -> LedgerWriter {
        let genesis = try preparing(draft)
        let space = JournalSpace(genesis)
        try space.requireRoom(under: draft)
        let journal = try LedgerError.naming(draft) { () throws(SystemFailure) in
            let journal = try Descriptor("\(draft)/\(LedgerFiles.journal)", O_RDWR | O_CREAT | O_EXCL)
            try journal.write(Journal.header, at: 0)
            try journal.writeZeros(Journal.header.count..<space.byteCount)
            try journal.sync()
            try lock.sync()
            return journal
        }
        try lock.take(journal: journal, of: draft)
        let writer = LedgerWriter(
            draft, signer: signer, lock: lock, journal: journal, space: space, contents: JournalContents(),
            published: PublishedEdge(), recovery: LedgerRecovery())
        _ = try writer.append(.genesis(genesis))
        try writer.publish()
        try LedgerError.naming(draft) { () throws(SystemFailure) in try FileSystem.syncDirectory(draft) }
        return writer
    }

    static func requireNothing(at path: String) throws(LedgerError) {
        let kind = try LedgerError.naming(path) { () throws(SystemFailure) in try FileSystem.kind(of: path) }
        guard kind == nil else { throw .alreadyExists(path) }
    }

    /// A path without the slashes at its end, so that names can be put behind it.
    static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }
}

// MARK: - Opening

extension LedgerWriter {
    /// Opens a ledger to go on writing it, after checking every record of its journal and repairing what a power loss left.
    ///
    /// Only these are repaired: a last record that was cut off while it was written, its unfinished checksum, empty space
    /// that a copy was made without, and files that are derived from the journal. Anything else that is wrong is refused and
    /// changes nothing. A ledger whose totals are in is brought up to its journal, and then refused as final.
    ///
    /// - Parameters:
    ///   - expected: the election and definition that the caller has; the ledger must be of the same.
    ///   - held: checkpoints, as signed notes, that people outside hold: a disk that was set back behind one of them is
    ///     refused. The clock is not asked: it can be set back too.
    ///   - accepted: the phases in which the caller has something to do with the ledger, beside those of a running day.
    public static func open(
        at directory: String, signer: any Signer, expecting expected: LedgerIdentity? = nil,
        notOlderThan held: [[UInt8]] = [], accepting accepted: Set<LedgerHistory.Phase> = []
    ) throws(LedgerError) -> LedgerWriter {
        let directory = trimmed(directory)
        let lock = try LedgerLock(of: directory)
        guard let journal = lock.journal else { preconditionFailure("a ledger's lock has its journal") }
        let scan = try soundScan(of: directory)
        let space = JournalSpace(try genesis(of: scan, signer.key, expected))
        let contents = try JournalContents(scan.records, key: signer.key)
        try requireNoneNewer(than: contents, in: directory, key: signer.key)
        for note in held { try require(contents, notOlderThan: note, key: signer.key) }

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
        guard ![.final, .ended].contains(phase) || accepted.contains(phase) else { throw .final(directory) }
        return LedgerWriter(
            directory, signer: signer, lock: lock, journal: journal, space: space, contents: contents,
            published: PublishedEdge(contents, bundleStart: scan.start(ofLeaf: contents.tree.size / 256 * 256)),
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

    static func genesis(
        of scan: JournalScan, _ key: VerifierKey?, _ expected: LedgerIdentity?
    ) throws(LedgerError) -> Genesis {
        guard let first = scan.records.first, let format = LedgerFormat(ofLeaf: first.leaf),
            case .genesis(let genesis)? = try? LedgerEvent(reading: first.leaf, as: format)
        else {
            throw .damaged(file: LedgerFiles.journal, what: "it does not begin with a genesis")
        }
        if let key, genesis.key != key { throw .otherKey(ledger: genesis.key.text, given: key.text) }
        guard format == .two else {
            throw .refused(
                "this ledger is of format version 1: it is read and checked for ever, and written by the version that began it"
            )
        }
        guard let expected else { return genesis }
        guard genesis.election.utf8.elementsEqual(expected.election.utf8) else {
            throw .otherElection(ledger: genesis.election, given: expected.election)
        }
        guard genesis.definitionDigest == expected.definitionDigest else {
            throw .otherElection(
                ledger: "definition \(genesis.definitionDigest)", given: "definition \(expected.definitionDigest)")
        }
        if case .of(let list) = expected.sheets, list != genesis.terms?.sheetsDigest {
            throw .otherSheets(ledger: genesis.terms?.sheetsDigest, given: list)
        }
        for term in LedgerIdentity.Term.allCases {
            if let given = expected.terms[term], given != genesis.value(of: term) { throw .otherTerm(term) }
        }
        return genesis
    }

    /// A published checkpoint that the journal does not lead to means that the disk was set back or exchanged: going on
    /// would sign a second tree of the same size.
    ///
    /// - Returns: whether there is one that the key signed.
    @discardableResult static func requireNoneNewer(
        than contents: JournalContents, in directory: String, key: VerifierKey
    ) throws(LedgerError) -> Bool {
        var isThere = false
        for (name, whence) in [(LedgerFiles.checkpoint, "was published"), (LedgerFiles.cosigned, "was cosigned")] {
            guard
                let bytes = try? FileSystem.read("\(directory)/\(name)", limit: LedgerFiles.maximumCheckpointByteCount),
                let note = try? SignedNote(parsing: bytes), (try? note.verify(by: key)) != nil,
                let shown = Checkpoint(parsing: note.text)
            else { continue }
            try require(contents, toLeadTo: shown, whence)
            isThere = true
        }
        return isThere
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
        try require(contents, toLeadTo: checkpoint, "is held outside")
    }

    private static func require(
        _ contents: JournalContents, toLeadTo checkpoint: Checkpoint, _ whence: String
    ) throws(LedgerError) {
        guard checkpoint.size <= contents.tree.size else {
            throw .damaged(
                file: LedgerFiles.journal,
                what:
                    "\(contents.tree.size) events, but a checkpoint of \(checkpoint.size) \(whence): this disk was set back, or "
                    + "is an earlier copy; go on with the second copy, or with the disk that has them all")
        }
        guard contents.tree.root(atSize: checkpoint.size) == checkpoint.root else {
            throw .damaged(
                file: LedgerFiles.journal,
                what: "another history than that of the checkpoint of \(checkpoint.size) events that \(whence)")
        }
    }
}

/// What opening a ledger had to repair; to be told to the operator.
public struct LedgerRecovery: Hashable, Sendable {
    /// Bytes of a record that a power loss cut off while it was written, zeros at its end left out. Nobody was told of it.
    public var droppedTailByteCount = 0
    /// Derived files that were missing or other than the journal says, and were made anew.
    public var rebuiltFiles: [String] = []

    public init() {}
}
