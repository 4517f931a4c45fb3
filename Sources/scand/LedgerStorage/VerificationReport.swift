public import Ledger

/// What checking a ledger's directory found: one verdict, what was checked for it, and what was not.
public struct VerificationReport: Hashable, Sendable {
    /// Most findings that are listed one by one.
    public static let maximumFindingCount = 10_000

    /// One thing that is not as it must be.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        public let code: FindingCode
        /// The file, relative to the ledger's directory, or the name of what the observer brought.
        public let path: String
        /// What is wrong with it.
        public let what: String

        public var description: String { "\(path): \(what)" }
    }

    /// Something that nobody looked at, and what would be needed to.
    public struct NotChecked: Hashable, Sendable {
        public let what: String
        public let needs: String
    }

    /// The published checkpoint, if one is there that the key signed.
    public internal(set) var checkpoint: Checkpoint?
    /// What the leaves of the journal mean, published or not: phase, counts, genesis, totals.
    public internal(set) var history = LedgerHistory()
    /// The totals beside a ledger that nobody could close, where there are some: nobody signed them.
    public internal(set) var unsignedTotals: Totals?
    /// Sound events in the journal that the published checkpoint does not cover yet: the ledger is being written, or was
    /// copied while it was.
    public internal(set) var unpublishedEventCount = 0
    /// Everything that is wrong, sorted by code, file and words.
    public internal(set) var damage: [Finding] = []
    /// Files that the system did not let us read.
    public internal(set) var unread: [String] = []
    public internal(set) var checked: [String] = []
    public internal(set) var notChecked: [NotChecked] = []

    /// The key that the ledger's first leaf names, where it is another one than that of the observer, which signed nothing here.
    public internal(set) var otherKey: VerifierKey?

    /// Whether no ledger was at hand: then nothing is said of one.
    public internal(set) var isAlone = false

    /// Whether the cosigned checkpoint that was looked at is one that the observer brought.
    var bringsCosigned = false

    /// Whether a finding's path names what the observer brought, and no file of the ledger.
    public func isOfBrought(_ finding: Finding) -> Bool {
        isAlone || [.earlier, .proof].contains(finding.code) || (finding.code == .cosignatures && bringsCosigned)
    }

    /// Whether everything that was looked at is as the key's holder signed it.
    public var isIntact: Bool { damage.isEmpty && unread.isEmpty }

    /// 0 where everything that was asked was checked and is so, 1 where something is not. 3 where something could not be looked
    /// at: what was found then may follow from that, and accuses nobody.
    public var status: Int32 { unread.isEmpty ? damage.isEmpty ? 0 : 1 : 3 }

    /// Whether the ledger is intact and nothing can follow it: totals in, balanced and published.
    public var isFinal: Bool {
        isIntact && (history.phase == .final || history.phase == .ended) && unpublishedEventCount == 0
    }
}
