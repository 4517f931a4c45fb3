public import ScannerDriver

/// The check of double-feed detection: is the threshold well between one sheet and two, and where it was.
public struct DoubleFeedCheck: Sendable {
    public let results: [CheckResult]

    /// - Parameters:
    ///   - values: as the device gives them now.
    ///   - earlier: those of the last good run on the same paper; `nil` where there is none.
    ///   - paper: the paper's name, as the technician calls it.
    public init(_ values: DoubleFeedValues, since earlier: DoubleFeedValues?, paper: String) {
        results = [Self.margin(values), Self.drift(values, since: earlier, paper: paper)]
    }

    private static func margin(_ values: DoubleFeedValues) -> CheckResult {
        let (one, two, threshold) = (Double(values.oneSheet), Double(values.twoSheets), Double(values.threshold))
        // Some sensors answer to two sheets with more, some with less.
        let span = two - one
        let largest = max(one.magnitude, two.magnitude)
        let contrast = largest > 0 ? span.magnitude / largest : 0
        let (toOne, toTwo) = span == 0 ? (0, 0) : ((threshold - one) / span, (two - threshold) / span)
        let bounds = Measurement.Bounds.atLeast(DoubleFeedLimits.margin * 100)
        let measurements =
            [
                Measurement("one sheet", one, .deviceUnits), Measurement("two sheets", two, .deviceUnits),
                Measurement("threshold", threshold, .deviceUnits),
                Measurement(
                    "difference between one sheet and two", contrast * 100, .percent,
                    .atLeast(DoubleFeedLimits.contrast * 100)),
                Measurement("margin to one sheet", toOne * 100, .percent, bounds),
                Measurement("margin to two sheets", toTwo * 100, .percent, bounds),
            ] + (values.lamp.map { [Measurement("lamp", Double($0), .deviceUnits)] } ?? [])
            + (values.sensors.map { [Measurement("sensors", Double($0), .count)] } ?? [])
        let again = "Calibrate double-feed detection again, with two blank sheets and then one of the election's paper."
        if contrast < DoubleFeedLimits.contrast {
            return CheckResult(
                .doubleFeedMargin, .failed, "The sensor hardly tells two sheets from one.",
                action: again + " If it stays, do not use this scanner: two ballots could pass as one.",
                measurements: measurements)
        }
        guard min(toOne, toTwo) >= DoubleFeedLimits.margin else {
            let harm = toOne < toTwo ? "single sheets will be refused" : "two sheets could pass as one"
            return CheckResult(
                .doubleFeedMargin, .failed,
                "The threshold lies too near the value of \(toOne < toTwo ? "one sheet" : "two sheets"): \(harm).",
                action: again, measurements: measurements)
        }
        return CheckResult(
            .doubleFeedMargin, .passed, "The threshold lies well between one sheet and two.", measurements: measurements
        )
    }

    private static func drift(
        _ values: DoubleFeedValues, since earlier: DoubleFeedValues?, paper: String
    ) -> CheckResult {
        guard let earlier else {
            return CheckResult(
                .doubleFeedDrift, .noComparison,
                "There is no earlier good run on '\(paper)' to compare with: this one is the first.")
        }
        let span = Double((earlier.twoSheets - earlier.oneSheet).magnitude)
        func moved(_ now: Int, _ then: Int) -> Double { span > 0 ? Double(now - then) / span * 100 : 0 }
        let range = -DoubleFeedLimits.drift * 100...DoubleFeedLimits.drift * 100
        let measurements = [
            Measurement("move of one sheet", moved(values.oneSheet, earlier.oneSheet), .percent, .within(range)),
            Measurement("move of two sheets", moved(values.twoSheets, earlier.twoSheets), .percent, .within(range)),
            Measurement("move of the threshold", moved(values.threshold, earlier.threshold), .percent, .within(range)),
        ]
        guard measurements.verdict == .passed else {
            let worst = measurements.max { $0.value.magnitude < $1.value.magnitude }
            return CheckResult(
                .doubleFeedDrift, .failed,
                "Since the last good run on '\(paper)' values moved, most of all the \(worst?.name ?? "") "
                    + "(\(worst?.valueText ?? "")).",
                action:
                    "Make sure that this is the same paper; then clean the sensor and calibrate double-feed detection again.",
                measurements: measurements)
        }
        return CheckResult(
            .doubleFeedDrift, .passed, "The values are those of the last good run on '\(paper)'.",
            measurements: measurements)
    }
}
