import Raster

/// Which member of a group a side shows.
struct GroupDecision {
    let group: PageGroup
    let side: BinarizedSide
    /// From the representative's work pixels to the side's.
    let map: LocalMap
    /// How dark the side's print is, as a share of its paper's gray.
    private let ink: Double

    /// - Parameter landmarks: of the representative.
    init(group: PageGroup, side: BinarizedSide, map: LocalMap, landmarks: [Landmark]) {
        (self.group, self.side, self.map) = (group, side, map)
        ink = group.members.count > 1 ? side.inkDarkness(at: landmarks) { map.affine(at: $0.x, $0.y) } : 1
    }

    /// What was decided.
    enum Verdict {
        /// Place of the member in the group.
        case member(Int)
        /// Two members fit, and nothing decides between them.
        case undecided(Int, Int)
    }

    /// Ink in a tile, and the same grown by two pixels: what uncertainty both maps leave.
    typealias Sighting = (ink: Bitmap, grown: Bitmap)

    func verdict() -> Verdict {
        guard group.members.count > 1 else { return .member(0) }
        // Roughly first; then every tile is laid to the pixel by the print of the likeliest member.
        let rough = group.differences.map { sighting(of: $0, alignedTo: nil) }
        guard let likeliest = ranked(rough).first else { return .member(0) }
        let seen = group.differences.map { sighting(of: $0, alignedTo: likeliest) }
        let order = ranked(seen)
        var best = order[0]
        // Each tile is asked once, and only where it matters.
        var answers = [Bool?](repeating: nil, count: seen.count)
        func isCovered(_ index: Int) -> Bool {
            if let answer = answers[index] { return answer }
            let answer = self.isCovered(group.differences[index], seen[index])
            answers[index] = answer
            return answer
        }
        for other in order.dropFirst() {
            switch comparison(best, other, seen, isCovered) {
            case .first: continue
            case .second: best = other
            case .undecided: return .undecided(best, other)
            }
        }
        return .member(best)
    }

    /// Members by how much of their print is missing and how much ink it leaves unexplained, least first.
    private func ranked(_ seen: [Sighting]) -> [Int] {
        let costs = group.members.indices.map { cost(of: $0, seen) }
        return costs.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }
    }

    enum Comparison { case first, second, undecided }

    /// Two members against each other: by the ink that only one of them has, where it should be; else letter by letter; else by
    /// their words, wherever they are.
    private func comparison(
        _ first: Int, _ second: Int, _ seen: [Sighting], _ isCovered: (Int) -> Bool
    ) -> Comparison {
        let own = OwnInk(first, second, group.differences, seen, isCovered)
        if own.isClear(own.speaksForFirst, against: own.speaksForSecond) { return .first }
        if own.isClear(own.speaksForSecond, against: own.speaksForFirst) { return .second }
        let letters = letters(first, second, isCovered)
        return letters == .undecided ? MovedWords(own, first, second, self).comparison : letters
    }

    /// Two members letter by letter, in shades: where they differ by a digit, little ink is one's own.
    private func letters(_ first: Int, _ second: Int, _ isCovered: (Int) -> Bool) -> Comparison {
        var (speaksForFirst, speaksForSecond) = (false, false)
        for (index, tile) in group.differences.enumerated() where tile.mayDiffer(first, second) {
            let between = tile.stray(first, second)
            guard between >= PageGroup.leastStray, !isCovered(index) else { continue }
            let (one, other) = (stray(first, in: tile), stray(second, in: tile))
            // The right page's print lies on the side with little stray ink, the other's with about as much as they differ by.
            if one <= between * Self.right, other >= between * Self.wrong { speaksForFirst = true }
            if other <= between * Self.right, one >= between * Self.wrong { speaksForSecond = true }
        }
        return speaksForFirst == speaksForSecond ? .undecided : speaksForFirst ? .first : .second
    }

    /// Shares of the ink that two pages differ by: as much may be stray on the right page, and must be on the wrong one. Of a
    /// digit half covered, both are wrong.
    private static let right = 0.4
    private static let wrong = 0.6

    /// The most ink of a member that is missing in a tile, or that is there and not the member's.
    private func stray(_ member: Int, in tile: PageGroup.Difference) -> Double {
        func shades(rim: Int, x: Double, y: Double) -> InkShades {
            let size = PageGroup.tile
            return side.shades(
                through: place(of: tile).after(
                    Affine(xx: 1, xy: 0, dx: x - Double(rim), yx: 0, yy: 1, dy: y - Double(rim))),
                width: size + 2 * rim, height: size + 2 * rim, ink: ink)
        }
        let print = tile.shades[member]
        let shift = shades(rim: OptionPrint.rim + Self.reach, x: 0, y: 0).bestShift(of: print, reach: Self.reach)
        let here = shades(rim: OptionPrint.rim, x: shift.x, y: shift.y)
        return max(print.stray(beyond: here, print: tile.allGrown), here.stray(beyond: print, print: tile.allGrown))
    }

    /// From a tile's pixels to the side's.
    private func place(of tile: PageGroup.Difference) -> Affine {
        let middle = Double(PageGroup.tile) / 2
        return map.affine(at: Double(tile.x) + middle, Double(tile.y) + middle)
            .after(Affine(xx: 1, xy: 0, dx: Double(tile.x), yx: 0, yy: 1, dy: Double(tile.y)))
    }

    /// True where something lies on the print by which members differ: solid ink that none has, or paper that is lighter or
    /// darker than the paper around. What is covered is no evidence, neither for a page that has print there nor for one that
    /// has none.
    private func isCovered(_ tile: PageGroup.Difference, _ sight: Sighting) -> Bool {
        let foreign = sight.ink.subtracting(tile.allGrown)
        if foreign.inkCount >= Self.leastBlot * Self.leastBlot,
            foreign.blots(ofAtLeast: Self.leastBlot).inkCount > 0
        {
            return true
        }
        guard
            let bounds = tile.differing.inkBounds,
            // Between the ragged edges of print there is no paper to judge.
            min(bounds.width, bounds.height) >= OptionPrint.leastLine
        else { return false }
        let local = place(of: tile).after(
            Affine(xx: 1, xy: 0, dx: Double(bounds.x), yx: 0, yy: 1, dy: Double(bounds.y)))
        let ink = side.bitmap.sampled(through: local, width: bounds.width, height: bounds.height).dilated().dilated()
        guard let here = side.paperGray(through: local, width: bounds.width, height: bounds.height, butFor: ink) else {
            return false
        }
        let centre = local(Double(bounds.width) / 2, Double(bounds.height) / 2)
        return abs(here / side.seenGrays.paper.typical(around: centre.x, centre.y) - 1) > Self.otherPaper
    }

    /// Solid ink of neither page that covers what they differ by, in work pixels each way: larger than the bars of a printed
    /// code.
    private static let leastBlot = 32
    /// How much lighter or darker than the paper around a sticker or a thumb is at least: on the real scans here paper differs
    /// by 1 % within an inch.
    private static let otherPaper = 0.025

    /// How far a tile's print is looked for, in work pixels.
    private static let reach = 4

    /// The side where a tile lies, or where a member's print of it is found best nearby.
    private func sighting(of tile: PageGroup.Difference, alignedTo member: Int?) -> Sighting {
        let size = PageGroup.tile
        var ink = window(left: tile.x, top: tile.y, width: size, height: size)
        if let member, tile.prints[member].inkCount >= PageGroup.leastInk {
            let reach = Self.reach
            let around = window(
                left: tile.x - reach, top: tile.y - reach, width: size + 2 * reach, height: size + 2 * reach)
            let match = PatchTemplate(tile.prints[member]).bestMatch(in: around)
            ink = around.cropped(x: match.x, y: match.y, width: size, height: size)
        }
        return (ink, ink.dilated().dilated())
    }

    /// A piece of the side as the representative's coordinates show it.
    func window(left: Int, top: Int, width: Int, height: Int) -> Bitmap {
        let local = map.affine(at: Double(left) + Double(width) / 2, Double(top) + Double(height) / 2)
        return side.bitmap.sampled(
            through: local.after(Affine(xx: 1, xy: 0, dx: Double(left), yx: 0, yy: 1, dy: Double(top))),
            width: width, height: height)
    }

    /// Print that is missing, and ink that the print does not explain.
    private func cost(of member: Int, _ seen: [Sighting]) -> Int {
        zip(group.differences, seen).reduce(0) { sum, pair in
            let (tile, sight) = pair
            return sum + tile.prints[member].inkCount(outside: sight.grown)
                + sight.ink.inkCount(outside: tile.grownPrints[member])
        }
    }
}

/// The ink that only one of two pages has, tile by tile, and for which page it speaks.
///
/// ```
/// own ink of        and on the side        the tile speaks
/// both              only one's             for that one
/// both              both's or neither's    for nobody: a serial number, a stamp, a word that moved
/// one               there                  for that one
/// one               not there              half as loud for the other: it may be dirt on the blank
/// any               covered                for nobody
/// ```
struct OwnInk {
    private(set) var speaksForFirst = 0
    private(set) var speaksForSecond = 0
    /// All ink that only one of the two has.
    private(set) var total = 0
    /// Tiles in which each page has ink of its own, by their index.
    private(set) var firstTiles: [Int] = []
    private(set) var secondTiles: [Int] = []

    /// Least ink that decides anything: two letters.
    static let leastEvidence = 30
    /// Least share of the differing ink that must speak for a page: where most of it is elsewhere, the few bits that are
    /// left agree by chance.
    static let leastShare = 0.3
    /// How many times more ink must speak for a page than against it.
    static let clearly = 3
    /// Share of own ink that must be there. Among other words, chance finds about half of a word's ink.
    static let present = 0.7

    /// True when so much ink speaks for a page, and so little against it, that nothing else need be asked.
    func isClear(_ evidence: Int, against: Int) -> Bool {
        evidence >= Self.leastEvidence && evidence >= Self.clearly * against
            && Double(evidence) >= Self.leastShare * Double(total)
    }

    init(
        _ first: Int, _ second: Int, _ differences: [PageGroup.Difference], _ seen: [GroupDecision.Sighting],
        _ isCovered: (Int) -> Bool
    ) {
        for (index, (tile, sight)) in zip(differences, seen).enumerated() where tile.differsByWords {
            let mine = tile.prints[first].subtracting(tile.grownPrints[second])
            let theirs = tile.prints[second].subtracting(tile.grownPrints[first])
            let (myInk, theirInk) = (mine.inkCount, theirs.inkCount)
            let (iExist, theyExist) = (myInk >= PageGroup.leastInk, theirInk >= PageGroup.leastInk)
            let amHere = Double(mine.overlap(with: sight.grown)) >= Self.present * Double(myInk)
            let areHere = Double(theirs.overlap(with: sight.grown)) >= Self.present * Double(theirInk)
            total += (iExist ? myInk : 0) + (theyExist ? theirInk : 0)
            if iExist { firstTiles.append(index) }
            if theyExist { secondTiles.append(index) }
            switch (iExist, theyExist) {
            case (true, true) where amHere == areHere, (false, false): continue
            case _ where isCovered(index): continue
            case (true, true) where amHere: speaksForFirst += myInk + theirInk
            case (true, true): speaksForSecond += myInk + theirInk
            case (true, false) where amHere: speaksForFirst += myInk
            case (true, false): speaksForSecond += myInk / 2
            case (false, true) where areHere: speaksForSecond += theirInk
            case (false, true): speaksForFirst += theirInk / 2
            }
        }
    }
}

/// Words that are not where the blank page has them: a footer set anew when another line above it changed.
///
/// Each page's differing words are looked for around their place, and the page whose words are found better has it.
private struct MovedWords {
    let comparison: GroupDecision.Comparison

    /// How far words are looked for, in work pixels: an inch sideways, an eighth up and down.
    static let reach = (x: 200, y: 24)
    /// Least share of words to be found, and by how much one page's must be found better than the other's.
    static let leastFound = 0.8
    static let margin = 0.15

    init(_ own: OwnInk, _ first: Int, _ second: Int, _ decision: GroupDecision) {
        let one = Self.score(own.firstTiles, first, decision)
        let other = Self.score(own.secondTiles, second, decision)
        comparison =
            if one >= Self.leastFound, one - other >= Self.margin {
                .first
            } else if other >= Self.leastFound, other - one >= Self.margin {
                .second
            } else {
                .undecided
            }
    }

    /// How well a page's words are found, 0 to 1: the mean over its runs of neighbouring tiles, by ink.
    private static func score(_ tiles: [Int], _ member: Int, _ decision: GroupDecision) -> Double {
        var (ink, sum) = (0, 0.0)
        for run in runs(tiles, decision.group.differences) {
            let print = Bitmap(sideBySide: run.map { decision.group.differences[$0].prints[member] })
            guard let bounds = print.inkBounds else { continue }
            let words = PatchTemplate(
                print.cropped(x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height))
            let corner = decision.group.differences[run.lowerBound]
            let window = decision.window(
                left: corner.x + bounds.x - reach.x, top: corner.y + bounds.y - reach.y,
                width: words.width + 2 * reach.x, height: words.height + 2 * reach.y)
            let match = words.bestMatch(in: window)
            let agreement = words.agreement(in: window, x: match.x, y: match.y)
            ink += words.inkCount
            sum += min(agreement.found, agreement.explained) * Double(words.inkCount)
        }
        return ink == 0 ? 0 : sum / Double(ink)
    }

    /// Tiles of one row that lie side by side.
    private static func runs(_ tiles: [Int], _ differences: [PageGroup.Difference]) -> [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        for index in tiles {
            if let last = runs.last, index == last.upperBound + 1,
                differences[index].y == differences[index - 1].y,
                differences[index].x == differences[index - 1].x + PageGroup.tile
            {
                runs[runs.count - 1] = last.lowerBound...index
            } else {
                runs.append(index...index)
            }
        }
        return runs
    }
}
