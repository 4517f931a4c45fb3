import Raster

/// What was seen on the line on which a voter writes a name.
public struct WriteInReading: Hashable, Sendable {
    /// Share of the line's space that is ink beside the blank page's own print, 0 to 1.
    public let score: Double
    /// Corners of the space in pixels of the image that came in: top left, top right, bottom right and bottom left of the
    /// page as it is meant to be read.
    public let corners: [Point]

    /// A place on an image, in its pixels.
    public struct Point: Hashable, Sendable {
        /// Pixels from the left and from the top of the picture.
        public let x, y: Double
        /// A place in a picture.
        public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
    }

    /// From here on the line bears writing. On the real scans here names make 3 to 10 %, dust and rules less than 1 %.
    public static let leastInk = 0.015

    /// Whether something is written there.
    public var isInked: Bool { score >= Self.leastInk }
}

/// The space beside a write-in target in which a name is written.
struct WriteInLine: Sendable {
    /// The space in work pixels of the reference page.
    let space: WorkBox
    /// The blank page's print there.
    private let print: Bitmap

    /// How far the line is looked for beside the target, in target widths.
    static let reachInWidths = 14.0
    /// Shortest run of ink that is a line to write on, in target widths.
    static let leastRunInWidths = 2.5
    /// Height of the space above the line, in target heights: as high as people write.
    static let heightInBoxes = 1.7

    /// Distance of the space from the line, in work pixels: where the line lies a little off, it is no writing.
    static let aboveLine = 5.0

    /// Finds the line that a page has beside a target; without one, the space beside the target is taken.
    init(beside box: WorkBox, _ side: OptionPrint.Side, on page: Bitmap) {
        let reach = box.width * Self.reachInWidths
        let gap = box.width * 0.3
        let left = side == .right ? box.x + box.width + gap : box.x - gap - reach
        let (top, bottom) = (Int(box.y - box.height * 0.5), Int(box.y + box.height * 2))
        var longest: (row: Int, start: Int, length: Int)?
        for row in max(0, top)..<min(page.height, max(1, bottom)) {
            let run = page.longestRun(row: row, from: Int(left), to: Int(left + reach))
            if run.length > longest?.length ?? 0 { longest = (row, run.start, run.length) }
        }
        let height = box.height * Self.heightInBoxes
        if let line = longest, Double(line.length) >= box.width * Self.leastRunInWidths {
            space = WorkBox(
                x: Double(line.start), y: Double(line.row) - height - Self.aboveLine, width: Double(line.length),
                height: height)
        } else {
            let width = box.width * 6
            space = WorkBox(
                x: side == .right ? left : left + reach - width, y: box.y + box.height * 1.2 - height, width: width,
                height: height)
        }
        print = page.cropped(
            x: Int(space.x), y: Int(space.y), width: max(1, Int(space.width)), height: max(1, Int(space.height)))
    }

    /// The ink that a side has there beside the print.
    ///
    /// - Parameter growth: how much bolder the side is printed than the blank page.
    func reading(on side: BinarizedSide, _ map: LocalMap, growth: Int) -> WriteInReading {
        let local = map.affine(at: space.centre.x, space.centre.y)
        let here = side.bitmap.sampled(
            through: local.after(
                Affine(xx: 1, xy: 0, dx: space.x.rounded(.down), yx: 0, yy: 1, dy: space.y.rounded(.down))),
            width: print.width, height: print.height)
        // One pixel more than for a target: nothing here is searched for, and a rule that lies a little off is no writing.
        let paper = Bitmap(full: print.width, print.height).subtracting(print.dilated(times: growth + 1))
        let (right, bottom) = (space.x + space.width, space.y + space.height)
        return WriteInReading(
            score: Double(here.overlap(with: paper)) / Double(max(1, paper.inkCount)),
            corners: [(space.x, space.y), (right, space.y), (right, bottom), (space.x, bottom)].map {
                let place = local($0.0, $0.1)
                return WriteInReading.Point(
                    x: (place.x + 0.5) / side.scale - 0.5, y: (place.y + 0.5) / side.scale - 0.5)
            })
    }
}

extension Bitmap {
    /// The longest unbroken run of ink in part of a row.
    func longestRun(row: Int, from start: Int, to end: Int) -> (start: Int, length: Int) {
        var best = (start: start, length: 0)
        var length = 0
        for x in max(0, start)..<max(max(0, start), min(width, end)) {
            length = self[x, row] ? length + 1 : 0
            if length > best.length { best = (x - length + 1, length) }
        }
        return best
    }
}
