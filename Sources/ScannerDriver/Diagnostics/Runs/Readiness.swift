import ScannerDriver

/// Whether a scanner may be used on the day: what came of the newest run of every check that is required of it.
///
/// A check that nobody made is as much of a reason against it as one that failed.
public struct Readiness: Hashable, Sendable {
    public let device: CalibrationRun.Device
    /// In the order of ``RunKind``; of a check that was made on several papers, one for each.
    public let rows: [Row]

    /// One check.
    public struct Row: Hashable, Sendable {
        public let kind: RunKind
        public let state: State
        /// Its newest run; nil where there is none.
        public let run: CalibrationRun?
    }

    /// What is known of a check.
    public enum State: Hashable, Sendable {
        case passed, failed, notPossible
        /// Its newest run is so many days old.
        case stale(days: Int)
        /// Its newest run has a date that is still to come: a clock was or is wrong.
        case inFuture
        /// It was never made on this scanner.
        case missing
        /// Somebody said that this scanner has no part for it.
        case skipped
    }

    /// - Parameters:
    ///   - skipped: checks for which the scanner has no part.
    ///   - now: when it is asked.
    ///   - mostDays: oldest age of a run that counts.
    public init(
        of device: CalibrationRun.Device, _ history: RunHistory, skipping skipped: Set<RunKind> = [], at now: RunDate,
        mostDays: Int
    ) {
        self.device = device
        let latest = history.latest.filter { $0.device.isSame(as: device) }
        rows = RunKind.allCases.flatMap { kind -> [Row] in
            let runs = latest.filter { $0.kind == kind }
            if runs.isEmpty { return [Row(kind: kind, state: skipped.contains(kind) ? .skipped : .missing, run: nil)] }
            return runs.map { Row(kind: kind, state: State(of: $0, at: now, mostDays: mostDays), run: $0) }
        }
    }

    /// Whether every check that is required passed, and lately.
    public var isReady: Bool { rows.allSatisfy { $0.state == .passed || $0.state == .skipped } }

    /// The readiness of each device that runs are kept of.
    public static func all(
        _ history: RunHistory, skipping skipped: Set<RunKind>, at now: RunDate, mostDays: Int
    ) -> [Readiness] {
        var devices: [CalibrationRun.Device] = []
        // As the newest run names it.
        for run in history.runs.reversed() where !devices.contains(where: { $0.isSame(as: run.device) }) {
            devices.append(run.device)
        }
        return devices.sorted { ($0.name, $0.serialNumber) < ($1.name, $1.serialNumber) }.map {
            Readiness(of: $0, history, skipping: skipped, at: now, mostDays: mostDays)
        }
    }
}

extension Readiness.State {
    init(of run: CalibrationRun, at now: RunDate, mostDays: Int) {
        let days = now.days(since: run.date)
        switch run.verdict {
        case .failed: self = .failed
        case .notPossible: self = .notPossible
        case .passed, .noComparison: self = run.date > now ? .inFuture : days > mostDays ? .stale(days: days) : .passed
        }
    }
}
