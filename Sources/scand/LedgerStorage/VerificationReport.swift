public import Ledger

/// What checking a ledger's directory found.
public struct VerificationReport: Hashable, Sendable {
    /// Most pieces of damage that are listed one by one.
    public static let maximumDamageCount = 10_000

    /// One thing that is not as it must be.
    public struct Damage: Hashable, Sendable, CustomStringConvertible {
        /// The file, relative to the ledger's directory.
        public let path: String
        /// What is wrong with it.
        public let what: String

        public var description: String { "\(path): \(what)" }
    }

    /// The published checkpoint, if one is there that the key signed.
    public internal(set) var checkpoint: Checkpoint?
    /// What the entries under it mean: phase, counts, genesis, totals.
    public internal(set) var history = LedgerHistory()
    /// Sound events in the journal that the published checkpoint does not cover yet: the ledger is being written, or was
    /// copied while it was.
    public internal(set) var unpublishedEventCount = 0
    /// Everything that is wrong, sorted by file.
    public internal(set) var damage: [Damage] = []

    /// Whether every byte of the directory is as the key's holder signed it.
    public var isIntact: Bool { damage.isEmpty }

    /// Whether the ledger is intact and nothing can follow it: totals in, balanced and published.
    public var isFinal: Bool {
        isIntact && (history.phase == .final || history.phase == .ended) && unpublishedEventCount == 0
    }
}
