/// How many sheets had each outcome.
public struct SheetCounts: Hashable, Sendable {
    /// Went into the box.
    public var accepted: Int
    /// Went back to the voter.
    public var returned: Int
    /// Went back after an interruption, their records taken out again.
    public var voided: Int
    /// Count, but nobody saw their paper fall.
    public var unresolved: Int
    /// Of the accepted and unresolved ones: taken out again with their batch.
    public var withdrawn: Int

    /// Counts of each outcome; none where nothing is said.
    public init(accepted: Int = 0, returned: Int = 0, voided: Int = 0, unresolved: Int = 0, withdrawn: Int = 0) {
        (self.accepted, self.returned) = (accepted, returned)
        (self.voided, self.unresolved, self.withdrawn) = (voided, unresolved, withdrawn)
    }

    /// Sheets that the totals are of: as many records are in the ballot box.
    public var counted: Int { accepted + unresolved - withdrawn }
}

extension SheetCounts {
    func add(to text: inout LeafText) {
        text.add("accepted", value: accepted)
        text.add("returned", value: returned)
        text.add("unresolved", value: unresolved)
        text.add("voided", value: voided)
        if text.format != .one { text.add("withdrawn", value: withdrawn) }
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        self.init(
            accepted: try fields.number("accepted"), returned: try fields.number("returned"),
            voided: try fields.number("voided"), unresolved: try fields.number("unresolved"),
            withdrawn: fields.format == .one ? 0 : try fields.number("withdrawn"))
    }
}

extension SheetCounts: CustomStringConvertible {
    public var description: String {
        "\(accepted) accepted, \(returned) returned, \(voided) voided, \(unresolved) unresolved"
            + (withdrawn == 0 ? "" : ", \(withdrawn) withdrawn")
    }
}
