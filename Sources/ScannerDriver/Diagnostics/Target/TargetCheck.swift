public import Raster

/// The checks with a scan of the target sheet: skew, scale, shift and local distortion of one side.
public struct TargetCheck: Sendable {
    /// `nil` where the picture is no target sheet.
    public let measurement: TargetMeasurement?
    public let results: [CheckResult]

    /// - Parameters:
    ///   - image: the printed side as scanned.
    ///   - side: which of the two.
    ///   - dpi: dots per inch as stated, 100 to 1200.
    public init(_ image: GrayImage, side: SheetSide, dpi: Double) {
        do throws(TargetRefusal) {
            let measured = try TargetMeasurement(of: image, dpi: dpi)
            measurement = measured
            results = [
                Self.marks(measured, side), Self.skew(measured, side), Self.scale(measured, side, dpi),
                Self.shift(measured, side), Self.distortion(measured, side),
            ]
        } catch {
            measurement = nil
            results = [
                CheckResult(
                    .targetMarks(side), .notPossible, error.description,
                    action:
                        "Print the sheet of 'scand calibrate target' at 100 %, feed it flat and whole, and give the "
                        + "resolution that the picture has (\(NumberText.text(dpi, digits: 0)) dpi was stated).")
            ]
        }
    }

    private static func marks(_ measured: TargetMeasurement, _ side: SheetSide) -> CheckResult {
        let all = TargetSheet.columns * TargetSheet.rows
        let measurements = [
            Measurement("marks found", Double(measured.residuals.count), .count),
            Measurement("turned clockwise", Double(measured.rotation), .degrees),
        ]
        guard !measured.isMirrored else {
            return CheckResult(
                .targetMarks(side), .failed, "The picture of side \(side.rawValue) is mirrored.",
                action: "Correct the scanner's settings or its driver: no ballot can be read from a mirrored picture.",
                measurements: measurements)
        }
        return CheckResult(
            .targetMarks(side), .passed,
            "The target sheet (\(measured.sheet.paper == .a4 ? "A4" : "Letter")) is seen on side \(side.rawValue), "
                + "\(measured.residuals.count) of its \(all) marks.",
            measurements: measurements)
    }

    private static func skew(_ measured: TargetMeasurement, _ side: SheetSide) -> CheckResult {
        let measurements = [
            Measurement(
                "skew", measured.skewInDegrees, .degrees, .within(-TargetLimits.skew...TargetLimits.skew)),
            Measurement(
                "out of square", measured.outOfSquareInDegrees, .degrees,
                .within(-TargetLimits.outOfSquare...TargetLimits.outOfSquare)),
        ]
        return CheckResult(
            .skew(side), measurements.verdict,
            measurements[0].isWithinBounds
                ? measurements[1].isWithinBounds
                    ? "The sheet went in straight."
                    : "The picture is out of square: paper slides sideways while it is fed."
                : "The sheet went in askew by \(measurements[0].valueText).",
            action: measurements.verdict == .passed
                ? nil : "Feed it once more along the guide; if it stays, clean the rollers and adjust the guide.",
            measurements: measurements)
    }

    private static func scale(_ measured: TargetMeasurement, _ side: SheetSide, _ dpi: Double) -> CheckResult {
        let good = Measurement.Bounds.within((1 - TargetLimits.scale) * 100...(1 + TargetLimits.scale) * 100)
        let measurements = [
            Measurement("scale across", measured.scaleAcross * 100, .percent, good),
            Measurement("scale along the feed", measured.scaleAlong * 100, .percent, good),
            Measurement(
                "difference of the two scales", (measured.scaleAlong / measured.scaleAcross - 1) * 100, .percent,
                .within(-TargetLimits.aspect * 100...TargetLimits.aspect * 100)),
            Measurement("resolution across", measured.scaleAcross * dpi, .dotsPerInch),
            Measurement("resolution along the feed", measured.scaleAlong * dpi, .dotsPerInch),
        ]
        return CheckResult(
            .scale(side), measurements.verdict,
            measurements.verdict == .passed
                ? "The picture has the size of the paper."
                : "The picture does not have the size of the paper: \(measurements[0].valueText) across, "
                    + "\(measurements[1].valueText) along the feed.",
            action: measurements.verdict == .passed
                ? nil
                : "Measure the printed ruler: if it is not 180 mm, print again at 100 %. If it is, check the stated resolution, "
                    + "clean the rollers and calibrate the feed's speed.",
            measurements: measurements)
    }

    private static func shift(_ measured: TargetMeasurement, _ side: SheetSide) -> CheckResult {
        let measurements = [
            Measurement(
                "shift across", measured.shiftAcross, .millimetres, .within(-TargetLimits.shift...TargetLimits.shift)),
            // Feeders begin their picture some millimetres before the sheet, each as it likes.
            Measurement("shift along the feed", measured.shiftAlong, .millimetres),
        ]
        return CheckResult(
            .shift(side), measurements.verdict,
            measurements.verdict == .passed
                ? "The sheet lies in the middle of the picture."
                : "The sheet lies \(NumberText.text(measured.shiftAcross.magnitude)) mm to the "
                    + "\(measured.shiftAcross > 0 ? "right" : "left") in the picture: its edge may be cut off.",
            action: measurements.verdict == .passed
                ? nil : "Set the guide to the paper's width, and feed it once more.",
            measurements: measurements)
    }

    private static func distortion(_ measured: TargetMeasurement, _ side: SheetSide) -> CheckResult {
        let worst = measured.worst
        let measurements = [
            Measurement("greatest local error", worst?.length ?? 0, .millimetres, .atMost(TargetLimits.distortion)),
            Measurement("mean local error", measured.rootMeanSquare, .millimetres),
        ]
        let place = worst.map { "column \($0.mark.column + 1), row \($0.mark.row + 1) of the marks" } ?? ""
        return CheckResult(
            .distortion(side), measurements.verdict,
            measurements.verdict == .passed
                ? "The paper moved evenly."
                : "The paper did not move evenly: a mark is \(measurements[0].valueText) off (\(place)).",
            action: measurements.verdict == .passed
                ? nil : "Take care that the printed sheet is flat, feed it once more; if it stays, clean the rollers.",
            measurements: measurements)
    }
}
