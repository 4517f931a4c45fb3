public import Raster

/// The report on thresholds from one printed side: where paper and ink lie, and whether the level in use lies well between.
///
/// On a target sheet whose boxes bear strokes of the polling station's pens, these are judged too.
public struct ThresholdCheck: Sendable {
    public let report: GrayReport
    /// Grays of the pens' strokes, box by box.
    public let penGrays: [Double]
    public let results: [CheckResult]

    /// - Parameters:
    ///   - image: the side as scanned: a ballot, a test deck's sheet or a target sheet.
    ///   - side: which of the two.
    ///   - dpi: dots per inch as stated, 50 to 1200; a target sheet is looked for from 100.
    public init(_ image: GrayImage, side: SheetSide, dpi: Double) {
        let target = dpi >= 100 ? try? TargetMeasurement(of: image, dpi: dpi) : nil
        guard !image.isBilevel else {
            report = GrayReport(of: image)
            penGrays = []
            results = [
                CheckResult(
                    .levels(side), .notPossible,
                    "The picture of side \(side.rawValue) holds only black and white: where the line was drawn is not seen in it.",
                    action: GrayImage.bilevelAdvice)
            ]
            return
        }
        guard let target else {
            report = GrayReport(of: image)
            penGrays = []
            results = [Self.levels(report, side)]
            return
        }
        // Printed grays are neither ink nor paper, and pens are judged by themselves.
        let squares = (target.sheet.patches.filter { $0.ink < 1 } + target.sheet.penBoxes)
        report = GrayReport(of: image, leavingOut: squares.map { PixelArea(of: $0, target.map) })
        let pens = PenStrokes(in: image, target).strokes
        penGrays = pens.map(\.gray)
        results =
            [Self.levels(report, side, patches: Self.patches(in: image, target))]
            + [Self.pens(pens, report, side)]
    }

    private static func levels(_ report: GrayReport, _ side: SheetSide, patches: [Measurement] = []) -> CheckResult {
        guard let paper = report.paper, let ink = report.ink, let level = report.levelInUse else {
            return CheckResult(
                .levels(side), .notPossible,
                "Side \(side.rawValue) does not show both paper and solid ink, so no level can be judged.",
                action: "Scan a sheet with print: a ballot, or the sheet of 'scand calibrate target'.")
        }
        let span = Double(paper.peak - ink.peak)
        func share(_ distance: Double) -> Double { span > 0 ? distance / span * 100 : 0 }
        let bounds = Measurement.Bounds.atLeast(ThresholdLimits.margin * 100)
        let measurements =
            [
                Measurement("paper, most frequent", Double(paper.peak), .grayLevels),
                Measurement("paper, darkest hundredth", Double(paper.dark), .grayLevels),
                Measurement("ink, most frequent", Double(ink.peak), .grayLevels),
                Measurement("ink, lightest hundredth", Double(ink.light), .grayLevels),
                Measurement(
                    "contrast of ink", span / Double(max(1, paper.peak)) * 100, .percent,
                    .atLeast(ThresholdLimits.contrast * 100)),
                Measurement("level in use, share of the paper", report.shareInUse * 100, .percent),
                Measurement("level in use", level, .grayLevels),
                Measurement("margin of the level in use to ink", share(level - Double(ink.light)), .percent, bounds),
                Measurement("margin of the level in use to paper", share(Double(paper.dark) - level), .percent, bounds),
                Measurement("Otsu's level", Double(report.otsuLevel), .grayLevels),
            ] + (report.proposedLevel.map { [Measurement("level farthest from both", $0, .grayLevels)] } ?? [])
            + patches
        guard measurements.verdict == .passed else {
            let cause =
                measurements[4].isWithinBounds
                ? "The level in use lies too near to \(measurements[7].isWithinBounds ? "paper" : "ink")."
                : "Ink is hardly darker than paper."
            return CheckResult(
                .levels(side), .failed, "\(cause) (Side \(side.rawValue).)",
                action: "Check the print (toner, paper), clean the glass, calibrate the sensors, and repeat.",
                measurements: measurements)
        }
        return CheckResult(
            .levels(side), .passed,
            "On side \(side.rawValue) the level in use (\(NumberText.text(level, digits: 0)) of 255) parts ink from paper with room "
                + "on both sides.",
            measurements: measurements)
    }

    /// What the target sheet's gray patches look like, from black to paper.
    private static func patches(in image: GrayImage, _ target: TargetMeasurement) -> [Measurement] {
        target.sheet.patches.compactMap { patch in
            let rim = 2.0
            let counts = PenStrokes.counts(
                in: image, target.map, patch.x + rim...patch.x + patch.side - rim,
                patch.y + rim...patch.y + patch.side - rim)
            let count = counts.reduce(0, +)
            guard count > 0 else { return nil }
            let sum = counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
            return Measurement(
                "patch of \(NumberText.text(patch.ink * 100, digits: 0)) % ink", Double(sum) / Double(count),
                .grayLevels)
        }
    }

    private static func pens(_ strokes: [PenStrokes.Stroke], _ report: GrayReport, _ side: SheetSide) -> CheckResult {
        guard !strokes.isEmpty else {
            return CheckResult(
                .pens(side), .notPossible, "The boxes for pens on side \(side.rawValue) are empty: no pen was tried.",
                action: "Mark a box with each kind of pen that the station gives out, and scan the sheet again.")
        }
        let bounds = Measurement.Bounds.atLeast(ThresholdLimits.penMargin * 100)
        let measurements = strokes.flatMap { stroke in
            [
                Measurement("pen in box \(stroke.box)", stroke.gray, .grayLevels),
                Measurement(
                    "margin of the pen in box \(stroke.box)",
                    (report.shareInUse * stroke.paper - stroke.gray) / stroke.paper * 100, .percent, bounds),
            ]
        }
        let pale = strokes.indices.filter { !measurements[2 * $0 + 1].isWithinBounds }.map { String(strokes[$0].box) }
        guard pale.isEmpty else {
            return CheckResult(
                .pens(side), .failed,
                "The pen in box \(pale.joined(separator: ", ")) is too pale: its marks may not be read.",
                action: "Take this pen out of the station, or clean and calibrate the scanner and repeat.",
                measurements: measurements)
        }
        return CheckResult(
            .pens(side), .passed,
            strokes.count == 1
                ? "The pen that was tried is dark enough."
                : "All \(strokes.count) pens that were tried are dark enough.",
            measurements: measurements)
    }
}
