public import Raster

/// A sheet on which pens write and mishaps happen, in pixels: drawn on a picture, with soft rims as a scanner sees them.
///
/// Places are in pixels, with whole numbers at pixel centres. Ink darkens what is there and never lightens it; tape covers it.
public struct DrawnSheet: Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    private var pixels: [UInt8]

    /// Begins with a picture, such as a blank page's.
    public init(_ image: GrayImage) {
        (width, height, pixels) = (image.width, image.height, image.pixels)
    }

    /// What the scanner sees.
    public var image: GrayImage { GrayImage(width: width, height: height, pixels: pixels) }

    /// A place on the sheet.
    public struct Point: Hashable, Sendable {
        public let x, y: Double
        public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
    }

    /// One stroke of a pen with a round tip.
    ///
    /// - Parameters:
    ///   - width: of the line.
    ///   - gray: of the ink, 0 black to 255.
    ///   - softness: over how many pixels its rim fades; 1 for a sharp one.
    public mutating func line(_ from: Point, _ to: Point, width: Double, gray: UInt8, softness: Double = 1) {
        let (dx, dy) = (to.x - from.x, to.y - from.y)
        let length = dx * dx + dy * dy
        ink(around: [from, to], reach: width / 2 + softness, gray: gray) { x, y in
            let along = length == 0 ? 0 : min(1, max(0, ((x - from.x) * dx + (y - from.y) * dy) / length))
            let (aside, below) = (x - from.x - along * dx, y - from.y - along * dy)
            return (width / 2 - (aside * aside + below * below).squareRoot()) / softness + 0.5
        }
    }

    /// A disc: a hole, a blot, a spot.
    public mutating func disc(_ centre: Point, radius: Double, gray: UInt8, softness: Double = 1) {
        line(centre, centre, width: 2 * radius, gray: gray, softness: softness)
    }

    /// A ring: a circle that a pen drew.
    public mutating func ring(_ centre: Point, radius: Double, width: Double, gray: UInt8) {
        ring(centre, radiusX: radius, radiusY: radius, width: width, gray: gray)
    }

    /// The same, wider than high or higher than wide.
    public mutating func ring(_ centre: Point, radiusX: Double, radiusY: Double, width: Double, gray: UInt8) {
        let steps = 48
        let points = (0...steps).map { step in
            let (x, y) = Self.circle(Double(step) / Double(steps))
            return Point(centre.x + radiusX * x, centre.y + radiusY * y)
        }
        for (from, to) in zip(points, points.dropFirst()) { line(from, to, width: width, gray: gray) }
    }

    /// A filled rectangle of ink.
    public mutating func block(x: Double, y: Double, width: Double, height: Double, gray: UInt8, softness: Double = 1) {
        ink(around: [Point(x, y), Point(x + width - 1, y + height - 1)], reach: softness, gray: gray) { column, row in
            let inside = min(column - x, x + width - 1 - column, row - y, y + height - 1 - row)
            return inside / softness + 1
        }
    }

    /// Tape: what lies under it is gone.
    public mutating func cover(x: Int, y: Int, width: Int, height: Int, gray: UInt8) {
        for row in max(0, y)..<max(max(0, y), min(self.height, y + height)) {
            for column in max(0, x)..<max(max(0, x), min(self.width, x + width)) {
                pixels[row * self.width + column] = gray
            }
        }
    }

    /// Mixes ink in, as much as a place is covered.
    private mutating func ink(
        around points: [Point], reach: Double, gray: UInt8, covered: (Double, Double) -> Double
    ) {
        let (columns, rows) = (points.map(\.x), points.map(\.y))
        guard let left = columns.min(), let right = columns.max(), let top = rows.min(), let bottom = rows.max()
        else { return }
        for row in max(0, Int(top - reach))...max(0, min(height - 1, Int(bottom + reach) + 1)) where row < height {
            for column in max(0, Int(left - reach))...max(0, min(width - 1, Int(right + reach) + 1))
            where column < width {
                let share = min(1, max(0, covered(Double(column), Double(row))))
                let here = Double(pixels[row * width + column])
                let mixed = min(here, here + (Double(gray) - here) * share)
                pixels[row * width + column] = UInt8(mixed.rounded())
            }
        }
    }

    /// A point of the unit circle, by halving the square's angle: no trigonometry, the same on every machine.
    private static func circle(_ turn: Double) -> (x: Double, y: Double) {
        let (side, along) = (Int(turn * 4) % 4, turn * 8 - 2 * (turn * 4).rounded(.down) - 1)
        let (x, y) = [(along, -1.0), (1.0, along), (-along, 1.0), (-1.0, -along)][side]
        let length = (x * x + y * y).squareRoot()
        return (x / length, y / length)
    }
}
