/// A straight edge of the sheet: where it lies at each row, or at each column, of the picture.
struct EdgeLine: Hashable {
    /// Its place at 0, and how much it moves from one row (or column) to the next.
    let start, slope: Double

    func callAsFunction(_ place: Int) -> Double { start + slope * Double(place) }

    /// The line through most of the points: the median of the slopes of pairs, and of what is left.
    ///
    /// Corners, dirt at the edge and torn paper move single points far and the median not at all
    /// (P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968).
    init?(through points: [(at: Int, place: Int)]) {
        // A hundred points know the edge as well as ten thousand.
        let stride = max(1, points.count / 100)
        let points = points.indices.filter { $0 % stride == 0 }.map { points[$0] }
        guard points.count >= 8 else { return nil }
        let half = points.count / 2
        var slopes: [Double] = []
        for first in points.indices {
            let second = first + half
            guard second < points.count else { break }
            slopes.append(
                Double(points[second].place - points[first].place) / Double(points[second].at - points[first].at))
        }
        slope = Self.median(slopes)
        let slope = slope
        start = Self.median(points.map { Double($0.place) - slope * Double($0.at) })
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }
}
