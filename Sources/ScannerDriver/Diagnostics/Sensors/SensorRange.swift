import ScannerDriver

/// What a table shows by itself: columns with too little between white and black, and columns calibrated on dirt.
struct SensorRange {
    let side: SheetSide
    let table: SensorTables.Side
    let dpi: Double?

    var result: CheckResult {
        let ranges = table.ranges
        let dead = ColumnRuns(ranges.map { $0 < SensorLimits.leastRange })
        let shares = besideNeighbours(table.white.map(Double.init))
        let dim = ColumnRuns(
            ranges.indices.map {
                ranges[$0] >= SensorLimits.leastRange && shares[$0] < -SensorLimits.whiteBesideNeighbours
            })
        let findings =
            (dead.runs.map { finding($0, kind: .weak, shares) } + dim.runs.map { finding($0, kind: .dirt, shares) })
            .sorted { $0.first < $1.first }
        let sorted = ranges.sorted()
        let measurements = [
            Measurement("columns", Double(ranges.count), .count),
            Measurement(
                "least range between white and black", sorted[0], .grayLevels, .atLeast(SensorLimits.leastRange)),
            Measurement("middle range between white and black", sorted[sorted.count / 2], .grayLevels),
            Measurement("columns with too little range", Double(dead.count), .count, .atMost(0)),
            Measurement("columns darker than their neighbours", Double(dim.count), .count, .atMost(0)),
        ]
        guard !findings.isEmpty else {
            return CheckResult(
                .sensorRange(side), .passed,
                "All \(ranges.count) columns of side \(side.rawValue) tell white from black.",
                measurements: measurements)
        }
        return CheckResult(
            .sensorRange(side), .failed,
            "\(NumberText.count(findings.reduce(0) { $0 + $1.widthInPixels }, "column")) of side \(side.rawValue) "
                + "saw white badly when the device was calibrated: \(findings.placesText).",
            action:
                "Wipe the glass and the white backing at \(findings.placesText), calibrate with a clean white sheet, "
                + "and repeat; if it stays, the sensor is damaged: take another scanner.",
            measurements: measurements, columns: findings)
    }

    private func finding(_ run: ClosedRange<Int>, kind: ColumnFinding.Kind, _ shares: [Double]) -> ColumnFinding {
        let contrast = run.map { shares[$0] }.min() ?? 0
        return ColumnFinding(
            kind, side: side, columns: run, of: table.white.count, dpi: dpi, contrastInPercent: contrast * 100)
    }

    /// How much each value differs from the median of those around it, as a share.
    private func besideNeighbours(_ values: [Double]) -> [Double] {
        let reach = SensorLimits.neighbours
        return values.indices.map { index in
            let near = values[max(0, index - reach)..<min(values.count, index + reach + 1)].sorted()
            let middle = near[near.count / 2]
            return middle > 0 ? values[index] / middle - 1 : 0
        }
    }
}

/// Neighbouring columns of which something is true.
struct ColumnRuns {
    let runs: [ClosedRange<Int>]

    init(_ isPart: [Bool]) {
        var runs: [ClosedRange<Int>] = []
        var start: Int?
        for (index, part) in (isPart + [false]).enumerated() {
            if part, start == nil { start = index }
            if !part, let first = start {
                runs.append(first...index - 1)
                start = nil
            }
        }
        self.runs = runs
    }

    /// Columns in all runs.
    var count: Int { runs.reduce(0) { $0 + $1.count } }
}
