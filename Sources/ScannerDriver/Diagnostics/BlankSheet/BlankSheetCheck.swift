public import Raster

/// The check with a blank white sheet: dirty, dead and stuck columns, and uneven light, on each side.
public struct BlankSheetCheck: Sendable {
    /// The sides that show a sheet.
    public let sides: [BlankSide]
    public let results: [CheckResult]

    /// - Parameters:
    ///   - sideA: the first side as scanned.
    ///   - sideB: the other side, if the scanner has seen one.
    ///   - dpi: dots per inch of both, from 50 to 1200.
    public init(sideA: GrayImage, sideB: GrayImage?, dpi: Double) {
        let images = [(SheetSide.a, sideA)] + (sideB.map { [(SheetSide.b, $0)] } ?? [])
        let measured = images.map { side, image in (side, try? BlankSide(of: image, side: side, dpi: dpi)) }
        sides = measured.compactMap(\.1)
        let sheet = Self.sheet(measured.map { ($0.0, $0.1) })
        guard sheet.verdict != .notPossible else {
            results = [sheet]
            return
        }
        results = [sheet] + sides.flatMap { [Self.columns($0), Self.light($0)] }
    }

    /// Whether this is one blank sheet at all.
    private static func sheet(_ sides: [(SheetSide, BlankSide?)]) -> CheckResult {
        if let (side, _) = sides.first(where: { $0.1 == nil }) {
            return CheckResult(
                .sheet, .notPossible, "No sheet of paper is seen on side \(side.rawValue).",
                action: "Feed one clean white sheet; if it was fed, the lamp or the sensor of that side does not work.")
        }
        let seen = sides.compactMap(\.1)
        var measurements: [Measurement] = []
        for side in seen {
            measurements.append(
                Measurement("width of the sheet, side \(side.side.rawValue)", side.widthInMillimetres, .millimetres))
            measurements.append(Measurement("skew, side \(side.side.rawValue)", side.skewInDegrees, .degrees))
            measurements.append(
                Measurement("dark squares, side \(side.side.rawValue)", Double(side.inkedCells), .count))
        }
        if let printed = seen.first(where: \.isPrinted) {
            return CheckResult(
                .sheet, .notPossible,
                "The sheet is not blank: side \(printed.side.rawValue) is dark in \(printed.inkedCells) of "
                    + "\(printed.cells) small squares, so nothing can be said about the scanner.",
                action: "Feed a clean white sheet without print; if it was one, clean the glass and repeat.",
                measurements: measurements)
        }
        if seen.count == 2 {
            let difference = (seen[0].widthInMillimetres - seen[1].widthInMillimetres).magnitude
            let measurement = Measurement(
                "difference of the two sides' widths", difference, .millimetres,
                .atMost(BlankSheetLimits.widthDifference))
            measurements.append(measurement)
            if !measurement.isWithinBounds {
                let narrow = seen[0].widthInMillimetres < seen[1].widthInMillimetres ? seen[0] : seen[1]
                return CheckResult(
                    .sheet, .failed,
                    "One sheet, two widths: side \(narrow.side.rawValue) is seen \(NumberText.text(difference)) mm "
                        + "narrower, so columns at its edge see nothing.",
                    action: "Clean the glass of side \(narrow.side.rawValue) at both ends and repeat.",
                    measurements: measurements)
            }
        }
        return CheckResult(.sheet, .passed, "A blank sheet is seen.", measurements: measurements)
    }

    private static func columns(_ side: BlankSide) -> CheckResult {
        let findings = side.findings
        let judged = side.profile.count { $0 != nil }
        let measurements = [
            Measurement("columns judged", Double(judged), .count),
            Measurement("faulty places", Double(findings.count), .count, .atMost(0)),
            Measurement(
                "faulty width together",
                Double(findings.reduce(0) { $0 + $1.widthInPixels }) / side.dpi * 25.4, .millimetres),
            Measurement(
                "strongest contrast of a good column", side.strongestRest * 100, .percent,
                .atMost(BlankSheetLimits.columnContrast * 100)),
        ]
        if findings.isEmpty, side.isBilevel {
            return CheckResult(
                .columns(side.side), .notPossible,
                "The picture of side \(side.side.rawValue) holds only black and white: dirt that is not black yet is not seen.",
                action: GrayImage.bilevelAdvice, measurements: measurements)
        }
        guard !findings.isEmpty else {
            return CheckResult(
                .columns(side.side), .passed,
                "All \(judged) columns under the sheet see the same paper on side \(side.side.rawValue).",
                measurements: measurements)
        }
        return CheckResult(
            .columns(side.side), .failed,
            "\(NumberText.count(findings.count, "place")) on side \(side.side.rawValue) "
                + "\(findings.count == 1 ? "does" : "do") not see the paper as the columns beside: "
                + "\(findings.placesText).",
            action: advice(findings), measurements: measurements, columns: findings)
    }

    private static func advice(_ findings: [ColumnFinding]) -> String {
        let places = findings.placesText
        if findings.contains(where: { $0.kind == .bright }) {
            return
                "Wipe the glass and the white backing at \(places), then calibrate the sensors with a clean sheet: light "
                + "lines come from dirt during the last calibration."
        }
        if findings.allSatisfy({ $0.kind == .dead || $0.kind == .stuck }) {
            return "Wipe the glass at \(places) and repeat; if it stays, the sensor is damaged: take another scanner."
        }
        return "Wipe the glass and the white backing at \(places) with a dry lint-free cloth, and repeat."
    }

    private static func light(_ side: BlankSide) -> CheckResult {
        let light = side.light
        let measurements = [
            Measurement("paper", light.paper, .grayLevels, .atLeast(BlankSheetLimits.leastPaper)),
            Measurement(
                "difference of light across", light.across * 100, .percent,
                .atMost(BlankSheetLimits.unevenness * 100)),
            Measurement(
                "difference of light along the feed", light.along * 100, .percent,
                .atMost(BlankSheetLimits.unevenness * 100)),
            Measurement("columns at full white", light.clipped * 100, .percent),
        ]
        let name = "side \(side.side.rawValue)"
        if side.isBilevel {
            return CheckResult(
                .light(side.side), .notPossible,
                "The picture of \(name) holds only black and white: the light is not seen in it.",
                action: GrayImage.bilevelAdvice)
        }
        if light.paper < BlankSheetLimits.leastPaper {
            return CheckResult(
                .light(side.side), .failed,
                "White paper looks gray on \(name): \(NumberText.text(light.paper, digits: 0)) of 255.",
                action: "Clean the whole glass, calibrate the sensors and repeat; if it stays, the lamp is worn.",
                measurements: measurements)
        }
        guard measurements.verdict == .passed else {
            let place =
                light.across > light.along
                ? "darkest in the \(light.darkest.rawValue) third" : "changing along the feed"
            return CheckResult(
                .light(side.side), .failed, "The light on \(name) is uneven, \(place).",
                action: "Clean the whole glass, calibrate the sensors and repeat; if it stays, the lamp is worn.",
                measurements: measurements)
        }
        return CheckResult(
            .light(side.side), .passed, "The light on \(name) is even.", measurements: measurements)
    }
}
