/// What opening a ballot store had to repair; to be told to the operator.
public struct BallotRecovery: Hashable, Sendable {
    /// What opening the ledger had to repair.
    public var ledger: LedgerRecovery
    /// Whether a sheet's record was half written, or half taken out: the paper had not moved, or was given back. Its leaf
    /// says voided.
    public var voidedHalfSheet = false
    /// Whether half a slot was emptied that nothing speaks of: by its place a sheet was being sealed when the power went, or
    /// somebody spoiled a free slot. No leaf says so.
    public var emptiedSlot = false
    /// Files of the box of which a part was spoiled and is mended from what is kept twice.
    public var mendedFiles: [String] = []
    /// Unfinished copies with keys in them, which were destroyed.
    public var sweptDraftCount = 0
    /// Whether a second copy was made of a ledger that had one: that one has the day's keys too, wherever it is.
    public var madeCopyAnew = false
    /// The second copy, where it lacked something of a ledger that was finished before.
    public var updatedCopy: String?
    /// Whether the ledger was finished before.
    public var isFinished = false
    /// Why the second copy of a ledger that was finished before is of no use.
    public var uselessCopy: String?
    /// Whether the day's keys were in the box of a ledger whose last leaf says that they are destroyed; they are now.
    public var destroyedKeysAgain = false
    /// Whether the second copy is not the one that was written to last: that one has the day's keys too, wherever it is.
    public var isAnotherCopy = false
    /// Files of the second copy that had other bytes than were written to them.
    public var mendedCopyFiles: [String] = []

    public init(ledger: LedgerRecovery = LedgerRecovery()) { self.ledger = ledger }
}
