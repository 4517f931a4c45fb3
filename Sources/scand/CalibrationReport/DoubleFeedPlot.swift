import Diagnostics
import Evidence
import ScannerDriver

/// The double-feed sensor's values on a line, and those of the last good run below them.
enum DoubleFeedPlot {
    static func canvas(_ values: DoubleFeedValues, earlier: DoubleFeedValues?) -> Canvas {
        let all = [values, earlier].compactMap(\.self).flatMap { [$0.oneSheet, $0.twoSheets, $0.threshold] }.map(
            Double.init)
        let (least, most) = (all.min() ?? 0, all.max() ?? 1)
        let rim = max(1, (most - least) * 0.15)
        var plot = Plot(height: 200, x: least - rim...most + rim, y: 0...1)
        plot.labelX(
            Set(all).sorted().map { ($0, NumberText.text($0, digits: 0)) }, title: "device units")
        if let earlier {
            for (value, name) in [
                (earlier.oneSheet, "one, before"), (earlier.twoSheets, "two, before"),
                (earlier.threshold, "threshold, before"),
            ] {
                plot.marker(at: Double(value), name, lane: 8, .gray)
            }
        }
        plot.marker(at: Double(values.oneSheet), "one sheet", lane: 0, .green)
        plot.marker(at: Double(values.twoSheets), "two sheets", lane: 1, .orange)
        plot.marker(at: Double(values.threshold), "threshold", lane: 2, .red)
        return plot.canvas
    }
}
