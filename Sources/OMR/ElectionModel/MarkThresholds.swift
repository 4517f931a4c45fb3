/// How much added ink makes a mark. Shares of the target's inside that were paper on the blank page, 0 to 1.
///
/// The defaults come from what voters really draw. In the public figures of the strongest open peer, and in the scans that
/// this project was tried on, empty targets stay below 2 %, hesitation dots lie at 2 to 6 %, thin ticks and crosses at 10
/// to 30 %, fillings above 50 %. Between the two thresholds a person has to look.
public struct MarkThresholds: Hashable, Sendable {
    /// From here on the target may carry a mark: a person has to look.
    public let marginal: Double
    /// From here on the target is marked.
    public let marked: Double

    /// What holds where a layout says nothing else.
    public static let standard = MarkThresholds(marginal: 0.02, marked: 0.09)

    /// Thresholds as shares of a target's paper, the lower one first.
    public init(marginal: Double, marked: Double) {
        self.marginal = marginal
        self.marked = marked
    }

    func check() throws(DefinitionError) {
        guard marginal > 0, marginal < marked, marked < 1 else {
            throw DefinitionError(
                field: "thresholds",
                problem: "are marginal \(marginal), marked \(marked): must be 0 < marginal < marked < 1")
        }
    }
}
