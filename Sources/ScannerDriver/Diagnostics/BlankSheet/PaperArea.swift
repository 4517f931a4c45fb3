import Raster

/// The part of a picture that shows the sheet, without its edges.
///
/// ```
///  +--------------------------+  picture
///  |####   dark background    |
///  |##.------------------.####|      . the sheet's edges: four straight lines, so that the sheet may lie askew
///  |##| +--------------+ |####|      + what is judged: 3 mm inside them
/// ```
/// Where the scanner's background is as light as paper, the edges are those of the picture, or the shadow that a sheet's
/// edge throws: ``SlantedShadow``.
package struct PaperArea {
    let left, right, top, bottom: EdgeLine
    /// Width of what is not judged along the edges, in pixels.
    let margin: Double
    private let imageWidth, imageHeight: Int

    /// The gray that most of the paper has.
    let paperGray: Double

    /// - Returns: `nil` where there is no sheet: nothing light that is as wide and as high as a third of the picture.
    init?(in image: GrayImage, dpi: Double) {
        let histogram = Histogram(of: image, everyRow: 4)
        paperGray = Double(histogram.paper)
        imageWidth = image.width
        imageHeight = image.height
        margin = BlankSheetLimits.margin / 25.4 * dpi
        let level = UInt8(paperGray * Self.lightShare)
        let reach = max(4, Int(Self.edgeReach / 25.4 * dpi))
        let rows = Self.rows(of: image, level: level, reach: reach)
        let columns = Self.columns(of: image, level: level, reach: reach)
        let (lastRow, lastColumn) = (imageHeight - 1, imageWidth - 1)
        guard rows.count * 3 > imageHeight / Self.step, columns.count * 3 > imageWidth / Self.step,
            let left = Self.line(rows.map { ($0.at, $0.first) }, border: 0),
            let right = Self.line(rows.map { ($0.at, $0.last) }, border: lastColumn),
            let top = Self.line(columns.map { ($0.at, $0.first) }, border: 0),
            let bottom = Self.line(columns.map { ($0.at, $0.last) }, border: lastRow)
        else { return nil }
        let shadow = SlantedShadow(image, paperGray: paperGray, dpi: dpi)
        self.left = shadow.left(besides: left) ?? left
        self.right = shadow.right(besides: right) ?? right
        self.top = shadow.top(besides: top) ?? top
        self.bottom = shadow.bottom(besides: bottom) ?? bottom
    }

    /// The line through an edge's points. Where the sheet reaches beyond the picture, its edge is seen in a part only, and
    /// the rest of the points are the picture's border: they are left out if enough is seen.
    private static func line(_ points: [(at: Int, place: Int)], border: Int) -> EdgeLine? {
        let seen = points.filter { abs($0.place - border) > 2 }
        return EdgeLine(through: seen.count * 10 >= points.count * 3 ? seen : points)
    }

    /// Whether the background at the left, and at the right, is as light as paper, so that the sheet may end before the picture.
    var isLeftOpen: Bool { left(imageHeight / 2) <= 2 }
    var isRightOpen: Bool { right(imageHeight / 2) >= Double(imageWidth - 3) }

    /// Share of the paper's gray from which a pixel is paper and no dark background: backgrounds are far below, and uneven
    /// light stays above.
    private static let lightShare = 0.6
    /// An edge is where light begins and goes on for this long, in millimetres: dust on the background is shorter.
    private static let edgeReach = 3.0
    /// Share of those millimetres that has to be light: dirt on the sheet's own edge may darken a fifth.
    private static let edgeFill = 0.8
    /// Every so many rows and columns are looked at.
    private static let step = 4

    private typealias Span = (at: Int, first: Int, last: Int)

    private static func rows(of image: GrayImage, level: UInt8, reach: Int) -> [Span] {
        stride(from: 0, to: image.height, by: step).compactMap { y in
            let start = y * image.width
            return span(at: y, count: image.width, reach: reach) { image.pixels[start + $0] >= level }
        }
    }

    private static func columns(of image: GrayImage, level: UInt8, reach: Int) -> [Span] {
        stride(from: 0, to: image.width, by: step).compactMap { x in
            span(at: x, count: image.height, reach: reach) { image.pixels[$0 * image.width + x] >= level }
        }
    }

    /// The first and the last light pixel of a line that a light stretch follows, or goes before.
    private static func span(at: Int, count: Int, reach: Int, _ isLight: (Int) -> Bool) -> Span? {
        guard let first = edge(count, reach, isLight),
            let last = edge(count, reach, { isLight(count - 1 - $0) })
        else { return nil }
        return (at, first, count - 1 - last)
    }

    private static func edge(_ count: Int, _ reach: Int, _ isLight: (Int) -> Bool) -> Int? {
        guard count > reach else { return nil }
        var light = (0..<reach).reduce(0) { $0 + (isLight($1) ? 1 : 0) }
        for place in 0..<(count - reach) {
            if Double(light) >= edgeFill * Double(reach), isLight(place) { return place }
            light += (isLight(place + reach) ? 1 : 0) - (isLight(place) ? 1 : 0)
        }
        return nil
    }

    /// The columns of a row that are judged; empty where none is.
    func columns(ofRow y: Int) -> Range<Int> {
        let from = max(left(y), 0) + margin
        let to = min(right(y), Double(imageWidth - 1)) - margin
        var (first, last) = (max(0, Int(from.rounded(.up))), min(imageWidth - 1, Int(to.rounded(.down))))
        // Only in the rows that a slanting upper or lower edge crosses does it matter column by column.
        while first <= last, !isBetweenEnds(first, y) { first += 1 }
        while last > first, !isBetweenEnds(last, y) { last -= 1 }
        return first <= last ? first..<last + 1 : 0..<0
    }

    private func isBetweenEnds(_ x: Int, _ y: Int) -> Bool {
        let place = Double(y)
        return place >= max(top(x), 0) + margin && place <= min(bottom(x), Double(imageHeight - 1)) - margin
    }

    /// The sheet's width in pixels, across its middle.
    var widthInPixels: Double {
        let middle = imageHeight / 2
        return right(middle) - left(middle) + 1
    }

    /// How far the sheet's side edge leans, in degrees.
    var skewInDegrees: Double { Angle.degrees(ofSlope: (left.slope + right.slope) / 2) }
}
