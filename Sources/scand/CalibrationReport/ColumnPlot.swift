import Diagnostics
import Evidence
import ScannerDriver

/// Columns across the sensor with their grays: faulty ones stand on red.
enum ColumnPlot {
    /// What the columns of a blank side show.
    static func canvas(_ side: BlankSide) -> Canvas {
        var plot = plot(columns: side.profile.count, dpi: side.dpi, findings: side.findings)
        plot.curve(side.profile.enumerated().map { (Double($0.offset), $0.element) }, .blue)
        return plot.canvas
    }

    /// A device's tables: white and black now, and those of an earlier run in gray.
    static func canvas(_ now: SensorTables.Side, earlier: SensorTables.Side?, findings: [ColumnFinding], dpi: Double?)
        -> Canvas
    {
        var plot = plot(columns: max(1, now.white.count), dpi: dpi, findings: findings)
        if let earlier, earlier.white.count == now.white.count {
            plot.curve(points(earlier.white), .gray)
            plot.curve(points(earlier.black), .gray)
        }
        plot.curve(points(now.white), .blue)
        plot.curve(points(now.black), .violet)
        return plot.canvas
    }

    private static func points(_ values: [UInt8]) -> [(x: Double, y: Double?)] {
        values.enumerated().map { (Double($0.offset), Double($0.element)) }
    }

    private static func plot(columns: Int, dpi: Double?, findings: [ColumnFinding]) -> Plot {
        var plot = Plot(height: 300, x: 0...Double(max(2, columns) - 1), y: 0...255)
        for finding in findings { plot.band(Double(finding.first)...Double(finding.last), Colour(255, 190, 190)) }
        plot.labelY([0, 64, 128, 192, 255].map { (Double($0), "\($0)") })
        if let dpi {
            let millimetres = Double(columns) / dpi * 25.4
            let ticks = stride(from: 0, through: millimetres, by: 20).map {
                ($0 / 25.4 * dpi, NumberText.text($0, digits: 0))
            }
            plot.labelX(ticks, title: "mm from the image's left edge")
        } else {
            let step = max(1, columns / 10)
            plot.labelX(stride(from: 0, to: columns, by: step).map { (Double($0), "\($0)") }, title: "column")
        }
        return plot
    }
}
