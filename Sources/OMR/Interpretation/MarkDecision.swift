import ElectionModel
import Raster

/// All that was seen of one target before anything is said of it.
struct SeenTarget {
    let target: ReferenceTarget
    /// What is wrong with it on the blank page.
    let fault: ReferenceFault?
    let sighting: ReferenceTarget.Sighting
    /// Growth of the print's strokes that the target allows for, as an index of `StrokeGrowth.range`.
    let growth: Int
    /// Whether the side's print is bolder than the target can allow for: it is small, with a letter in it.
    let isPrintBolder: Bool
    let shades: TargetShades
    let writeIn: WriteInReading?
    let isNameCovered: Bool
    /// Whether a tint was taken off inside it that the blank page does not have.
    let hasForeignTint: Bool

    /// Share of the target's paper that is ink; in a box larger than 5 mm as if it had 5 mm.
    var score: Double { sighting.scores[growth] * target.scale(atGrowth: growth) }
    /// The same of its middle, as a share.
    var middleScore: Double { sighting.middleScore * target.scale(atGrowth: growth) }

    /// How many times as dark as on the blank page it is, outline, letter and all; nil where it has paper enough to be judged by.
    var darkening: Double? {
        guard target.isMostlyPrint(atGrowth: growth), target.blankShades.darknessSum > 0 else { return nil }
        return shades.darknessSum / target.blankShades.darknessSum
    }

    /// Whether there is ink enough for a mark, be it a doubtful one. In a small bubble with a letter a speck, or the serif of a letter
    /// that was set in another font, is a share of the little paper there is.
    func isInked(_ thresholds: MarkThresholds) -> Bool {
        let pixels = sighting.scores[growth] * Double(target.paperArea(atGrowth: growth))
        let isSpeck =
            pixels < Double(StrokeRoles.leastPart)
            && score < min(Self.speck * thresholds.marginal, thresholds.marked)
        return score >= thresholds.marginal && !isSpeck
    }

    /// Share of a target's paper below which few pixels are a speck, in multiples of the least of a marginal mark. Letters of another
    /// font reach 3 on the real scans here, marks of few pixels 5.
    private static let speck = 3.0
}

/// What the ink in and around the targets of a page means: the class of each, and what makes it doubtful.
struct MarkDecision {
    private let thresholds: MarkThresholds
    private let seen: [SeenTarget]
    private let account: SideAccount
    private let roles: StrokeRoles
    /// For each target.
    private let usual: [UsualShades]
    /// How much darker than on the blank page targets are that leave little paper, as most of this side's are.
    private let usualDarkening: Double
    /// Whether so many were seen that it can be told what is usual.
    private let knowsDarkening: Bool

    init(thresholds: MarkThresholds, page: ReferencePage, seen: [SeenTarget], account: SideAccount) {
        self.thresholds = thresholds
        self.seen = seen
        self.account = account
        roles = StrokeRoles(account, on: page, isInked: seen.map { $0.isInked(thresholds) })
        usual = UsualShades.beside(seen)
        let darkening = seen.compactMap(\.darkening)
        usualDarkening =
            darkening.count < Self.fewestDarkened ? min(1, darkening.min() ?? 1) : darkening.quantile(0.25) ?? 1
        knowsDarkening = darkening.count >= Self.fewestDarkened
    }

    /// The class of a target, and what makes it marginal.
    func mark(of index: Int) -> (MarkClass, MarkDoubt?) {
        let target = seen[index]
        if target.fault != nil { return (.marginal, .referenceMarked) }
        if target.isNameCovered { return (.marginal, .nameCovered) }
        guard target.isInked(thresholds) else {
            return emptyDoubt(of: index).map { (.marginal, $0) } ?? (.unmarked, nil)
        }
        return inkDoubt(of: index).map { (.marginal, $0) } ?? (.marked, nil)
    }

    // MARK: Ink that is there

    /// What makes the ink in a target less than a mark.
    private func inkDoubt(of index: Int) -> MarkDoubt? {
        let target = seen[index]
        if let doubt = foreignInk(in: index) { return doubt }
        guard target.score >= thresholds.marked || knowsDarkening && isDarkened(target, Self.surelyDarkened) else {
            return .faint
        }
        let leastMiddle = target.growth == 0 ? Self.leastMiddle : Self.leastBoldMiddle
        guard target.middleScore >= leastMiddle else { return .atRim }
        guard target.sighting.found >= Self.wellFound else { return .outlineDistorted }
        if let doubt = shadeDoubt(of: target.shades, usual[index]) { return doubt }
        if isWiped(target, usual[index]) { return .pale }
        return target.isPrintBolder && target.sighting.scores[target.growth] < Self.filled ? .faint : nil
    }

    /// Share of a target's own print from which its shape is as it should be: on the real scans here 0.94 and more.
    private static let wellFound = 0.85
    /// Share of a target's middle that a mark darkens at least: a thin line across it makes 10 %.
    static let leastMiddle = 0.06
    /// The same where all print is bolder than it should be: pen strokes are then bolder too.
    private static let leastBoldMiddle = 0.2
    /// Share of a target's paper from which it is filled: where there is too little paper beside the letter that is printed in a
    /// target to grant all growth, less may be the letter itself.
    private static let filled = 0.5

    /// Whether beside the ink in a target something pale is left of more: a mark that was rubbed out in part.
    private func isWiped(_ target: SeenTarget, _ usual: UsualShades) -> Bool {
        let wiped = target.shades.wipedShare - max(usual.wiped, target.target.blankShades.wipedShare)
        return wiped > Self.leastFaint
            && wiped * Double(target.target.paperArea(atGrowth: target.growth)) >= Self.leastFaintInk
    }

    /// Whether ink is too pale or too soft to be sure of.
    private func shadeDoubt(of shade: TargetShades, _ usual: UsualShades) -> MarkDoubt? {
        guard let darkness = shade.darkness else { return nil }
        let contrast = (1 - darkness) / (1 - usual.print)
        if contrast < Self.leastContrast { return .pale }
        if let sharpness = shade.sharpness {
            return sharpness < Self.leastSharpness && darkness > Self.surelyDrawn ? .soft : nil
        }
        // Where ink leaves no rim to look at, none was seen to be sharp.
        return darkness > Self.lightestPen && contrast < Self.usualContrast ? .soft : nil
    }

    /// Contrast of ink with its paper beside that of the page's print, below which it is pale. On a sharp black print it is
    /// passed at 0.6 of the paper's gray; where a scanner shows all print light, lighter pens are no paler than the print.
    private static let leastContrast = 0.48
    /// Gray of ink as a share of the paper's below which it does not come from the other side, however soft its rim is.
    private static let surelyDrawn = 0.35
    /// Rim of a mark beside the rim of the print below which it is soft: ink that came through paper has 0.1 to 0.26 here, pens
    /// 0.4 and more.
    private static let leastSharpness = 0.35
    /// Ink lighter than that of most pens, of less contrast beside the print's, without a rim: none of 1,900 drawn marks, sharp
    /// and blurred; a third of the fills of the other side that pass the other limits by.
    private static let (lightestPen, usualContrast) = (0.52, 0.75)

    /// Why ink in a target is not a mark that was drawn there.
    private func foreignInk(in index: Int) -> MarkDoubt? {
        for place in account.strokes.indices {
            guard let own = roles.parts[place].first(where: { $0.target == index }) else { continue }
            if own.inside >= StrokeRoles.leastPart {
                if let doubt = doubt(of: place, own) { return doubt }
            } else if own.near >= Self.leastDrawn, roles.isLoose[place], isApart(place, from: index) {
                // Somebody drew here too, and nobody can say which of it is the voter's word.
                return .inkBeside
            }
        }
        if isLit(index) { return .covered }
        return isDot(index) ? .dot : isUnderCancellation(seen[index].target.box) ? .passingLine : nil
    }

    /// Whether a stroke is no end of a mark that its outline cuts off: clear of print for the most part, and of the box around
    /// the outline.
    private func isApart(_ place: Int, from index: Int) -> Bool {
        let stroke = account.strokes[place]
        return 2 * stroke.areaApart >= stroke.area
            && account.ink(of: stroke, in: seen[index].target.box) < StrokeRoles.leastPart
    }

    /// What is wrong with a stroke that lies in a target.
    private func doubt(of place: Int, _ own: StrokeRoles.Part) -> MarkDoubt? {
        let (stroke, parts, box) = (account.strokes[place], roles.parts[place], seen[own.target].target.box)
        let size = min(box.width, box.height)
        if roles.isLetter[place] { return .foreign }
        if parts.count(where: { $0.inside >= StrokeRoles.leastPart }) >= 3 { return .passingLine }
        if 2 * own.near < stroke.area {
            if stroke.isThick { return .foreign }
            if stroke.sides(beyond: StrokeRoles.near(box), by: 0) >= 2 || isOverWords(place) { return .passingLine }
        }
        if stroke.isLine, stroke.passes(box, by: Int(Self.passing * size)) { return .passingLine }
        let beyond = max(Int(Self.crossedOut * size), Self.leastCrossedOut)
        if stroke.sides(beyond: box, by: beyond) >= 3 || !stroke.isLine && stroke.passes(box, by: beyond) {
            return .inkBeside
        }
        if isHole(place, in: own.target) { return .foreign }
        if seen[own.target].sighting.scores[seen[own.target].growth] >= Self.full {
            let isBlock = stroke.isThick && stroke.solidity >= Self.block.solidity
            if isBlock, stroke.sides(beyond: box, by: Int(Self.block.beyond * size)) >= 3 { return .foreign }
            if stroke.sides(beyond: box, by: Int(Self.overfilled * size)) == 4 { return .foreign }
            if stroke.passes(box, by: Int(Self.struckOut * size)) { return .inkBeside }
        }
        let isShared = parts.contains {
            $0.target != own.target && $0.inside >= max(StrokeRoles.leastPart, own.inside / 4)
        }
        return isShared ? .sharedStroke : nil
    }

    /// How far a single line may go on beyond a target on both sides, as a share of its size: a slash reaches a third, a staple
    /// and a line through rows go further.
    private static let passing = 0.75
    /// How far a mark may go on beyond a target on two opposite sides or on three, as a share of its size and in work pixels: further
    /// goes what strikes a mark out, another cross, a bundle of lines, a zigzag.
    private static let (crossedOut, leastCrossedOut) = (0.45, 2 * InkStroke.millimetre)
    /// Share of a target's paper from which it is filled all over.
    private static let full = 0.85
    /// How far ink reaches beyond a full target on all sides when it was blackened out, and on two opposite sides when it was
    /// crossed out, as shares of its size. Who fills in a hurry reaches a quarter.
    private static let (overfilled, struckOut) = (0.35, 0.5)
    /// Share of the box around it that a block fills, which blackens out with less; a target that was filled in a hurry has 0.66.
    private static let block = (solidity: 0.85, beyond: 0.2)

    /// Whether a stroke is a hole or a blot: an area that is no filling of its target.
    ///
    /// A disc is larger or lies beside the target; or it is round as no hand draws, or blacker than print, where the target is no disc
    /// itself. A blot lies over the outline and leaves much of the target empty, or reaches far beyond it.
    private func isHole(_ place: Int, in index: Int) -> Bool {
        let (stroke, box, target) = (account.strokes[place], seen[index].target.box, seen[index].target.target)
        guard stroke.isThick, let mass = account.mass(of: stroke) else { return false }
        if mass.isDisc, stroke.sides(beyond: box, by: 2) >= 1 {
            let isFilling =
                Self.filling.contains(mass.box.width / box.width)
                && Self.filling.contains(mass.box.height / box.height)
                && (mass.box.centre.x - box.centre.x).magnitude <= Self.aside * box.width
                && (mass.box.centre.y - box.centre.y).magnitude <= Self.aside * box.height
            if !isFilling || target.shape == .rectangle && isBlack(index) { return true }
        }
        if mass.isDisc, target.shape == .rectangle, account.isRound(stroke) { return true }
        let score = seen[index].sighting.scores[seen[index].growth]
        let far = Self.farBeyond * min(box.width, box.height)
        return mass.box.sides(beyond: box, by: Self.beyondRim) >= 1 && score < Self.covering
            || mass.box.sides(beyond: box, by: far) >= (score < Self.filledUp ? 2 : 3)
    }

    /// How far an area that is no line reaches beyond a target that it does not fill, in work pixels, and the share of the target's
    /// paper from which it fills it.
    private static let (beyondRim, covering) = (2.0, 0.75)
    /// How far it reaches on two sides of a target that it fills but for a corner, or on three of one that it fills up, as a share of
    /// its size, and the share of paper from which the target is filled up.
    private static let (farBeyond, filledUp) = (0.12, 0.95)
    /// Size of a filling beside its target's, and how far aside of its middle it lies at most.
    private static let (filling, aside) = (0.75...1.35, 0.2)

    /// Whether the ink in a target is clearly darker than print, as the dark behind a hole is; on a 1-bit scan nothing is.
    private func isBlack(_ index: Int) -> Bool {
        usual[index].print < Self.bilevel
            || seen[index].shades.darkness ?? 1 < Self.darkerThanPrint * usual[index].print
    }

    /// Gray of print as a share of the paper's below which the scan knows black and white alone.
    private static let bilevel = 0.05
    /// Gray of a hole as a share of the print's at most.
    private static let darkerThanPrint = 0.6

    /// Whether much of a stroke lies on words beside targets.
    private func isOverWords(_ place: Int) -> Bool {
        let stroke = account.strokes[place]
        return seen.contains {
            4 * account.ink(of: stroke, in: $0.target.words.extent(with: $0.target.box).without($0.target.box))
                >= stroke.area
        }
    }

    /// Whether all ink in a target is one compact spot, much smaller than the target.
    private func isDot(_ index: Int) -> Bool {
        let box = seen[index].target.box
        let ink = InkPieces(
            of: account.new.cropped(
                x: Int(box.x.rounded()), y: Int(box.y.rounded()), width: Int(box.width.rounded()),
                height: Int(box.height.rounded()))
        ).pieces.filter { $0.inkCount >= StrokeRoles.leastPart }
        guard seen[index].score < Self.filled, let spot = ink.max(by: { $0.inkCount < $1.inkCount }),
            ink.allSatisfy({ $0 == spot || Self.splash * $0.inkCount <= spot.inkCount })
        else { return false }
        let (long, short) = (max(spot.width, spot.height), min(spot.width, spot.height))
        return Double(long) <= Self.spot * min(box.width, box.height) && 2 * long <= 3 * short
            && Double(spot.inkCount) >= Self.solidSpot * Double(long * short)
    }

    /// Size of a spot beside its target's at most, and how many times larger it is than what was splashed around it.
    private static let (spot, splash) = (0.5, 6)
    /// Share of the box around it that a compact spot fills; crosses and ticks fill half.
    private static let solidSpot = 0.65

    /// Whether a line across a large part of the sheet crosses out what lies here.
    private func isUnderCancellation(_ box: WorkBox) -> Bool {
        account.strokes.contains {
            Double($0.extent) >= roles.longLine && $0.isDrawn && !$0.isLevel && $0.touches(box)
        }
    }

    // MARK: Ink that is not there

    /// What says that a target that looks empty may not be.
    private func emptyDoubt(of index: Int) -> MarkDoubt? {
        let (target, shade, usual) = (seen[index], seen[index].shades, usual[index])
        if target.writeIn?.isInked == true { return .writingWithoutMark }
        if target.sighting.found < Self.wellFound { return .outlineDistorted }
        let blank = target.target.blankShades
        let faint = shade.faintShare - max(usual.faint, blank.faintShare)
        if faint > Self.leastFaint,
            faint * Double(target.target.paperArea(atGrowth: target.growth)) >= Self.leastFaintInk
        {
            return .pale
        }
        if let paper = shade.paper {
            if paper < min(usual.paper, blank.paper ?? 1) - Self.darker { return .pale }
            if paper > max(usual.paper, blank.paper ?? 1) * Self.lighter { return .covered }
        }
        if isLit(index) { return .covered }
        if isTraced(index) || isMarkedOutside(index) { return .outsideTarget }
        // On the letter in a small bubble and on its outline a cross leaves hardly a pixel of paper to be inked.
        if isDarkened(target, Self.darkened) { return .faint }
        return target.hasForeignTint ? .pale : nil
    }

    /// Whether a target that leaves little paper is darker as a whole than the side's print makes it.
    private func isDarkened(_ target: SeenTarget, _ limit: Double) -> Bool {
        target.darkening.map { $0 > limit * usualDarkening } ?? false
    }

    /// How many times darker than the page's others it is. Empty bubbles of the real scans here reach 1.11; thin slashes of pale pens
    /// begin at 1.15, and those that nobody could take for print at 1.3.
    private static let (darkened, surelyDarkened) = (1.13, 1.3)
    /// Targets from which the usual darkening can be told: of fewer a voter may have marked nearly all, and the lightest is asked.
    private static let fewestDarkened = 12

    /// Whether more of a target is lighter than the paper around than is on the blank page and in the page's other targets.
    private func isLit(_ index: Int) -> Bool {
        let target = seen[index]
        return target.shades.lightShare
            > max(usual[index].light, target.target.blankShades.lightShare) + Self.leastLight
    }

    /// Share of a target's paper that faint ink takes at least: a thin pale tick takes 0.06.
    private static let leastFaint = 0.06
    /// The same in pixels: the shortest tick, 2 mm by 0.3 mm, has 40. In a small bubble the grays of a letter that is printed
    /// otherwise than on the blank page are a large share of little paper.
    private static let leastFaintInk = 25.0
    /// Share of a target's paper that correction tape or a dead row of the sensor takes at least.
    private static let leastLight = 0.1
    /// By how much the paper in a target must be darker than in the page's others to have been coloured, as a share of the
    /// paper around: the palest fill that is seen as one has 0.9 of the paper's gray, a tenth of the other side's print 0.95.
    private static let darker = 0.07
    /// How many times lighter than in the page's others it must be to have something on it: correction tape and fluid.
    private static let lighter = 1.035

    /// Whether somebody drew a target's outline anew, on it or close around it.
    private func isTraced(_ index: Int) -> Bool {
        let box = seen[index].target.box
        let (across, down) = (Self.traced.share * box.width / 2, Self.traced.share * box.height / 2)
        return account.strokes.indices.contains { place in
            guard let own = roles.parts[place].first(where: { $0.target == index }) else { return false }
            let stroke = account.strokes[place]
            return 2 * own.near >= stroke.area && stroke.thickness >= Self.traced.thickness
                && Double(stroke.left) <= box.centre.x - across && Double(stroke.right) >= box.centre.x + across
                && Double(stroke.top) <= box.centre.y - down && Double(stroke.bottom) >= box.centre.y + down
        }
    }

    /// How much of a target's width and height a line that follows its outline spans, and its thickness in work pixels: 0.3 mm,
    /// more than print that lies a little off leaves on any side.
    private static let traced = (share: 0.9, thickness: 2.4)

    /// Whether somebody drew beside a target or on its words instead of in it.
    private func isMarkedOutside(_ index: Int) -> Bool {
        let target = seen[index].target
        let around = target.box.padded(by: Double(Self.outsideReach))
        let words = target.words.extent(with: target.box)
        return account.strokes.indices.contains { place in
            let stroke = account.strokes[place]
            guard stroke.touches(around) || stroke.touches(words) else { return false }
            if roles.isLoose[place] || roles.isStrayMark[place], account.ink(of: stroke, in: around) >= Self.leastDrawn,
                isMeant(index, by: stroke)
            {
                return true
            }
            // What runs through a target is told of there, and words behind another target are not this one's alone.
            return roles.isLoose[place] && !roles.parts[place].contains { $0.inside >= StrokeRoles.leastPart }
                && account.ink(of: stroke, in: words) >= Self.leastDrawn
                && !seen.indices.contains { $0 != index && seen[$0].target.box.intersects(words) }
        }
    }

    /// Whether a stroke that lies beside targets may mean this one: it is long, or no other is much nearer to its middle.
    private func isMeant(_ index: Int, by stroke: InkStroke) -> Bool {
        guard stroke.extent <= 2 * Self.outsideReach else { return true }
        let distances = seen.map { $0.target.box.distance(to: stroke) }
        return distances[index] <= Self.nearest * (distances.min() ?? 0)
    }

    /// How far from a target a stroke may mean it, in work pixels: 5 mm on a letter page.
    private static let outsideReach = 5 * InkStroke.millimetre
    /// How many times farther than from the nearest target: a cross beside one row of a narrow table is 1.4 times as far from the
    /// next.
    private static let nearest = 1.2
    /// Pixels of a stroke near a target or its words that are more than the end of something else.
    private static let leastDrawn = 24
}

extension WorkBox {
    /// On how many sides it reaches beyond another one.
    fileprivate func sides(beyond other: WorkBox, by distance: Double) -> Int {
        [
            x < other.x - distance, x + width > other.x + other.width + distance, y < other.y - distance,
            y + height > other.y + other.height + distance,
        ].count { $0 }
    }

    /// What of the box lies beside another one, on the wider side.
    fileprivate func without(_ other: WorkBox) -> WorkBox {
        let (before, after) = (other.x - x, x + width - other.x - other.width)
        return before > after
            ? WorkBox(x: x, y: y, width: before, height: height)
            : WorkBox(x: other.x + other.width, y: y, width: max(0, after), height: height)
    }

    /// From middle to middle.
    fileprivate func distance(to stroke: InkStroke) -> Double {
        let x = Double(stroke.left + stroke.right) / 2 - centre.x
        let y = Double(stroke.top + stroke.bottom) / 2 - centre.y
        return (x * x + y * y).squareRoot()
    }
}
