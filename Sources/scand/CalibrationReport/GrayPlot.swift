import Diagnostics
import Evidence

/// How often each gray occurs on a printed side, by powers of ten, with the levels that part ink from paper.
enum GrayPlot {
    static func canvas(_ report: GrayReport, pens: [Double]) -> Canvas {
        let digits = report.counts.map { count in
            // The number of decimal digits, with a part for what the first digit says: a logarithm near enough for a bar.
            var (rest, digits) = (Double(count), 0.0)
            while rest >= 10 { (rest, digits) = (rest / 10, digits + 1) }
            return rest >= 1 ? digits + (rest - 1) / 9 + 0.05 : 0
        }
        var plot = Plot(height: 320, x: 0...256, y: 0...max(1, (digits.max() ?? 1) * 1.25))
        plot.labelY((0...8).map { (Double($0), $0 == 0 ? "1" : "1" + String(repeating: "0", count: $0)) })
        for (gray, height) in digits.enumerated() where height > 0 {
            plot.bar(at: Double(gray), width: 1, y: height, .gray)
        }
        plot.labelX(
            stride(from: 0, through: 256, by: 32).map { (Double($0), "\($0)") }, title: "gray: 0 black, 255 white")
        var markers: [(Double, String, Colour)] = []
        if let ink = report.ink { markers.append((Double(ink.light), "ink ends", .black)) }
        if let paper = report.paper { markers.append((Double(paper.dark), "paper begins", .green)) }
        if let level = report.levelInUse { markers.append((level, "level in use", .red)) }
        if let level = report.proposedLevel { markers.append((level, "farthest from both", .blue)) }
        for (index, gray) in pens.enumerated() { markers.append((gray, "pen \(index + 1)", .violet)) }
        for (lane, marker) in markers.enumerated() { plot.marker(at: marker.0, marker.1, lane: lane, marker.2) }
        return plot.canvas
    }
}
