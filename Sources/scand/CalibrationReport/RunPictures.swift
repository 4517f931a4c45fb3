public import Diagnostics
import Evidence
import Foundation
import ImageFiles
public import Raster
public import ScannerDriver

/// The pictures that a run keeps.
extension CalibrationRun.Picture {
    private init(_ canvas: Canvas, title: String, caption: String) {
        let png = PNGEncoding.colour(rgb: canvas.rgb, width: canvas.width, height: canvas.height, level: 9)
        self.init(title: title, caption: caption, png: Data(png).base64EncodedString())
    }

    /// The scan and the plot of each side of a blank sheet.
    ///
    /// - Parameter images: the sides as scanned, in the order of the check.
    public static func pictures(of check: BlankSheetCheck, images: [SheetSide: GrayImage]) -> [Self] {
        check.sides.flatMap { side -> [Self] in
            guard let image = images[side.side] else { return [] }
            let name = "side \(side.side.rawValue)"
            let findings = side.findings.isEmpty ? "No column is faulty." : "Faulty columns are framed in red."
            return [
                Self(
                    BlankPicture.canvas(side, of: image), title: "Blank sheet, \(name)",
                    caption: "The scan, made smaller. Dashed lines part left, middle and right. \(findings)"),
                Self(
                    ColumnPlot.canvas(side), title: "Columns, \(name)",
                    caption:
                        "What each column of the sensor sees of the white sheet. A good line is level; faulty columns stand on "
                        + "red."),
            ]
        }
    }

    /// The plots of a device's tables.
    public static func pictures(
        of tables: SensorTables, earlier: SensorTables?, results: [CheckResult], dpi: Double?
    ) -> [Self] {
        let columns = results.flatMap(\.columns)
        let sides =
            [(SheetSide.a, tables.sideA, earlier?.sideA)]
            + (tables.sideB.map { [(SheetSide.b, $0, earlier?.sideB)] } ?? [])
        return sides.map { side, now, before in
            Self(
                ColumnPlot.canvas(now, earlier: before, findings: columns.filter { $0.side == side }, dpi: dpi),
                title: "Tables, side \(side.rawValue)",
                caption: "What each column answers to white (blue) and to black (violet)"
                    + (before == nil ? "." : "; in gray, the last good run's."))
        }
    }

    /// The values of a double-feed sensor.
    public static func pictures(of values: DoubleFeedValues, earlier: DoubleFeedValues?) -> [Self] {
        [
            Self(
                DoubleFeedPlot.canvas(values, earlier: earlier), title: "Double-feed values",
                caption: "The threshold has to lie well between one sheet and two"
                    + (earlier == nil ? "." : "; in gray, the last good run's values."))
        ]
    }

    /// What the marks of a target sheet are off.
    public static func pictures(of measured: TargetMeasurement, side: SheetSide) -> [Self] {
        [
            Self(
                ResidualPicture.canvas(measured), title: "Local errors, side \(side.rawValue)",
                caption:
                    "How far each mark is from where it should be, \(Int(ResidualPicture.exaggeration)) times enlarged; red is "
                    + "beyond \(NumberText.text(TargetLimits.distortion)) mm. Upright as printed.")
        ]
    }

    /// The grays of a printed side.
    public static func pictures(of check: ThresholdCheck, side: SheetSide) -> [Self] {
        [
            Self(
                GrayPlot.canvas(check.report, pens: check.penGrays), title: "Grays, side \(side.rawValue)",
                caption:
                    "How many pixels have each gray (each line is ten times the one below). The level in use has to lie in "
                    + "the gap between ink and paper, away from both.")
        ]
    }
}
