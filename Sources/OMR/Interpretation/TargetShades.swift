import Raster

/// How light and dark a target is: what ink and paper alone do not tell.
struct TargetShades {
    /// Gray of the darker part of the ink in the target as a share of the paper around, 0 black to 1; nil where there is none.
    let darkness: Double?
    /// The same of the target's own print; nil where none is seen.
    let printDarkness: Double?
    /// How sharp the ink's rim is beside the rim of the target's own print, 1 for equally sharp; nil where there is no ink.
    let sharpness: Double?
    /// Share of the target's paper that is darker than paper and lighter than ink, 0 to 1.
    let faintShare: Double
    /// Share of the target's paper, well clear of its ink, that is a little darker than paper, 0 to 1: what is left of ink that was
    /// wiped out.
    let wipedShare: Double
    /// Share of the target's paper that is lighter than the paper around, 0 to 1.
    let lightShare: Double
    /// All darkness inside the target's outline and on it, its own print's too, in pixels of full black.
    let darknessSum: Double
    /// Gray of the target's paper as a share of the paper around; nil where ink leaves none.
    let paper: Double?

    /// Gray up to which paper is darker than paper, as a share of the paper around: the grain of real scans stays above it once
    /// it is smoothed, and so does a tenth of the other side's ink.
    static let faintest = 0.88

    /// The same for paper that is clear of ink: the targets of the gray scans here have none of it.
    static let wiped = 0.945
    /// How far from ink its blur and a compressed picture's rings may reach, in work pixels.
    private static let clear = 3

    /// The same for what is lighter than paper.
    static let lightest = 1.025

    /// - Parameters:
    ///   - gray: the target with its surroundings.
    ///   - ink: the same as ink and paper.
    ///   - inside: where a pen can newly blacken the target.
    ///   - print: the target's own print on the blank page.
    ///   - whole: the target with its outline.
    ///   - around: gray of the paper around, 0 to 255.
    init(_ gray: GrayImage, ink: Bitmap, inside: Bitmap, print: Bitmap, whole: Bitmap, around: Double) {
        let mark = ink.intersection(inside)
        let isMarked = mark.inkCount > 0
        let smooth = gray.smoothed()
        let paper = Histogram(of: smooth, where: isMarked ? inside.subtracting(ink.dilated()) : inside)
        let clear = inside.subtracting(ink.dilated(times: Self.clear))
        let area = Double(max(1, inside.inkCount))
        wipedShare = Double(smooth.count(below: Self.wiped * around, where: clear)) / area
        faintShare = Double(paper.count(below: Self.faintest * around)) / area
        lightShare = Double(paper.count(atLeast: Self.lightest * around)) / area
        darknessSum = Histogram(of: gray, where: whole).darkness(below: Self.faintest * around, ofPaper: around)
        self.paper = paper.value(above: 0.5).map { Double($0) / around }
        let ownCore = Self.core(gray, ink.intersection(print))
        printDarkness = ownCore.map { $0 / around }
        let core = isMarked ? Self.core(gray, mark) : nil
        darkness = core.map { $0 / around }
        sharpness = core.flatMap { core in
            let (edges, steepness) = (ink.subtracting(ink.eroded()), gray.steepness())
            func rim(_ place: Bitmap, of dark: Double) -> Double? {
                guard around - dark > Self.leastContrast else { return nil }
                return Histogram(of: steepness, where: edges.intersection(place)).value(above: 0.5).map {
                    Double($0) / (around - dark)
                }
            }
            guard let ownRim = ownCore.flatMap({ rim(print.dilated(), of: $0) }), ownRim > 0 else { return nil }
            return rim(inside, of: core).map { $0 / ownRim }
        }
    }

    /// Gray levels between ink and paper below which a rim says nothing.
    private static let leastContrast = 16.0

    /// Gray of the darker part of some ink; nil where there is none.
    private static func core(_ gray: GrayImage, _ ink: Bitmap) -> Double? {
        Histogram(of: gray, where: ink).value(above: 0.25).map(Double.init)
    }
}

/// What targets of a page have in common: how their tint came out, the toner, the scanner's light.
struct UsualShades {
    /// Faint paper that the page's clean targets have too: its tint.
    let faint: Double
    /// Clear paper that is a little darker in the page's targets too.
    let wiped: Double
    /// Gray of the targets' own print as a share of the paper's.
    let print: Double
    /// How light the targets are inside, beside the paper around: some are printed as white boxes on a tint.
    let paper: Double
    /// Share of the targets' paper that is lighter than the paper around: white boxes on a tint.
    let light: Double

    /// What each target has in common with those that are on a tint like its own; where these are few, a voter may have inked most
    /// of them, and all targets count.
    static func beside(_ seen: [SeenTarget]) -> [UsualShades] {
        var usual = [UsualShades](repeating: UsualShades(of: seen.map(\.shades)), count: seen.count)
        let order = seen.indices.sorted { (seen[$0].target.tone, $0) < (seen[$1].target.tone, $1) }
        let tones = order.map { seen[$0].target.tone }
        var start = 0
        for end in order.indices.dropFirst() + [order.count]
        where end == order.count || tones[end] - tones[end - 1] > gap {
            let group = order[start..<end]
            start = end
            guard group.count >= leastGroup, group.count < order.count else { continue }
            let own = UsualShades(of: group.map { seen[$0].shades })
            for index in group { usual[index] = own }
        }
        return usual
    }

    /// By how much two tints differ at least, as a share of the paper's gray.
    private static let gap = 0.02
    /// Targets on one tint that say something of it.
    private static let leastGroup = 12

    private init(of shades: [TargetShades]) {
        /// The value that a share of the targets stay below; nil where there are too few of them.
        func value(_ share: Double, _ values: [Double], fewest: Int = UsualShades.fewest) -> Double? {
            values.count >= fewest ? values.sorted()[Int(Double(values.count) * share)] : nil
        }
        faint = value(0.25, shades.map(\.faintShare)) ?? 0
        wiped = value(0.5, shades.map(\.wipedShare)) ?? 0
        print = min(value(0.5, shades.compactMap(\.printDarkness), fewest: 1) ?? 0, Self.lightestPrint)
        paper = value(0.5, shades.compactMap(\.paper)) ?? 1
        light = value(0.5, shades.map(\.lightShare)) ?? 0
    }

    /// Targets from which something can be said of all.
    private static let fewest = 4
    /// Gray of print as a share of the paper's that is believed at most: thin outlines look lighter than their ink is.
    private static let lightestPrint = 0.45
}
