/// All runs that are kept, in the order of time, and what they say about each other.
public struct RunHistory: Sendable {
    /// Oldest first; runs of one second by device and kind.
    public let runs: [CalibrationRun]

    public init(_ runs: [CalibrationRun]) {
        self.runs = runs.sorted { ($0.date, $0.fileName) < ($1.date, $1.fileName) }
    }

    /// The last run of a kind that passed, on the same device and paper.
    public func lastGood(
        _ kind: RunKind, device: CalibrationRun.Device, paper: String, before date: RunDate
    ) -> CalibrationRun? {
        runs.last {
            $0.kind == kind && $0.date < date && $0.verdict == .passed && $0.paper == paper
                && $0.device.isSame(as: device)
        }
    }

    /// The run of the same kind, device and paper before a run, whatever came of it.
    public func previous(of run: CalibrationRun) -> CalibrationRun? {
        runs.last {
            $0.kind == run.kind && $0.date < run.date && $0.paper == run.paper && $0.device.isSame(as: run.device)
        }
    }

    /// The newest run of each kind, device and paper, in the order of ``RunKind``.
    public var latest: [CalibrationRun] {
        let newest = runs.enumerated().filter { index, run in
            !runs[(index + 1)...].contains {
                $0.kind == run.kind && $0.paper == run.paper && $0.device.isSame(as: run.device)
            }
        }.map(\.element)
        return RunKind.allCases.flatMap { kind in newest.filter { $0.kind == kind } }
    }

    /// What is different in a run from the one before it.
    public func changes(in run: CalibrationRun) -> [RunChange] {
        previous(of: run).map { RunChange.changes(from: $0, to: run) } ?? []
    }
}

/// One thing that is different between two runs.
public struct RunChange: Hashable, Sendable, Codable {
    public let check: CheckID
    /// The measurement that moved; `nil` where the verdict changed.
    public let measurement: String?
    public let before, now: String

    /// A measurement that moved by less than this share of its bound, or of itself where it has none, is not worth a line:
    /// two scans of one sheet differ by a few percent.
    static let worthTelling = 0.05

    static func changes(from old: CalibrationRun, to new: CalibrationRun) -> [RunChange] {
        new.results.flatMap { result -> [RunChange] in
            guard let before = old.results.first(where: { $0.id == result.id }) else { return [] }
            var changes: [RunChange] = []
            if before.verdict != result.verdict {
                changes.append(
                    RunChange(
                        check: result.id, measurement: nil, before: before.verdict.rawValue,
                        now: result.verdict.rawValue))
            }
            for measurement in result.measurements {
                guard let then = before.measurements.first(where: { $0.name == measurement.name }),
                    isWorthTelling(then, measurement)
                else { continue }
                changes.append(
                    RunChange(
                        check: result.id, measurement: measurement.name, before: then.valueText,
                        now: measurement.valueText))
            }
            return changes
        }
    }

    private static func isWorthTelling(_ old: Measurement, _ new: Measurement) -> Bool {
        let scale = [new.bounds?.most, new.bounds?.least, old.value, new.value].compactMap { $0?.magnitude }
            .first { $0 > 0 }
        return old.valueText != new.valueText
            && (new.value - old.value).magnitude >= worthTelling * (scale ?? 0)
    }
}
