import ScannerDriver

/// What moved in a table since the last good run: single columns (dirt, a sensor that dies), and all of them (the lamp).
struct SensorDrift {
    let side: SheetSide
    let now: SensorTables.Side
    let dpi: Double?

    func result(since before: SensorTables.Side?, days: Int?) -> CheckResult {
        guard let before, let days else {
            return CheckResult(
                .sensorDrift(side), .noComparison,
                "There is no earlier good run to compare side \(side.rawValue) with: this one is the first.")
        }
        let (ranges, old) = (now.ranges, before.ranges)
        guard ranges.count == old.count, before.black.count == before.white.count else {
            return CheckResult(
                .sensorDrift(side), .notPossible,
                "The last good run has \(before.white.count) columns on side \(side.rawValue), the device gives \(ranges.count) "
                    + "now: another device or resolution.",
                action: "Compare with runs of this device only: choose another directory for its runs.")
        }
        // The median of the columns' factors is the lamp; what a column does against it is its own.
        let factors = zip(ranges, old).map { $1 > 0 ? $0 / $1 : 1 }
        let sorted = factors.sorted()
        let common = sorted[sorted.count / 2]
        let own = factors.map { common > 0 ? $0 / common - 1 : 0 }
        let runs = ColumnRuns(own.map { $0.magnitude > SensorLimits.columnDrift })
        let worst = own.map(\.magnitude).max() ?? 0
        let mean = common - 1
        let measurements = [
            Measurement("days since the last good run", Double(days), .days),
            Measurement(
                "drift of all columns", mean * 100, .percent,
                .within(-SensorLimits.meanDrift * 100...SensorLimits.meanDrift * 100)),
            Measurement("drift of all columns a day", mean * 100 / Double(max(1, days)), .percent),
            Measurement("greatest drift of one column", worst * 100, .percent, .atMost(SensorLimits.columnDrift * 100)),
            Measurement("columns that moved", Double(runs.count), .count, .atMost(0)),
        ]
        let findings = runs.runs.map { run in
            ColumnFinding(
                .drifted, side: side, columns: run, of: ranges.count, dpi: dpi,
                contrastInPercent: (run.map { own[$0] }.max { $0.magnitude < $1.magnitude } ?? 0) * 100)
        }
        if !findings.isEmpty {
            return CheckResult(
                .sensorDrift(side), .failed,
                "\(NumberText.count(runs.count, "column")) of side \(side.rawValue) moved by up to "
                    + "\(NumberText.text(worst * 100)) % since the last good run: \(findings.placesText).",
                action: "Wipe the glass and the white backing at \(findings.placesText), calibrate with a clean white "
                    + "sheet, and repeat.",
                measurements: measurements, columns: findings)
        }
        guard mean.magnitude <= SensorLimits.meanDrift else {
            return CheckResult(
                .sensorDrift(side), .failed,
                "All columns of side \(side.rawValue) moved by \(NumberText.text(mean * 100)) % since the last good run.",
                action:
                    "Clean the whole glass, calibrate with a clean white sheet, and repeat; if it stays, the lamp is worn.",
                measurements: measurements)
        }
        return CheckResult(
            .sensorDrift(side), .passed,
            "Side \(side.rawValue) answers as in the last good run.", measurements: measurements)
    }
}
