/// What one check found: its verdict, in one sentence why, what to do about it, and the numbers behind it.
///
/// Checks are pure functions from pictures, tables and values to results. A result says everything that a person needs
/// without the code at hand, and is kept as it is in a ``CalibrationRun``.
public struct CheckResult: Hashable, Sendable, Codable {
    public let id: CheckID
    public let verdict: Verdict
    /// What was found, in one sentence for people.
    public let sentence: String
    /// What to do now; `nil` when there is nothing to do.
    public let action: String?
    public let measurements: [Measurement]
    /// Columns of the sensor that something is wrong with, from left to right.
    public let columns: [ColumnFinding]

    public init(
        _ id: CheckID, _ verdict: Verdict, _ sentence: String, action: String? = nil,
        measurements: [Measurement] = [], columns: [ColumnFinding] = []
    ) {
        self.id = id
        self.verdict = verdict
        self.sentence = sentence
        self.action = action
        self.measurements = measurements
        self.columns = columns
    }
}

/// What came of a check.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    case passed
    case failed
    /// There is nothing yet to compare with: this run is the first. No fault, and no more than that.
    case noComparison
    /// It could not be carried out: the device cannot do it, or what it was given does not show it. Never taken for passed.
    case notPossible
}

extension Sequence<CheckResult> {
    /// The verdict on all of them: failed if any failed, passed only if some passed and no other could not be made.
    public var verdict: Verdict {
        let verdicts = Set(map(\.verdict))
        if verdicts.contains(.failed) { return .failed }
        return verdicts.contains(.passed) && !verdicts.contains(.notPossible) ? .passed : .notPossible
    }
}
