import BallotBox
public import Ledger

/// A ledger, its sealed ballot box and their second copy: what a machine that counts drives, and the only way a sheet gets
/// in.
///
/// ```
/// seal(record) -> record durable in the box -> the paper moves -> the sensors say what became of it:
///     gone      complete     leaf sheet-accepted
///     back      void         record taken out of the box, leaf sheet-voided
///     unknown   unresolved   leaf sheet-unresolved: it counts, and people are told
/// ```
/// One sheet at a time is on its way. Every step is durable, on the second copy too, when its call returns; after a power
/// loss `open` finds the sheet that was on its way as `pending`. After any storage error the store takes nothing more: then
/// nobody knows what the disk holds.
public final class BallotStore {
    let writer: LedgerWriter
    let seal: BoxSeal
    let files: BallotBoxFiles
    /// Nil when the totals are in.
    var keys: DayKeys?
    var tree: SlotTree
    var free: FreeSlots
    var copy: SecondCopy?
    var failure: String?

    /// The sheet that is on its way: sealed, and nothing said yet of what became of its paper. Straight after opening: the
    /// one that the interruption caught.
    public internal(set) var pending: SealedSheet?
    /// What opening had to repair.
    public internal(set) var recovery: BallotRecovery
    /// Why nothing is written to the second copy any more, for the operator; nil where it never was.
    public internal(set) var copyFailure: String?

    init(
        writer: LedgerWriter, seal: BoxSeal, files: BallotBoxFiles, keys: DayKeys?, tree: SlotTree, free: [Int],
        recovery: BallotRecovery
    ) {
        (self.writer, self.seal, self.files) = (writer, seal, files)
        (self.keys, self.tree, self.recovery) = (keys, tree, recovery)
        self.free = FreeSlots(free)
    }

    /// The ledger's directory.
    public var directory: String { writer.directory }
    /// What the events so far mean.
    public var history: LedgerHistory { writer.history }
    /// The newest checkpoint as a signed note: may be shown.
    public var note: [UInt8] { writer.note }
    /// Whether everything is on one disk only: to be shown to whoever runs the machine.
    public var isDegraded: Bool { copy == nil }
    /// Sheets that the box can still take.
    public var freeSlotCount: Int { free.count }
    /// Bytes of a record that a slot has room for.
    public var recordRoom: Int { SheetRecord.room(slotByteCount: seal.terms.slotByteCount) }

    /// Records that polls are open, and publishes.
    public func openPolls() throws(LedgerError) { try recordAndPublish(.pollsOpened(nil)) }

    /// Records that the machine stopped without being told to.
    public func interrupted() throws(LedgerError) { _ = try record(.interrupted) }

    /// Records that no sheet counts any more, and publishes. No sheet may be on its way.
    public func closePolls() throws(LedgerError) {
        try requireNoSheet()
        try recordAndPublish(.pollsClosed(PollsClose(history.counts)))
    }

    /// Brings checkpoint, tiles and bundles up to the journal, here and on the copy.
    public func publish() throws(LedgerError) {
        try requireService()
        try fatal { () throws(LedgerError) in try writer.publish() }
        try copying { copy throws(LedgerError) in try copy.publish(from: directory) }
    }

    private func recordAndPublish(_ event: LedgerEvent) throws(LedgerError) {
        _ = try record(event)
        try publish()
    }

    /// The one path of an event: the ledger's disk, then the copy, then the caller.
    func record(_ event: LedgerEvent) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requireService()
        let acknowledged = try append(event)
        try followJournal()
        return acknowledged
    }

    /// Writes a leaf. Where the disk fails, no sheet may be sealed after it: its paper would move, and no leaf could follow.
    private func append(_ event: LedgerEvent) throws(LedgerError) -> LedgerWriter.Acknowledged {
        do throws(LedgerError) {
            return try writer.append(event)
        } catch {
            switch error {
            case .refused, .notSigned: break
            default: failure = error.description
            }
            throw error
        }
    }

    func followJournal() throws(LedgerError) {
        try copying { copy throws(LedgerError) in try copy.follow(to: writer.journalByteCount) }
    }

    /// Does something to the second copy. Where that fails, the copy is given up and the ledger says so: a stick that was
    /// pulled out stops nobody from voting.
    func copying(_ body: (SecondCopy) throws(LedgerError) -> Void) throws(LedgerError) {
        guard let copy else { return }
        do throws(LedgerError) {
            try body(copy)
        } catch {
            copyFailure = error.description
            self.copy = nil
            try recordCopyLost()
        }
    }

    /// Where the ledger's phase has room for it; after the totals `isDegraded` alone tells.
    func recordCopyLost() throws(LedgerError) {
        guard !history.isCopyLost, [.prepared, .open, .closed].contains(history.phase) else { return }
        _ = try append(.copyLost)
    }

    func requireNoSheet() throws(LedgerError) {
        guard let pending else { return }
        throw .refused("sheet \(pending.number) is in the box, and nobody has said what became of its paper")
    }

    func requireService() throws(LedgerError) {
        if let failure { throw .outOfService(failure) }
    }

    /// Runs what must not fail.
    func fatal<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        do throws(LedgerError) {
            return try body()
        } catch {
            failure = error.description
            throw error
        }
    }
}

/// What opening a ballot store had to repair; to be told to the operator.
public struct BallotRecovery: Hashable, Sendable {
    /// What opening the ledger had to repair.
    public var ledger: LedgerRecovery
    /// Whether a sheet's record was half written, or half taken out: the paper had not moved, or was given back. Its leaf
    /// says voided.
    public var voidedHalfSheet = false

    public init(ledger: LedgerRecovery = LedgerRecovery()) { self.ledger = ledger }
}
