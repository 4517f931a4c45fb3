/// How evenly a side is lit, across the sensor and along the feed.
package struct SheetLight: Hashable, Sendable {
    /// Gray of the paper.
    package let paper: Double
    /// Difference between the lightest and the darkest zone across, as a share of the lightest.
    package let across: Double
    /// The same along the feed.
    package let along: Double
    /// Where across it is darkest.
    package let darkest: ColumnFinding.Third
    /// Share of the columns that are as good as white, where differences cannot be seen.
    package let clipped: Double

    /// Zones across the sheet: about 9 mm each, wider than any streak.
    private static let zones = 24

    /// - Returns: `nil` where no column is judged.
    init?(_ bands: BandMeans, columns: Range<Int>) {
        let means = columns.compactMap { x in bands.median(of: x, bands.means).map { (x, Double($0)) } }
        guard let first = means.first?.0, let last = means.last?.0, last - first >= Self.zones else { return nil }
        let zones = (0..<Self.zones).compactMap { zone -> (Int, Double)? in
            let from = first + (last - first) * zone / Self.zones
            let to = first + (last - first) * (zone + 1) / Self.zones
            let grays = means.filter { $0.0 >= from && $0.0 < to }.map(\.1).sorted()
            return grays.isEmpty ? nil : ((from + to) / 2, grays[grays.count / 2])
        }
        let rows = (0..<bands.bandCount).compactMap { band -> Double? in
            let grays = columns.map { bands.mean(band, $0) }.filter { !$0.isNaN }.sorted()
            return grays.count * 2 < means.count ? nil : Double(grays[grays.count / 2])
        }
        guard let darkest = zones.min(by: { $0.1 < $1.1 }), let lightest = zones.map(\.1).max(), lightest > 0,
            let darkRow = rows.min(), let lightRow = rows.max(), lightRow > 0
        else { return nil }
        let sorted = means.map(\.1).sorted()
        paper = sorted[sorted.count / 2]
        across = 1 - darkest.1 / lightest
        along = 1 - darkRow / lightRow
        let place = Double(darkest.0) / Double(bands.width)
        self.darkest = place < 1.0 / 3 ? .left : place < 2.0 / 3 ? .middle : .right
        clipped = Double(sorted.count { $0 >= 254 }) / Double(sorted.count)
    }
}
