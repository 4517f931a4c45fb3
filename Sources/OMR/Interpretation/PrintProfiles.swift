import Raster

/// How the ink of a side is spread along its two axes once its skew is taken out: the side's outline for finding its pose.
///
/// Text lines, rules and boxes make sharp steps in the sums along rows and columns when these run along the print. The skew
/// is the slope at which the steps are sharpest (W. Postl, 1986). The sums are taken in strips, so that another slope costs
/// only another shift of the strips.
///
/// Coordinates are in density cells from the side's centre: `u` to the right and `v` down along the print,
/// ```
/// u = (x - cx) + slope * (y - cy)        v = (y - cy) - slope * (x - cx)
/// ```
struct PrintProfiles: Sendable {
    /// Tangent of the print's rotation, clockwise positive; within `greatestSlope`.
    let slope: Double
    /// Ink along `u`: bin `count / 2` is the centre.
    let columns: [Float]
    /// Ink along `v`.
    let rows: [Float]
    /// The side's centre in density cells.
    let centre: (x: Double, y: Double)

    /// Skew up to a little over 10 degrees is looked for.
    static let greatestSlope = 0.184

    init(of density: DensityMap) {
        let rowStrips = InkStrips(rowsOf: density, greatestSlope: Self.greatestSlope)
        let columnStrips = InkStrips(columnsOf: density, greatestSlope: Self.greatestSlope)
        /// The slope, among some around another, at which the steps are sharpest.
        func sharpest(
            _ rows: InkStrips, _ columns: InkStrips, around centre: Double, step: Double, reach: Int
        ) -> Double {
            var best = (slope: centre, value: Int64(-1))
            for index in -reach...reach {
                let slope = centre + Double(index) * step
                guard slope.magnitude <= Self.greatestSlope else { continue }
                let value = rows.sharpness(at: slope) + columns.sharpness(at: -slope)
                if value > best.value { best = (slope, value) }
            }
            return best.slope
        }
        // The whole range on bins of two cells, which are fine enough for it.
        var slope = sharpest(rowStrips.halved(), columnStrips.halved(), around: 0, step: 0.01, reach: 18)
        slope = sharpest(rowStrips, columnStrips, around: slope, step: 0.0025, reach: 4)
        slope = sharpest(rowStrips, columnStrips, around: slope, step: 0.0006, reach: 4)
        self.slope = slope
        rows = rowStrips.profile(at: slope).map { Float($0).squareRoot() }
        columns = columnStrips.profile(at: -slope).map { Float($0).squareRoot() }
        centre = (Double(density.width - 1) / 2, Double(density.height - 1) / 2)
    }

    /// From work pixels of the side to `(u, v)`.
    var straightened: Affine {
        // Density cell = (pixel - 1.5) / 4.
        let toCells = Affine(xx: 0.25, xy: 0, dx: -0.375, yx: 0, yy: 0.25, dy: -0.375)
        let turn = Affine(
            xx: 1, xy: slope, dx: -centre.x - slope * centre.y,
            yx: -slope, yy: 1, dy: -centre.y + slope * centre.x)
        return turn.after(toCells)
    }
}
