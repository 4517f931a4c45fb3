/// Marks put in columns and rows by what lies beside what, whichever way the grid is turned.
struct MarkLattice {
    /// Marks by their place, counted from an arbitrary one.
    let places: [GridPlace: FoundMark]

    /// How far a neighbour may be from where it is expected, in share of the distance between marks: local distortion of a
    /// feeder is below 0.05, and half is the next mark's.
    static let tolerance = 0.2

    /// - Returns: `nil` where no marks lie at the distance of a grid.
    init?(_ marks: [FoundMark], dpi: Double) {
        let pitch = TargetSheet.pitch / 25.4 * dpi
        guard let step = Self.step(marks, pitch) else { return nil }
        var best: [GridPlace: FoundMark] = [:]
        var unseen = Set(marks.indices)
        while let start = unseen.min() {
            var places = [GridPlace(0, 0): start]
            unseen.remove(start)
            var queue = [GridPlace(0, 0)]
            while let place = queue.popLast(), let index = places[place] {
                // Steps of two cross a column of marks that a streak has spoilt.
                for (columns, rows) in [
                    (1, 0), (-1, 0), (0, 1), (0, -1), (2, 0), (-2, 0), (0, 2), (0, -2),
                ] {
                    let next = GridPlace(place.column + columns, place.row + rows)
                    guard places[next] == nil else { continue }
                    let x = marks[index].x + Double(columns) * step.x - Double(rows) * step.y
                    let y = marks[index].y + Double(columns) * step.y + Double(rows) * step.x
                    guard let found = Self.nearest(to: x, y, marks, unseen, within: Self.tolerance * pitch) else {
                        continue
                    }
                    unseen.remove(found)
                    places[next] = found
                    queue.append(next)
                }
            }
            if places.count > best.count { best = places.mapValues { marks[$0] } }
        }
        places = best
    }

    /// The way from a mark to its neighbour that lies nearest to the right, the mean of all: quarter turns are folded away.
    private static func step(_ marks: [FoundMark], _ pitch: Double) -> (x: Double, y: Double)? {
        var ways: [(x: Double, y: Double)] = []
        for (index, mark) in marks.enumerated() {
            for other in marks[(index + 1)...] {
                let (dx, dy) = (other.x - mark.x, other.y - mark.y)
                let length = (dx * dx + dy * dy).squareRoot()
                guard (length / pitch - 1).magnitude <= tolerance else { continue }
                // Turned by quarters until it points right rather than up, down or left.
                ways.append(
                    dx.magnitude >= dy.magnitude ? (dx < 0 ? (-dx, -dy) : (dx, dy)) : (dy < 0 ? (-dy, dx) : (dy, -dx)))
            }
        }
        guard ways.count >= 8 else { return nil }
        let (xs, ys) = (ways.map(\.x).sorted(), ways.map(\.y).sorted())
        return (xs[xs.count / 2], ys[ys.count / 2])
    }

    private static func nearest(
        to x: Double, _ y: Double, _ marks: [FoundMark], _ candidates: Set<Int>, within reach: Double
    ) -> Int? {
        var best: (index: Int, distance: Double)?
        for index in candidates {
            let (dx, dy) = (marks[index].x - x, marks[index].y - y)
            let distance = dx * dx + dy * dy
            guard distance <= reach * reach else { continue }
            // The set has no order; equal distances go to the first mark, so that every run gives the same.
            if let known = best, (known.distance, known.index) <= (distance, index) { continue }
            best = (index, distance)
        }
        return best?.index
    }
}
