import Raster

/// The pens of a polling station, tried in the boxes of a target sheet.
struct PenStrokes {
    /// One box with a stroke in it.
    struct Stroke: Hashable {
        /// Number of the box, from 1.
        let box: Int
        /// Gray of the stroke where it is dark: three in ten of its pixels are darker.
        let gray: Double
        /// Gray of the paper in the box.
        let paper: Double
    }

    let strokes: [Stroke]

    init(in image: GrayImage, _ measurement: TargetMeasurement) {
        strokes = measurement.sheet.penBoxes.enumerated().compactMap { index, box in
            Self.stroke(in: image, measurement.map, box).map { Stroke(box: index + 1, gray: $0.gray, paper: $0.paper) }
        }
    }

    private static func stroke(
        in image: GrayImage, _ map: Affine, _ box: TargetSheet.Square
    ) -> (gray: Double, paper: Double)? {
        // Two millimetres inside: the box's own line, and what the feeder distorts, stay out.
        let rim = 2.0
        let counts = Self.counts(
            in: image, map, box.x + rim...box.x + box.side - rim, box.y + rim...box.y + box.side - rim)
        guard let paper = GrayGroup(counts) else { return nil }
        let level = Int(ThresholdLimits.strokeShare * Double(paper.peak))
        let dark = Array(counts.prefix(max(0, level)))
        let sum = dark.reduce(0, +)
        guard Double(sum) >= ThresholdLimits.penShare * Double(paper.count) else { return nil }
        return (Double(GrayGroup.quantile(dark, sum * 3 / 10)), Double(paper.peak))
    }

    /// How often each gray occurs in a rectangle of the sheet.
    static func counts(
        in image: GrayImage, _ map: Affine, _ xs: ClosedRange<Double>, _ ys: ClosedRange<Double>
    ) -> [Int] {
        var counts = [Int](repeating: 0, count: 256)
        let steps = 200
        for row in 0..<steps {
            for column in 0..<steps {
                let place = map(
                    xs.lowerBound + (xs.upperBound - xs.lowerBound) * (Double(column) + 0.5) / Double(steps),
                    ys.lowerBound + (ys.upperBound - ys.lowerBound) * (Double(row) + 0.5) / Double(steps))
                let (x, y) = (Int(place.x.rounded()), Int(place.y.rounded()))
                guard x >= 0, y >= 0, x < image.width, y < image.height else { continue }
                counts[Int(image[x, y])] += 1
            }
        }
        return counts
    }
}
