import DurableFiles
public import Ledger

/// Writes a ledger: the one holder of its lock.
///
/// Every event goes the same way, in this order and no other:
/// ```
/// check the rules -> sign the checkpoint after it -> write the record -> fdatasync -> acknowledge
/// ```
/// So no checkpoint is ever shown that a power loss could take back, and the machine never signs two trees of one size.
public final class LedgerWriter {
    /// The ledger's directory.
    public internal(set) var directory: String
    /// What opening had to repair.
    public let recovery: LedgerRecovery
    /// What the events so far mean: phase, counts, the next sheet's number.
    public private(set) var history: LedgerHistory

    let signer: any Signer
    private let lock: Descriptor
    private let journal: Descriptor
    /// Bytes of the journal that hold records.
    private(set) var journalByteCount: Int
    private let space: JournalSpace
    private var tree: MerkleFrontier
    private var newest: [UInt8]
    private var failure: String?

    init(
        _ directory: String, signer: any Signer, lock: Descriptor, journal: Descriptor, space: JournalSpace,
        contents: JournalContents, recovery: LedgerRecovery
    ) {
        (self.directory, self.signer, self.lock, self.journal) = (directory, signer, lock, journal)
        (history, tree, newest) = (contents.history, contents.tree.frontier, contents.note)
        self.space = space
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

    /// Records an event for good. Totals are recorded by `finish`.
    public func append(_ event: LedgerEvent) throws(LedgerError) -> Acknowledged {
        if case .totals = event { throw .refused("totals are recorded together with the released records") }
        return try record(event)
    }

    /// Whether the journal has room for another sheet and for all that a day needs behind it. To be asked before the sheet's
    /// record is sealed and its paper moves.
    public var hasRoomForSheet: Bool {
        space.byteCount - journalByteCount >= space.closingByteCount + (JournalSpace.spareCount + 1)
            * space.sheetByteCount
    }

    /// Brings checkpoint, tiles and bundles up to the journal: at opening, when polls are open, closed, and at the end.
    ///
    /// The leaves are read from the disk again and compared with what was signed: memory holds the tree's edge alone.
    public func publish() throws(LedgerError) {
        try requireService()
        try fatal { () throws(LedgerError) in
            let contents = try JournalContents(
                Self.soundScan(of: directory).records, key: signer.key)
            guard contents.tree.frontier == tree, contents.note == newest else {
                throw .damaged(file: LedgerFiles.journal, what: "it reads otherwise than it was written")
            }
            var publisher = Publisher(directory: directory)
            try publisher.publish(contents.tree, entries: contents.entries, note: newest)
        }
    }

    /// Gives the result: puts the release in place, records the totals that name its manifest, and publishes.
    ///
    /// The release comes first: a leaf must never speak of a file that a power loss could take back.
    ///
    /// - Parameters:
    ///   - boxRoot: root of the ballot box's slots.
    ///   - boxBlind: the blind of the last commitment to it.
    public func finish(
        sheets: Int, contests: [ContestTotals], returnReasons: [Totals.Count], boxRoot: TreeHash, boxBlind: [UInt8],
        release: [ReleaseFile]
    ) throws(LedgerError) -> Acknowledged {
        try finish(
            sheets: sheets, contests: contests, returnReasons: returnReasons, boxRoot: boxRoot, boxBlind: boxBlind
        ) { put throws(LedgerError) in
            for file in release { try put(file) }
        }
    }

    /// Gives the result, as above, with a release whose files come one by one.
    ///
    /// - Parameter releasing: hands every file to what it is given.
    func finish(
        sheets: Int, contests: [ContestTotals], returnReasons: [Totals.Count], boxRoot: TreeHash, boxBlind: [UInt8],
        releasing: ((ReleaseFile) throws(LedgerError) -> Void) throws(LedgerError) -> Void
    ) throws(LedgerError) -> Acknowledged {
        try requireService()
        func totals(_ digest: FileDigest) -> LedgerEvent {
            .totals(
                Totals(
                    sheets: sheets, contests: contests, returnReasons: returnReasons, releaseDigest: digest,
                    boxRoot: boxRoot, boxBlind: boxBlind))
        }
        // Refused before a file is written; the digest has no part in that.
        _ = try checked(totals(FileDigest(of: [])))
        var manifest: [UInt8] = []
        try fatal { () throws(LedgerError) in
            var digests: [(path: String, digest: FileDigest)] = []
            var publisher = Publisher(directory: directory)
            try releasing { file throws(LedgerError) in
                digests.append((file.path, FileDigest(of: file.bytes)))
                try publisher.put(file.bytes, at: "\(LedgerFiles.release)/\(file.path)")
            }
            manifest = ReleaseManifest(digests).encoded
            try publisher.put(manifest, at: LedgerFiles.manifest)
            try publisher.settle()
        }
        let acknowledged = try record(totals(FileDigest(of: manifest)))
        try publish()
        return acknowledged
    }

    /// The one path of an event to the disk.
    func record(_ event: LedgerEvent) throws(LedgerError) -> Acknowledged {
        try requireService()
        let (leaf, next) = try checked(event)
        let hash = try hash(of: event, leaf)
        let checkpoint = Checkpoint(
            origin: signer.key.name, size: tree.size + 1, root: tree.root(appending: hash))
        let note = try signed(checkpoint)
        let bytes = Journal.encode(leaf: leaf, note: note)
        try fatal { () throws(LedgerError) in
            try LedgerError.naming(LedgerFiles.journal) { () throws(SystemFailure) in
                try journal.write(bytes, at: journalByteCount)
                try journal.syncData()
            }
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
        try requireRoom(for: event, leaf)
        return (leaf, next)
    }

    /// The end of the day always finds room; all else must leave it.
    private func requireRoom(for event: LedgerEvent, _ leaf: [UInt8]) throws(LedgerError) {
        let kept =
            switch event {
            case .genesis, .pollsClosed, .totals, .keysDestroyed: 0
            default: space.closingByteCount
            }
        guard journalByteCount + space.recordByteCount(leaf: leaf.count) + kept <= space.byteCount else {
            throw .refused("the journal is full after \(tree.size) events: close the polls")
        }
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

    private func requireService() throws(LedgerError) {
        if let failure { throw .outOfService(failure) }
    }

    /// Runs what must not fail: after an error nobody knows what the disk holds, and trying again would hide it.
    private func fatal(_ body: () throws(LedgerError) -> Void) throws(LedgerError) {
        do throws(LedgerError) {
            try body()
        } catch {
            failure = error.description
            throw error
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
