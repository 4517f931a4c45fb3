public import Raster

/// A colour of a drawing.
public struct Colour: Hashable, Sendable {
    /// Each from 0 to 255.
    public let red, green, blue: UInt8

    /// A colour of these parts.
    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// White.
    public static let white = Colour(255, 255, 255)
    /// Black.
    public static let black = Colour(0, 0, 0)
    /// A middle gray.
    public static let gray = Colour(120, 120, 120)
    /// Hardly darker than paper.
    public static let paleGray = Colour(232, 232, 232)
    /// A dark green.
    public static let green = Colour(0, 140, 50)
    /// A strong orange.
    public static let orange = Colour(235, 120, 0)
    /// A dark red.
    public static let red = Colour(205, 15, 30)
    /// A strong blue.
    public static let blue = Colour(20, 90, 215)
    /// A dark violet.
    public static let violet = Colour(140, 30, 170)
}

/// A place on a drawing, in its pixels; pixel centres have whole coordinates.
public struct Point: Hashable, Sendable {
    /// Pixels to the right of the first pixel's middle, and below it.
    public let x, y: Double

    /// A place on a canvas.
    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// A colour picture to draw evidence on. What reaches outside is cut off, so that drawing never fails.
public struct Canvas: Hashable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Red, green and blue of each pixel, row by row.
    public private(set) var rgb: [UInt8]

    /// An empty canvas in one colour.
    public init(width: Int, height: Int, colour: Colour = .white) {
        precondition(width > 0 && height > 0, "a canvas has at least one pixel")
        self.width = width
        self.height = height
        rgb = []
        rgb.reserveCapacity(3 * width * height)
        for _ in 0..<width * height { rgb += [colour.red, colour.green, colour.blue] }
    }

    /// Colours a pixel; one outside of the canvas is passed over.
    public mutating func set(_ x: Int, _ y: Int, _ colour: Colour) {
        guard x >= 0, y >= 0, x < width, y < height else { return }
        let at = 3 * (y * width + x)
        rgb[at] = colour.red
        rgb[at + 1] = colour.green
        rgb[at + 2] = colour.blue
    }

    /// Colours a box, as far as it lies on the canvas.
    public mutating func fill(x: Int, y: Int, width: Int, height: Int, _ colour: Colour) {
        for row in max(0, y)..<max(0, y, min(self.height, y + height)) {
            for column in max(0, x)..<max(0, x, min(self.width, x + width)) { set(column, row, colour) }
        }
    }

    /// The outline of a rectangle, drawn inside it.
    public mutating func frame(x: Int, y: Int, width: Int, height: Int, thickness: Int, _ colour: Colour) {
        fill(x: x, y: y, width: width, height: thickness, colour)
        fill(x: x, y: y + height - thickness, width: width, height: thickness, colour)
        fill(x: x, y: y, width: thickness, height: height, colour)
        fill(x: x + width - thickness, y: y, width: thickness, height: height, colour)
    }

    /// A gray picture, its black turned to a lighter gray so that colours stand out from it.
    ///
    /// - Parameter strength: 1 as it is, 0 all white.
    public mutating func draw(_ image: GrayImage, x: Int, y: Int, strength: Double = 1) {
        let shades = (0..<256).map { UInt8((255 - Double(255 - $0) * strength).rounded()) }
        for row in max(0, -y)..<max(0, -y, min(image.height, height - y)) {
            for column in max(0, -x)..<max(0, -x, min(image.width, width - x)) {
                let shade = shades[Int(image.pixels[row * image.width + column])]
                set(x + column, y + row, Colour(shade, shade, shade))
            }
        }
    }

    /// A line with square ends.
    public mutating func line(from start: Point, to end: Point, thickness: Int = 1, _ colour: Colour) {
        // Ends far outside, as of an exaggerated arrow, are cut so that no line takes longer than the canvas is large.
        let far = Double(4 * max(width, height))
        let clamped = [start, end].map { Point(min(max($0.x, -far), far), min(max($0.y, -far), far)) }
        let (dx, dy) = (clamped[1].x - clamped[0].x, clamped[1].y - clamped[0].y)
        let steps = max(1, Int(max(dx.magnitude, dy.magnitude).rounded(.up)))
        let half = (thickness - 1) / 2
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            fill(
                x: Int((clamped[0].x + dx * share).rounded()) - half,
                y: Int((clamped[0].y + dy * share).rounded()) - half, width: thickness, height: thickness, colour)
        }
    }

    /// A closed line through corners.
    public mutating func polygon(_ corners: [Point], thickness: Int = 1, _ colour: Colour) {
        for index in corners.indices {
            line(from: corners[index], to: corners[(index + 1) % corners.count], thickness: thickness, colour)
        }
    }

    /// A line with a head.
    public mutating func arrow(from start: Point, to end: Point, thickness: Int = 1, _ colour: Colour) {
        line(from: start, to: end, thickness: thickness, colour)
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = (dx * dx + dy * dy).squareRoot()
        guard length >= 1 else { return }
        let head = min(10, max(4, length / 3))
        let (ux, uy) = (dx / length * head, dy / length * head)
        line(from: end, to: Point(end.x - ux - uy / 2, end.y - uy + ux / 2), thickness: thickness, colour)
        line(from: end, to: Point(end.x - ux + uy / 2, end.y - uy - ux / 2), thickness: thickness, colour)
    }
}
