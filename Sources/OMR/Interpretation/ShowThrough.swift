import Raster

/// Ink that comes through the paper: what on one side is the mirror image of what is on the other, and paler or softer than a pen.
///
/// ```
///   front as scanned        back as scanned        back, mirrored
///   |  o      o   |         |   o  X      |        |      X  o   |
///   |      x      |         |             |        |             |
/// ```
/// A sheet passes both cameras in one go, so that the sides differ by a mirror and by a few millimetres; drivers may hand the
/// back out upside down.
struct ShowThrough {
    private let side, other: BinarizedSide
    private let aligned: AlignedSide
    private let page: ReferencePage
    private let registered: Registration
    /// From work pixels of the side to those of the other one: mirrored across, or down where that one is upside down.
    private let mirrors: [Affine]

    /// Share of some ink that the other side's ink has to explain, a pixel and a half of blur forgiven.
    static let explained = 0.9
    /// Share of the other side's ink there that has to be seen here: print that lies behind a mark by chance shows nothing of
    /// itself. Of a filled oval behind a tick, or of text behind a cross, less than half is covered by it.
    static let seenThrough = 0.5
    /// Contrast of ink that came through beside that of the ink that it came from, at most: paper takes more than a quarter of it.
    static let mostContrast = 0.75
    /// Contrast of ink beside that of the page's print from which it is dark: a ballpoint pen's is 0.7 and more.
    static let dark = 0.7
    /// Sharpness of a rim beside that of print from which it is sharp: ink that came through paper has 0.1 to 0.26, pens 0.4
    /// and more.
    static let sharp = 0.35
    /// How far the sides may be shifted against each other, in work pixels: 3 mm on a letter page.
    static let reach = 24
    /// Pixels of ink that are more than specks.
    static let leastInk = 20

    init(_ side: BinarizedSide, _ page: ReferencePage, _ registered: Registration, other: BinarizedSide) {
        (self.side, self.page, self.registered, self.other) = (side, page, registered, other)
        aligned = AlignedSide(side, to: page, through: registered.map, without: registered.streaks)
        let ratio = other.scale / side.scale
        mirrors = [(-ratio, ratio), (ratio, -ratio)].map { across, down in
            let (from, to) = (side.bitmap.centre, other.bitmap.centre)
            return Affine(
                xx: across, xy: 0, dx: to.x - across * from.x, yx: 0, yy: down, dy: to.y - down * from.y)
        }
    }

    /// A target's reading, doubtful where its ink comes from the other side.
    func checked(_ reading: TargetReading, _ target: ReferenceTarget) -> TargetReading {
        Self.mayComeThrough(reading) && comesThrough(target) ? reading.doubtful(.showThrough) : reading
    }

    /// Whether what was read in a target may be the other side's ink.
    static func mayComeThrough(_ reading: TargetReading) -> Bool {
        switch reading.doubt {
        case nil: reading.mark != .unmarked
        case .faint, .atRim, .dot, .foreign, .inkBeside, .sharedStroke, .pale, .soft: true
        default: false
        }
    }

    private func comesThrough(_ target: ReferenceTarget) -> Bool {
        let growth = registered.strokeGrowth - StrokeGrowth.range.lowerBound
        let sighting = target.sighting(on: aligned.ink)
        let shades = target.shades(
            on: side, aligned, registered.map, sighting, growth: min(growth, target.greatestOpen ?? 0))
        if let darkness = shades.darkness, let sharpness = shades.sharpness, sharpness >= Self.sharp,
            1 - darkness >= Self.dark * (1 - (shades.printDarkness ?? 0))
        {
            return false
        }
        let area = target.box.padded(by: Double(InkStroke.millimetre))
        let (left, top) = (Int(area.x.rounded()), Int(area.y.rounded()))
        let (width, height) = (Int(area.width.rounded()), Int(area.height.rounded()))
        let toSide = registered.map.affine(at: target.box.centre.x, target.box.centre.y).after(
            Affine(
                xx: 1, xy: 0, dx: Double(left + sighting.shiftX), yx: 0, yy: 1, dy: Double(top + sighting.shiftY)))
        let print = page.grownPrint[growth].cropped(x: left, y: top, width: width, height: height)
        let ink = side.bitmap.sampled(through: toSide, width: width, height: height).subtracting(print)
        if ink.inkCount >= Self.leastInk, isExplained(ink, toSide, contrast: shades.darkness.map { 1 - $0 } ?? 0) {
            return true
        }
        // Too pale to be ink, or for the most part: what is darker than paper, as wide as it is at half its depth.
        let gray = side.seenGrays.image.sampled(through: toSide, width: width, height: height).smoothed()
        let centre = toSide(Double(width) / 2, Double(height) / 2)
        let paper = side.seenGrays.paper.typical(around: centre.x, centre.y)
        func darker(than level: Double) -> Bitmap {
            Bitmap(gray, darkUpTo: UInt8(min(max(0, level), 255))).subtracting(print)
        }
        let faint = darker(than: TargetShades.faintest * paper)
        guard faint.inkCount >= Self.leastInk, let core = Histogram(of: gray, where: faint).value(above: 0.25) else {
            return false
        }
        let depth = Double(core) / paper
        return isExplained(darker(than: (1 + depth) / 2 * paper).intersection(faint), toSide, contrast: 1 - depth)
    }

    /// Whether ink is the mirror image of the other side's.
    ///
    /// - Parameters:
    ///   - ink: what was added to a target.
    ///   - toSide: from its pixels to work pixels of the side.
    ///   - contrast: of it, as a share of the paper's gray.
    private func isExplained(_ ink: Bitmap, _ toSide: Affine, contrast: Double) -> Bool {
        guard let bounds = ink.inkBounds else { return false }
        let template = PatchTemplate(
            ink.cropped(x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height))
        return mirrors.contains { mirror in
            let toOther = mirror.after(toSide).after(
                Affine(
                    xx: 1, xy: 0, dx: Double(bounds.x - Self.reach), yx: 0, yy: 1, dy: Double(bounds.y - Self.reach)))
            let (width, height) = (bounds.width + 2 * Self.reach, bounds.height + 2 * Self.reach)
            let there = other.bitmap.sampled(through: toOther, width: width, height: height)
            let spread = there.dilated()
            let match = template.bestMatch(in: spread)
            let agreement = template.agreement(in: spread, x: match.x, y: match.y)
            guard agreement.found >= Self.explained, agreement.explained >= Self.seenThrough else { return false }
            let source = there.cropped(x: match.x, y: match.y, width: bounds.width, height: bounds.height)
            let gray = other.seenGrays.image.sampled(through: toOther, width: width, height: height)
                .cropped(x: match.x, y: match.y, width: bounds.width, height: bounds.height)
            let centre = toOther(Double(width) / 2, Double(height) / 2)
            let paper = other.seenGrays.paper.typical(around: centre.x, centre.y)
            guard let core = Histogram(of: gray, where: source).value(above: 0.25) else { return false }
            return contrast <= Self.mostContrast * (1 - Double(core) / paper)
        }
    }
}

extension Bitmap {
    fileprivate var centre: (x: Double, y: Double) { (Double(width - 1) / 2, Double(height - 1) / 2) }
}

extension TargetReading {
    fileprivate func doubtful(_ doubt: MarkDoubt) -> TargetReading {
        TargetReading(
            choice: choice, mark: .marginal, doubt: doubt, score: score, printFound: printFound,
            wordsFound: wordsFound, darkness: darkness, writeIn: writeIn)
    }
}
