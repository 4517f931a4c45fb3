import Raster

/// The sheet's edges in a picture whose background is as white as paper: thin dark lines, straight over most of the side.
///
/// Only what the sensor cannot have made is taken for an edge here: a line across the feed, or one along the feed that
/// slants. A line straight along the feed may be dirt, and is left to ``SheetEdgeSearch``.
struct SlantedShadow {
    /// How far from the picture's border an edge is looked for, in millimetres.
    private static let reach = 40.0
    /// What is darker than this share of the paper may be a shadow; fainter ones disturb nothing.
    private static let level = 0.8
    /// Share of rows, or columns, that show the line.
    private static let consensus = 0.6
    /// Every so many rows and columns are looked at.
    private static let step = 4
    /// A line along the feed slants if it moves by so many pixels from end to end.
    private static let leastSlant = 4.0

    private let image: GrayImage
    private let level: UInt8
    private let reach: Int

    init(_ image: GrayImage, paperGray: Double, dpi: Double) {
        self.image = image
        level = UInt8(paperGray * Self.level)
        reach = min(Int(Self.reach / 25.4 * dpi), min(image.width, image.height) / 3)
    }

    func left(besides edge: EdgeLine) -> EdgeLine? {
        alongFeed(edge, border: 0) { y in (0..<reach).first { isDark($0, y) } }
    }

    func right(besides edge: EdgeLine) -> EdgeLine? {
        let last = image.width - 1
        return alongFeed(edge, border: last) { y in (0..<reach).first { isDark(last - $0, y) }.map { last - $0 } }
    }

    func top(besides edge: EdgeLine) -> EdgeLine? {
        line(edge, border: 0, count: image.width) { x in (0..<reach).first { isDark(x, $0) } }
    }

    func bottom(besides edge: EdgeLine) -> EdgeLine? {
        let last = image.height - 1
        return line(edge, border: last, count: image.width) { x in
            (0..<reach).first { isDark(x, last - $0) }.map { last - $0 }
        }
    }

    private func isDark(_ x: Int, _ y: Int) -> Bool { image.pixels[y * image.width + x] < level }

    private func alongFeed(_ edge: EdgeLine, border: Int, _ find: (Int) -> Int?) -> EdgeLine? {
        line(edge, border: border, count: image.height, find).flatMap { found in
            (found.slope * Double(image.height)).magnitude >= Self.leastSlant ? found : nil
        }
    }

    private func line(_ edge: EdgeLine, border: Int, count: Int, _ find: (Int) -> Int?) -> EdgeLine? {
        // Where the background is dark the edge is known already.
        guard (edge(count / 2) - Double(border)).magnitude <= 2 else { return nil }
        let places = stride(from: 0, to: count, by: Self.step).map { $0 }
        let points = places.compactMap { at in find(at).map { (at: at, place: $0) } }
        guard let line = EdgeLine(through: points) else { return nil }
        let near = points.count { (line($0.at) - Double($0.place)).magnitude <= 2 }
        return Double(near) >= Self.consensus * Double(places.count) ? line : nil
    }
}
