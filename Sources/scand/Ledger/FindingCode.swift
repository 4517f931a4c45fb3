/// What kind of thing a verifier found. Verifiers agree where the first code is the same: the order is that of FORMAT.md.
public enum FindingCode: String, Hashable, Sendable, CaseIterable {
    /// In the order in which a verifier asks.
    case files, checkpoint, journal, bundle, tile, root, leaf, order, box, release, records, sums, earlier, proof
    /// What a policy asks of witnesses does not hold.
    case cosignatures
    /// Polls are not closed, where that was asked for.
    case notClosed = "not-closed"
}

extension FindingCode: Comparable {
    private var place: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    public static func < (a: Self, b: Self) -> Bool { a.place < b.place }
}
