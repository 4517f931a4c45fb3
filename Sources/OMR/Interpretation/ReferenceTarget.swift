import ElectionModel
import Raster

/// A target as it looks on the blank page, and how a mark in it is told from its own print.
///
/// A class, for it holds a dozen bitmaps and is handed around for every side.
final class ReferenceTarget: Sendable {
    let target: Target
    /// Outline in work pixels of the reference page.
    let box: WorkBox
    /// Top left corner of the pieces below, in work pixels of the reference page.
    private let left, top: Int
    /// Print around and of the target; its inside does not count, for a voter may have written there.
    private let template: PatchTemplate
    /// The same print as it stands.
    private let print: Bitmap
    /// The outline and all that is inside it.
    private let whole: Bitmap
    /// Inside of the outline without the blank page's own print, grown by 2, 3, ... pixels: what a pen can newly blacken.
    private let paper: [Bitmap]
    /// The middle of the inside, half as wide and half as high: an outline never grows into it, a mark hardly misses it.
    private let middle: Bitmap
    /// How light and dark the target is on the blank page, beside its own paper there.
    let blankShades: TargetShades
    /// Gray of the target's paper on the blank page as a share of the paper around: less than 1 on a tint, more in a white box on one.
    let tone: Double
    /// The middle's part of `paper`.
    private let middlePaper: [Bitmap]
    /// The words beside the target.
    let words: OptionPrint
    /// Where a name is written, for a write-in.
    let writeInLine: WriteInLine?

    /// Print around the target that is matched with it, in work pixels: the outline alone has no corner to hold on to.
    static let margin = 14
    /// How far from its expected place a target is looked for, in work pixels: first `near`, within which most are, and farther where
    /// the best place is at its edge or less than `surelyFound` of the print is there.
    static let (near, reach) = (2, 5)
    private static let surelyFound = 0.97
    /// Least share of the target's own print that must be found.
    static let leastFound = 0.55

    init(_ target: Target, box: WorkBox, on side: BinarizedSide, words: OptionPrint, wordSide: OptionPrint.Side) {
        let page = side.bitmap
        self.target = target
        self.box = box
        left = Int(box.x.rounded()) - Self.margin
        top = Int(box.y.rounded()) - Self.margin
        let width = Int(box.width.rounded()) + 2 * Self.margin
        let height = Int(box.height.rounded()) + 2 * Self.margin
        let print = page.cropped(x: left, y: top, width: width, height: height)
        self.print = print
        let own = WorkBox(
            x: box.x - Double(left), y: box.y - Double(top), width: box.width, height: box.height)
        let inside = Bitmap(width: width, height: height, shape: target.shape, in: own, inset: 1)
        let whole = Bitmap(width: width, height: height, shape: target.shape, in: own, inset: -1)
        self.whole = whole
        let core = Bitmap(width: width, height: height, shape: target.shape, in: own, inset: 4)
        template = PatchTemplate(print, ignoring: core)
        let half = Bitmap(
            width: width, height: height, shape: target.shape,
            in: own.grown(by: -0.25), inset: 0)
        middle = half.subtracting(print.dilated())
        let paper = print.grownByStrokes().map(inside.subtracting)
        self.paper = paper
        middlePaper = paper.map(half.intersection)
        self.words = words
        writeInLine = target.writeIn ? WriteInLine(beside: box, wordSide, on: page) : nil
        let gray = side.seenGrays.image.sampled(
            through: Affine(xx: 1, xy: 0, dx: Double(left), yx: 0, yy: 1, dy: Double(top)), width: width, height: height
        )
        let around = side.seenGrays.paper.typical(around: box.centre.x, box.centre.y)
        func shades(_ around: Double) -> TargetShades {
            TargetShades(gray, ink: print, inside: paper[0], print: print, whole: whole, around: around)
        }
        tone = shades(around).paper ?? 1
        blankShades = shades(around * tone)
    }

    /// What was seen of the target on a side.
    struct Sighting {
        /// Share of the target's own print that was found, 0 to 1.
        let found: Double
        /// Share of the target's paper that is ink now, 0 to 1, for each growth of the print's strokes.
        let scores: [Double]
        /// Share of the target's middle that is ink now, 0 to 1.
        let middleScore: Double
        /// Share of the middle's part of the target's paper that is ink now, for each growth; 0 where there is no such paper.
        let middleScores: [Double]
        /// How far the target lies from where the landmarks put it, in work pixels of the reference page.
        let shiftX, shiftY: Int
    }

    /// Finds the target on a side and measures the ink in it.
    ///
    /// - Parameter side: the side's ink as it lies under the page.
    func sighting(on side: Bitmap) -> Sighting {
        func look(reach: Int) -> (window: Bitmap, match: PatchTemplate.Match) {
            let window = side.cropped(
                x: left - reach, y: top - reach, width: template.width + 2 * reach,
                height: template.height + 2 * reach)
            return (window, template.bestMatch(in: window))
        }
        var reach = Self.near
        var (window, match) = look(reach: reach)
        var found = template.agreement(in: window, x: match.x, y: match.y).found
        if max((match.x - reach).magnitude, (match.y - reach).magnitude) == reach || found < Self.surelyFound {
            reach = Self.reach
            (window, match) = look(reach: reach)
            found = template.agreement(in: window, x: match.x, y: match.y).found
        }
        let here = window.cropped(x: match.x, y: match.y, width: template.width, height: template.height)
        // Where a letter leaves little paper, it may lie a pixel beside where the outline says: that is no mark.
        let leeway = (greatestOpen ?? 0) < Self.roomy ? -1...1 : 0...0
        let places = leeway.flatMap { y in leeway.map { x in (x: match.x + x, y: match.y + y) } }
        let seen = places.map { window.cropped(x: $0.x, y: $0.y, width: template.width, height: template.height) }
        return Sighting(
            found: found,
            scores: paper.map { paper in
                let least = seen.map { $0.overlap(with: paper) }.min() ?? 0
                return Double(least) / Double(max(1, paper.inkCount))
            },
            middleScore: Double(here.overlap(with: middle)) / Double(max(1, middle.inkCount)),
            middleScores: middlePaper.map { Double(here.overlap(with: $0)) / Double(max(1, $0.inkCount)) },
            shiftX: match.x - reach, shiftY: match.y - reach)
    }

    /// How light and dark the target is where it was seen, beside the paper around, as light as the blank page's tint lets it be.
    ///
    /// - Parameter growth: of the print's strokes, as an index of `StrokeGrowth.range`.
    func shades(
        on side: BinarizedSide, _ aligned: AlignedSide, _ map: LocalMap, _ sighting: Sighting, growth: Int
    ) -> TargetShades {
        let (gray, paper) = side.seenGrays
        let (x, y) = (box.centre.x + Double(sighting.shiftX), box.centre.y + Double(sighting.shiftY))
        let (left, top) = (left + sighting.shiftX, top + sighting.shiftY)
        let local = map.affine(at: box.centre.x, box.centre.y)
        let place = local(x, y)
        let (width, height) = (template.width, template.height)
        return TargetShades(
            gray.sampled(
                through: local.after(Affine(xx: 1, xy: 0, dx: Double(left), yx: 0, yy: 1, dy: Double(top))),
                width: width, height: height),
            ink: aligned.ink.cropped(x: left, y: top, width: width, height: height), inside: self.paper[growth],
            print: print, whole: whole, around: paper.typical(around: place.x, place.y) * tone)
    }

    /// Pixels of paper inside the outline that a mark can blacken.
    func paperArea(atGrowth index: Int) -> Int { paper[index].inkCount }

    /// How many times more a share of this target's paper weighs: in a large box a small tick is as much of a vote as in a small
    /// one, so no more paper is counted than a box of 5 mm has.
    func scale(atGrowth index: Int) -> Double {
        max(1, Double(paper[index].inkCount) / Double(Self.mostPaper))
    }

    /// Pixels of paper of a box of 5 mm at 200 dpi.
    static let mostPaper = 1600

    /// The greatest growth, as an index, at which there is paper to read a mark on; nil where print fills the target.
    var greatestOpen: Int? { paper.lastIndex { $0.inkCount >= Self.leastPaper } }

    /// Whether print, with what it may grow by, takes most of what is inside the outline and on it.
    func isMostlyPrint(atGrowth index: Int) -> Bool {
        Double(paper[index].inkCount) < Self.littlePaper * Double(whole.inkCount)
    }

    /// Share of a target that is paper, below which a mark may leave too little ink beside print: bubbles of 3 mm with letters
    /// have 0.05 to 0.16 here, boxes with digits 0.27, empty ovals and boxes 0.5 and more.
    private static let littlePaper = 0.2

    /// The least greatest growth, as an index, of a target that has paper enough beside its own print.
    private static let roomy = 2

    /// Pixels of paper inside the outline: 5 x 5.
    static let leastPaper = 25
}

extension Bitmap {
    /// Ink inside an outline.
    ///
    /// - Parameters:
    ///   - box: the outline's box in pixels of this bitmap.
    ///   - inset: how far inside the outline the ink begins, in pixels.
    init(width: Int, height: Int, shape: TargetShape, in box: WorkBox, inset: Double) {
        let (centreX, centreY) = box.centre
        let radiusX = max(0.5, box.width / 2 - inset)
        let radiusY = max(0.5, box.height / 2 - inset)
        let across = (0..<width).map { (Double($0) - centreX) / radiusX }
        let down = (0..<height).map { (Double($0) - centreY) / radiusY }
        switch shape {
        case .ellipse:
            let (across, down) = (across.map { $0 * $0 }, down.map { $0 * $0 })
            self.init(width: width, height: height) { across[$0] + down[$1] <= 1 }
        case .rectangle:
            let (across, down) = (across.map { $0.magnitude <= 1 }, down.map { $0.magnitude <= 1 })
            self.init(width: width, height: height) { across[$0] && down[$1] }
        }
    }
}
