import ElectionModel
import Raster

/// What is wrong with a target on its blank page. `election check` names it before the day, and reading goes by it: a target
/// that is not printed cannot be found on any sheet, and what is in a target on the blank hides marks on every sheet.
enum ReferenceFault: Hashable, Sendable {
    /// Only this share of its outline was found.
    case notPrinted(outline: Double)
    /// Its middle is not empty: share of ink there, and in most targets of its shape.
    case inked(share: Double, usual: Double)
    /// What is printed in it leaves no paper for a mark.
    case closed
    /// A line of dirt runs through it from the top of the page to the bottom. `place` is 0 left edge to 1 right edge.
    case streak(place: Double)

    /// Share of a target's middle that may be ink on a blank page, above that of the page's other targets of its shape: dust
    /// stays below it on the blanks of 23 families, the thinnest tick of a pen has 0.2.
    private static let mostInk = 0.06
    /// Where letters are printed in the targets, one may have so many times the ink of another: B has 1.4 times that of C.
    private static let mostInkOfLetters = 1.6
    /// Share of a target's outline that has to be found, as a line or as the edge of a tint: broken ovals keep three quarters, the two ends of an arrow that is to
    /// be completed two fifths; a box on empty paper has nothing.
    private static let leastOutline = 0.25
    /// How far inside its box a streak must be, as a share of it: printed rules are outlines of targets in tables.
    private static let rim = 0.2

    /// The faults of a page's targets; nil for those that are as they should be.
    ///
    /// - Parameters:
    ///   - targets: the page's targets,
    ///   - boxes: and where they lie, in work pixels.
    ///   - side: the blank page's ink.
    ///   - image: its picture, in whose pixels the targets' own boxes are.
    static func faults(
        of targets: [Target], at boxes: [WorkBox], on side: BinarizedSide, _ image: GrayImage
    ) -> [ReferenceFault?] {
        let bitmap = side.bitmap
        let streaks = StreakSearch(side: side).candidates()
        let inks = zip(targets, boxes).map { bitmap.inkShare(ofMiddleOf: $1, $0.shape) }
        return targets.indices.map { place in
            let (shape, box) = (targets[place].shape, boxes[place])
            let outline = image.outlineShare(of: WorkBox(targets[place].box, scale: 1), shape)
            guard outline >= leastOutline else { return .notPrinted(outline: outline) }
            let alike = targets.indices.filter { targets[$0].shape == shape }
            let usual = alike.map { inks[$0] }.sorted()[(alike.count - 1) / 2]
            guard inks[place] <= max(usual + mostInk, usual * mostInkOfLetters) else {
                return .inked(share: inks[place], usual: usual)
            }
            let inside = box.grown(by: -rim)
            let through = streaks.first {
                Double($0.x) < inside.x + inside.width && Double($0.x + $0.width) > inside.x
                    && bitmap.runsDown($0, inside)
            }
            return through.map { .streak(place: $0.place) }
        }
    }
}

extension Bitmap {
    /// Share of the middle half of a target that is ink.
    fileprivate func inkShare(ofMiddleOf box: WorkBox, _ shape: TargetShape) -> Double {
        let half = box.grown(by: -0.25)
        let (left, top) = (Int(half.x) - 1, Int(half.y) - 1)
        let (width, height) = (Int(half.width) + 4, Int(half.height) + 4)
        let own = WorkBox(x: half.x - Double(left), y: half.y - Double(top), width: half.width, height: half.height)
        let middle = Bitmap(width: width, height: height, shape: shape, in: own, inset: 0)
        let here = cropped(x: left, y: top, width: width, height: height)
        return Double(here.overlap(with: middle)) / Double(max(1, middle.inkCount))
    }

    /// True when every row of a box has ink in a streak's columns.
    fileprivate func runsDown(_ streak: Streak, _ box: WorkBox) -> Bool {
        (Int(box.y)..<Int(box.y + box.height)).allSatisfy {
            inkCount(x: streak.x, y: $0, width: streak.width, height: 1) > 0
        }
    }
}

extension GrayImage {
    /// Contrast of an outline, in gray levels: white boxes on a gray ground have 50, and paper less than 10.
    private static let outlineContrast = 16

    /// Share of places along an outline at which there is an edge near: within a tenth of the target's smaller side, 2 pixels at
    /// least.
    fileprivate func outlineShare(of box: WorkBox, _ shape: TargetShape) -> Double {
        let steps = 64
        let near = max(2, Int((min(box.width, box.height) / 10).rounded(.up)))
        let (halfWidth, halfHeight) = ((box.width - 1) / 2, (box.height - 1) / 2)
        let centre = box.centre
        let found = (0..<steps).count { step in
            let (x, y) = shape.outlinePoint(Double(step) / Double(steps))
            return contrast(
                x: Int((centre.x + halfWidth * x).rounded()), y: Int((centre.y + halfHeight * y).rounded()), reach: near
            )
                >= Self.outlineContrast
        }
        return Double(found) / Double(steps)
    }
}

extension TargetShape {
    /// A point of the outline in a box from -1 to 1, as far along it as a share says.
    fileprivate func outlinePoint(_ share: Double) -> (x: Double, y: Double) {
        switch self {
        case .rectangle:
            let (side, along) = (Int(share * 4), share * 8 - 2 * (share * 4).rounded(.down) - 1)
            return [(along, -1), (1, along), (-along, 1), (-1, -along)][side]
        case .ellipse:
            // A circle without an angle: the rectangle's point, brought to length 1.
            let (x, y) = Self.rectangle.outlinePoint(share)
            let length = (x * x + y * y).squareRoot()
            return (x / length, y / length)
        }
    }
}
