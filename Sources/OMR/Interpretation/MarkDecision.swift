import ElectionModel
import Raster

/// What the ink in and around the targets of a page means: which target each stroke belongs to, and what makes a mark doubtful.
struct MarkDecision {
    private let thresholds: MarkThresholds
    private let targets: [ReferenceTarget]
    private let sightings: [ReferenceTarget.Sighting]
    private let shades: [TargetShades]
    /// Growth of the print that each target allows for, as an index of `StrokeGrowth.range`.
    private let growths: [Int]
    private let writeIns: [WriteInReading?]
    private let namesCovered: [Bool]
    private let account: SideAccount
    /// Faint paper that the page's clean targets have too: its tint.
    private let usualFaint: Double
    /// Gray of the targets' own print as a share of the paper's.
    private let usualPrint: Double
    /// How light the targets of the page are inside, beside the paper around: some are printed as white boxes on a tint.
    private let usualPaper: Double
    /// Share of the page's targets' paper that is lighter than the paper around: white boxes on a tint.
    private let usualLight: Double
    /// How long a line is that crosses out more than one row, in work pixels: a third of the page.
    private let longLine: Double
    /// For each stroke whether it is a letter among letters.
    private let isLetter: [Bool]
    /// For each stroke whether a pen drew it and it is no target's mark, no name where one is to be written, no imprint, no fold
    /// and no streak.
    private let isLoose: [Bool]
    /// For each stroke its part in each target that it reaches.
    private let parts: [[Part]]

    /// What of a stroke lies in one target.
    private struct Part {
        let target: Int
        /// Pixels inside the outline's box.
        let inside: Int
        /// Pixels inside it and close around it.
        let near: Int
    }

    /// How a mark may be drawn beyond its outline and still be that target's: a quarter of its size and a millimetre.
    static let overshoot = (share: 0.25, pixels: 8.0)
    /// Pixels of a stroke in a target that are more than its tail's end.
    private static let leastPart = 8

    init(
        thresholds: MarkThresholds, page: ReferencePage, sightings: [ReferenceTarget.Sighting], growths: [Int],
        shades: [TargetShades], writeIns: [WriteInReading?], namesCovered: [Bool], account: SideAccount
    ) {
        self.thresholds = thresholds
        targets = page.targets
        self.sightings = sightings
        self.growths = growths
        self.shades = shades
        self.writeIns = writeIns
        self.namesCovered = namesCovered
        self.account = account
        let faint = shades.map(\.faintShare).sorted()
        usualFaint = faint.count >= 4 ? faint[faint.count / 4] : 0
        let prints = shades.compactMap(\.printDarkness).sorted()
        usualPrint = min(prints.isEmpty ? 0 : prints[prints.count / 2], Self.lightestPrint)
        let paper = shades.compactMap(\.paper).sorted()
        usualPaper = paper.count >= 4 ? paper[paper.count / 2] : 1
        let light = shades.map(\.lightShare).sorted()
        usualLight = light.count >= 4 ? light[light.count / 2] : 0
        longLine = Double(max(page.side.bitmap.width, page.side.bitmap.height)) / 3
        let boxes = page.targets.map { (own: $0.box, near: $0.box.withOvershoot(Self.overshoot)) }
        let parts = account.strokes.map { stroke in
            boxes.indices.compactMap { index -> Part? in
                guard stroke.touches(boxes[index].near) else { return nil }
                return Part(
                    target: index, inside: account.ink(of: stroke, in: boxes[index].own),
                    near: account.ink(of: stroke, in: boxes[index].near))
            }
        }
        // What lies in a target is a mark, also where marks stand in a row.
        let lines = page.targets.compactMap { $0.writeInLine?.space.padded(by: Double(InkStroke.millimetre)) }
        let written = account.strokes.map { stroke in
            lines.contains { 2 * account.ink(of: stroke, in: $0) >= stroke.area }
        }
        let free = account.strokes.indices.map { place in
            !written[place] && !parts[place].contains { 2 * $0.near >= account.strokes[place].area }
        }
        let isLetter = TextLines(account.strokes, free: free).isLetter
        self.isLetter = isLetter
        let long = longLine
        isLoose = account.strokes.indices.map { place in
            let stroke = account.strokes[place]
            return stroke.isDrawn && !isLetter[place] && !written[place]
                && !(stroke.isLevel && Double(stroke.extent) >= long)
                && !parts[place].contains { $0.inside >= Self.leastPart && 2 * $0.near >= stroke.area }
        }
        self.parts = parts
    }

    /// The class of a target, and what makes it marginal.
    func mark(of index: Int) -> (MarkClass, MarkDoubt?) {
        if namesCovered[index] { return (.marginal, .nameCovered) }
        let (sighting, target, growth) = (sightings[index], targets[index], growths[index])
        let score = sighting.scores[growth] * target.scale(atGrowth: growth)
        guard score >= thresholds.marginal else {
            return emptyDoubt(of: index).map { (.marginal, $0) } ?? (.unmarked, nil)
        }
        if let doubt = foreignInk(in: index) { return (.marginal, doubt) }
        guard score >= thresholds.marked else { return (.marginal, .faint) }
        let leastMiddle = growth == 0 ? Self.leastMiddle : Self.leastBoldMiddle
        guard sighting.middleScore * target.scale(atGrowth: growth) >= leastMiddle else { return (.marginal, .atRim) }
        guard sighting.found >= Self.wellFound else { return (.marginal, .outlineDistorted) }
        return shadeDoubt(of: index).map { (.marginal, $0) } ?? (.marked, nil)
    }

    /// Share of a target's own print from which its shape is as it should be: on the real scans here 0.94 and more.
    private static let wellFound = 0.85
    /// Share of a target's middle that a mark darkens at least: a thin line across it makes 10 %.
    static let leastMiddle = 0.06
    /// The same where all print is bolder than it should be: pen strokes are then bolder too.
    private static let leastBoldMiddle = 0.2

    // MARK: Ink that is there

    /// Contrast of ink with its paper beside that of the page's print, below which it is pale. On a sharp black print it is
    /// passed at 0.6 of the paper's gray; where a scanner shows all print light, lighter pens are no paler than the print.
    private static let leastContrast = 0.48
    /// Gray of print as a share of the paper's that is believed at most: thin outlines look lighter than their ink is.
    private static let lightestPrint = 0.45
    /// Gray of ink as a share of the paper's below which it does not come from the other side, however soft its rim is.
    private static let surelyDrawn = 0.35
    /// Rim of a mark beside the rim of the print below which it is soft: ink that came through paper has 0.1 to 0.26 here, pens
    /// 0.4 and more.
    private static let leastSharpness = 0.35

    /// Whether a mark is too pale or too soft to be sure of.
    private func shadeDoubt(of index: Int) -> MarkDoubt? {
        let shade = shades[index]
        if let darkness = shade.darkness, 1 - darkness < Self.leastContrast * (1 - usualPrint) { return .pale }
        if let sharpness = shade.sharpness, sharpness < Self.leastSharpness, shade.darkness ?? 0 > Self.surelyDrawn {
            return .soft
        }
        return nil
    }

    /// Why ink in a target is not a mark that was drawn there.
    private func foreignInk(in index: Int) -> MarkDoubt? {
        let target = targets[index]
        for place in account.strokes.indices {
            let stroke = account.strokes[place]
            guard let own = parts[place].first(where: { $0.target == index }) else { continue }
            guard own.inside >= Self.leastPart else {
                // Somebody drew here too, and nobody can say which of it is the voter's word.
                if own.near >= Self.leastDrawn, isLoose[place] { return .inkBeside }
                continue
            }
            if isLetter[place] { return .foreign }
            if parts[place].count(where: { $0.inside >= Self.leastPart }) >= 3 { return .passingLine }
            if 2 * own.near < stroke.area {
                if stroke.isThick { return .foreign }
                let near = target.box.withOvershoot(Self.overshoot)
                if stroke.sides(beyond: near, by: 0) >= 2 || isOverWords(place) { return .passingLine }
            }
            if stroke.isDisc, stroke.sides(beyond: target.box, by: 2) >= 1, isBlack(index) { return .foreign }
            let far = Int(Self.overfilled * min(target.box.width, target.box.height))
            if stroke.isThick, stroke.solidity >= Self.block, stroke.sides(beyond: target.box, by: far) >= 3 {
                return .foreign
            }
            if parts[place].contains(where: { $0.target != index && $0.inside >= max(Self.leastPart, own.inside / 4) })
            {
                return .sharedStroke
            }
        }
        if isLit(index) { return .covered }
        return isDot(index) ? .dot : isUnderCancellation(target.box) ? .passingLine : nil
    }

    /// Whether the ink in a target is clearly darker than print, as the dark behind a hole is; on a 1-bit scan nothing is.
    private func isBlack(_ index: Int) -> Bool {
        usualPrint < Self.bilevel || shades[index].darkness ?? 1 < Self.darkerThanPrint * usualPrint
    }

    /// Gray of print as a share of the paper's below which the scan knows black and white alone.
    private static let bilevel = 0.05
    /// Gray of a hole as a share of the print's at most.
    private static let darkerThanPrint = 0.6

    /// How far a block reaches beyond the outline on all sides when it blackens a target out, as a share of its size.
    private static let overfilled = 0.2
    /// Share of the box around it that such a block fills; a target that was filled in a hurry has 0.66.
    private static let block = 0.85

    /// Whether much of a stroke lies on words beside targets.
    private func isOverWords(_ place: Int) -> Bool {
        let stroke = account.strokes[place]
        return targets.contains {
            4 * account.ink(of: stroke, in: $0.words.extent(with: $0.box).without($0.box)) >= stroke.area
        }
    }

    /// Whether all ink in a target is one compact spot, much smaller than the target.
    private func isDot(_ index: Int) -> Bool {
        let inside = account.strokes.indices.filter { place in
            parts[place].contains { $0.target == index && $0.inside >= Self.leastPart }
        }
        guard inside.count == 1, let place = inside.first else { return false }
        let (stroke, box) = (account.strokes[place], targets[index].box)
        let (long, short) = (stroke.extent, min(stroke.width, stroke.height))
        return 2 * Double(long) <= min(box.width, box.height) && 2 * long <= 3 * short
            && stroke.solidity >= Self.solidSpot
    }

    /// Share of the box around it that a compact spot fills; crosses and ticks fill half.
    private static let solidSpot = 0.65

    /// Whether a line across a large part of the sheet crosses out what lies here.
    private func isUnderCancellation(_ box: WorkBox) -> Bool {
        account.strokes.contains { Double($0.extent) >= longLine && $0.isDrawn && !$0.isLevel && $0.touches(box) }
    }

    // MARK: Ink that is not there

    /// What says that a target that looks empty may not be.
    private func emptyDoubt(of index: Int) -> MarkDoubt? {
        let (shade, sighting) = (shades[index], sightings[index])
        if writeIns[index]?.isInked == true { return .writingWithoutMark }
        if sighting.found < Self.wellFound { return .outlineDistorted }
        let blank = targets[index].blankShades
        if shade.faintShare > max(usualFaint, blank?.faintShare ?? 0) + Self.leastFaint { return .pale }
        if let paper = shade.paper {
            if paper < min(usualPaper, blank?.paper ?? 1) - Self.darker { return .pale }
            if paper > max(usualPaper, blank?.paper ?? 1) * Self.lighter { return .covered }
        }
        if isLit(index) { return .covered }
        return isMarkedOutside(index) ? .outsideTarget : nil
    }

    /// Whether more of a target is lighter than the paper around than is on the blank page and in the page's other targets.
    private func isLit(_ index: Int) -> Bool {
        shades[index].lightShare > max(usualLight, targets[index].blankShades?.lightShare ?? 0) + Self.leastLight
    }

    /// Share of a target's paper that faint ink takes at least: a thin pale tick takes 0.06.
    private static let leastFaint = 0.06
    /// Share of a target's paper that correction tape or a dead row of the sensor takes at least.
    private static let leastLight = 0.1
    /// By how much the paper in a target must be darker than in the page's others to have been coloured, as a share of the
    /// paper around.
    private static let darker = 0.04
    /// How many times lighter than in the page's others it must be to have something on it: correction tape and fluid.
    private static let lighter = 1.035

    /// How far from a target a stroke may mean it, in work pixels: 5 mm on a letter page.
    private static let outsideReach = 5 * InkStroke.millimetre

    /// Whether somebody drew beside a target or on its words instead of in it.
    private func isMarkedOutside(_ index: Int) -> Bool {
        let target = targets[index]
        let around = target.box.padded(by: Double(Self.outsideReach))
        let words = target.words.extent(with: target.box)
        return account.strokes.indices.contains { place in
            let stroke = account.strokes[place]
            guard isLoose[place], stroke.touches(around) || stroke.touches(words) else { return false }
            if account.ink(of: stroke, in: around) >= Self.leastDrawn { return true }
            // What runs through a target is told of there, and words behind another target are not this one's alone.
            return !parts[place].contains { $0.inside >= Self.leastPart }
                && account.ink(of: stroke, in: words) >= Self.leastDrawn
                && !targets.indices.contains { $0 != index && targets[$0].box.intersects(words) }
        }
    }

    /// Pixels of a stroke near a target or its words that are more than the end of something else.
    private static let leastDrawn = 24
}

extension WorkBox {
    /// What of the box lies beside another one, on the wider side.
    fileprivate func without(_ other: WorkBox) -> WorkBox {
        let (before, after) = (other.x - x, x + width - other.x - other.width)
        return before > after
            ? WorkBox(x: x, y: y, width: before, height: height)
            : WorkBox(x: other.x + other.width, y: y, width: max(0, after), height: height)
    }

    /// Grown by a share of its size and some pixels.
    func withOvershoot(_ by: (share: Double, pixels: Double)) -> WorkBox {
        grown(by: by.share).padded(by: by.pixels)
    }
}
