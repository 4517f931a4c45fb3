import Diagnostics
import Evidence

/// The target sheet's marks with what each is off, much enlarged: a feeder that slips shows as a pattern of arrows.
enum ResidualPicture {
    /// Pixels of the picture for a millimetre of the sheet.
    private static let scale = 3.0
    /// How much longer the arrows are than what they show.
    static let exaggeration = 50.0

    static func canvas(_ measured: TargetMeasurement) -> Canvas {
        let sheet = measured.sheet
        var canvas = Canvas(width: Int(sheet.width * scale), height: Int(sheet.height * scale))
        canvas.frame(x: 0, y: 0, width: canvas.width, height: canvas.height, thickness: 1, .gray)
        let radius = Int(TargetSheet.radius * scale)
        for mark in sheet.marks {
            canvas.frame(
                x: Int(mark.x * scale) - radius, y: Int(mark.y * scale) - radius, width: 2 * radius, height: 2 * radius,
                thickness: 1, .paleGray)
        }
        for residual in measured.residuals {
            let (dx, dy) = onSheet(residual, measured)
            let from = Point(residual.mark.x * scale, residual.mark.y * scale)
            let to = Point(from.x + dx * exaggeration * scale, from.y + dy * exaggeration * scale)
            let isFar = residual.length > TargetLimits.distortion
            canvas.fill(x: Int(from.x) - 2, y: Int(from.y) - 2, width: 5, height: 5, isFar ? .red : .blue)
            canvas.arrow(from: from, to: to, thickness: 2, isFar ? .red : .blue)
        }
        return canvas
    }

    /// A residual of the picture's axes, turned into the sheet's.
    private static func onSheet(
        _ residual: TargetMeasurement.Residual, _ measured: TargetMeasurement
    ) -> (Double, Double) {
        let turned =
            switch measured.rotation {
            case 90: (residual.dy, -residual.dx)
            case 180: (-residual.dx, -residual.dy)
            case 270: (-residual.dy, residual.dx)
            default: (residual.dx, residual.dy)
            }
        return measured.isMirrored ? (-turned.0, turned.1) : turned
    }
}
