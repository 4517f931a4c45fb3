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
        let rowStrips = Strips(rowsOf: density)
        let columnStrips = Strips(columnsOf: density)
        /// The slope, among some around another, at which the steps are sharpest.
        func sharpest(_ rows: Strips, _ columns: Strips, around centre: Double, step: Double, reach: Int) -> Double {
            var best = (slope: centre, value: -1.0)
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

/// Sums of ink along one axis, kept apart for strips across it.
private struct Strips {
    /// Bins along the axis, with room on both ends for what a shear moves there.
    private let count: Int
    /// For each strip its distance from the centre, and its bins.
    private let strips: [(distance: Double, sums: [Int32])]

    init(rowsOf density: DensityMap) {
        self.init(density.rowSumsByStrip(), length: density.height, across: density.width)
    }

    init(columnsOf density: DensityMap) {
        self.init(density.columnSumsByStrip(), length: density.width, across: density.height)
    }

    private init(_ sums: [[Int32]], length: Int, across: Int) {
        let pad = Int(PrintProfiles.greatestSlope * Double(across) / 2) + 2
        count = length + 2 * pad
        let room = [Int32](repeating: 0, count: pad)
        strips = sums.enumerated().map { index, sums in
            let start = index * DensityMap.strip
            let end = min(start + DensityMap.strip, across)
            return (Double(start + end - 1) / 2 - Double(across - 1) / 2, room + sums + room)
        }
    }

    private init(count: Int, strips: [(distance: Double, sums: [Int32])]) {
        self.count = count
        self.strips = strips
    }

    /// The same with bins of twice the size; slopes stay what they are.
    func halved() -> Strips {
        let bins = count / 2
        var halves: [(distance: Double, sums: [Int32])] = []
        for strip in strips {
            var sums = [Int32](repeating: 0, count: bins)
            for bin in 0..<bins { sums[bin] = strip.sums[2 * bin] &+ strip.sums[2 * bin + 1] }
            halves.append((strip.distance / 2, sums))
        }
        return Strips(count: bins, strips: halves)
    }

    /// Ink along the axis when strips are shifted so that lines of this slope become level.
    func profile(at slope: Double) -> [Int32] {
        var result = [Int32](repeating: 0, count: count)
        for strip in strips {
            let shift = Int((slope * strip.distance).rounded())
            let low = max(0, -shift)
            let high = min(count, count - shift)
            for bin in low..<max(low, high) { result[bin] &+= strip.sums[bin &+ shift] }
        }
        return result
    }

    /// How steep the steps of the profile are.
    func sharpness(at slope: Double) -> Double {
        let profile = self.profile(at: slope)
        var sum: Int64 = 0
        for bin in 1..<profile.count {
            let step = Int64(profile[bin] &- profile[bin - 1])
            sum &+= step &* step
        }
        return Double(sum)
    }
}
