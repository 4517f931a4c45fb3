import Raster

/// Finding a page's landmarks on a side, first coarsely around a guessed pose, then to the pixel.
struct LandmarkMatching {
    let page: ReferencePage
    let side: BinarizedSide
    /// The side's dark cells, as the landmarks' coarse pieces were taken.
    let coarse: Bitmap

    /// Reach of the coarse search in density cells: 32 work pixels, 1.5 % of a page.
    static let coarseReach = 8
    /// Reach of the fine search in work pixels: first `nearReach`, within which most are, and farther where the best place is at
    /// its edge or less than `surelyFound` of both prints agree.
    static let (nearReach, fineReach) = (3, 6)
    private static let surelyFound = 0.95
    /// Ink overlap from which a coarse piece may be the landmark.
    static let leastCoarseOverlap = 0.5
    /// Share of a landmark's ink that must be found at the fine level, and of the ink there that it must explain.
    static let leastFound = 0.75
    static let leastExplained = 0.6
    /// Farthest that a coarse match may lie from the page's own affine map, in work pixels: local stretch and perspective.
    static let coarseTolerance = 24.0
    /// Farthest that a fine match may lie from where its neighbours put it, in work pixels.
    static let fineTolerance = 3.5

    /// What the search learned.
    struct Result {
        /// Landmarks whose place falls on the scan.
        let visible: Int
        let map: LocalMap
        /// How much bolder the side's strokes are than the page's; nil when the side is too blurred to tell.
        let growth: Int?
        /// Share of ink where there is no print.
        let dust: Double
        /// Root mean square distance between matches and their neighbours' word, in work pixels.
        let residual: Double
    }

    /// Landmarks that fit one affine map, from a guessed pose; nil when too few agree.
    func coarseMatches(around guess: Affine) -> (matches: [LocalMap.Match], global: Affine)? {
        let candidates = page.landmarks.compactMap { coarseMatch($0, guess) }
        guard candidates.count >= 5 else { return nil }
        var global = guess
        for tolerance in [96.0, 64, 48, 32, 24, 24] {
            var fit = AffineFit()
            let (x, y) = middle
            for match in candidates {
                let distance = match.distance(under: global) / tolerance
                guard distance < 1 else { continue }
                let weight = 1 - distance * distance
                fit.add(match, weight: weight * weight, relativeTo: x, y, global)
            }
            global = fit.solution(relativeTo: x, y, global)
        }
        let kept = candidates.filter { $0.distance(under: global) <= Self.coarseTolerance }
        guard kept.count >= 5 else { return nil }
        return (kept, global)
    }

    /// Landmarks to the pixel, starting from coarse matches; nil when too few agree.
    func fineMatches(from start: (matches: [LocalMap.Match], global: Affine)) -> Result? {
        var map = LocalMap(start.matches, global: start.global, range: range)
        var found: [LocalMap.Match] = []
        var inked: [[Double]] = []
        var visible = 0
        // A second pass starts from the first one's matches, so that a badly started corner is reached.
        for _ in 0..<2 {
            visible = 0
            found = []
            inked = []
            for landmark in page.landmarks {
                guard let place = window(for: landmark, map) else { continue }
                visible += 1
                guard let (match, shells) = fineMatch(landmark, place) else { continue }
                found.append(match)
                inked.append(shells)
            }
            found = consistent(found, global: map.global)
            guard found.count >= 5 else { return nil }
            map = LocalMap(found, global: fittedGlobal(found, map.global), range: range)
            if found.count * 10 >= visible * 9 { break }
        }
        let residuals = map.residuals()
        let residual = (residuals.reduce(0) { $0 + $1 * $1 } / Double(residuals.count)).squareRoot()
        let measured = StrokeGrowth.measured(inked)
        return Result(
            visible: visible, map: map, growth: measured.growth, dust: measured.dust, residual: residual)
    }

    /// Where this page's landmarks should be, when the page that stands for it was found.
    ///
    /// - Parameters:
    ///   - found: from the other page to the side.
    ///   - link: from the other page to this one.
    func start(from found: LocalMap, through link: LocalMap) -> (matches: [LocalMap.Match], global: Affine) {
        let matches = link.matches.map { match in
            let place = found.affine(at: match.fromX, match.fromY)(match.fromX, match.fromY)
            return LocalMap.Match(fromX: match.toX, fromY: match.toY, toX: place.x, toY: place.y)
        }
        let global = found.global.after(link.global.inverse ?? .identity)
        return (matches, fittedGlobal(matches, global))
    }

    private var middle: (Double, Double) {
        (Double(page.side.bitmap.width) / 2, Double(page.side.bitmap.height) / 2)
    }

    /// Reach of one match's word: a seventh of the page.
    private var range: Double { Double(max(page.side.bitmap.width, page.side.bitmap.height)) / 7 }

    private func coarseMatch(_ landmark: Landmark, _ guess: Affine) -> LocalMap.Match? {
        let reach = Self.coarseReach
        let cell = Double(DensityMap.cell)
        // Window cell (0, 0) in reference pixels; a cell's centre is 1.5 pixels into it.
        let left = landmark.x - Double(Landmark.size - 1) / 2 - Double(reach) * cell
        let top = landmark.y - Double(Landmark.size - 1) / 2 - Double(reach) * cell
        let toPixels = Affine(xx: cell, xy: 0, dx: left + 1.5, yx: 0, yy: cell, dy: top + 1.5)
        let toCells = Affine(xx: 1 / cell, xy: 0, dx: -0.375, yx: 0, yy: 1 / cell, dy: -0.375)
        let size = Landmark.coarseSize + 2 * reach
        let window = coarse.sampled(through: toCells.after(guess).after(toPixels), width: size, height: size)
        let match = landmark.coarse.bestMatch(in: window)
        guard match.overlap >= Self.leastCoarseOverlap else { return nil }
        let place = guess(landmark.x + Double(match.x - reach) * cell, landmark.y + Double(match.y - reach) * cell)
        return LocalMap.Match(fromX: landmark.x, fromY: landmark.y, toX: place.x, toY: place.y)
    }

    /// The map around a landmark, if its place falls on the scan.
    private func window(for landmark: Landmark, _ map: LocalMap) -> Affine? {
        let local = map.affine(at: landmark.x, landmark.y)
        let place = local(landmark.x, landmark.y)
        let margin = Double(Landmark.size) / 2
        guard place.x >= margin, place.y >= margin, place.x < Double(side.bitmap.width) - margin,
            place.y < Double(side.bitmap.height) - margin
        else { return nil }
        return local
    }

    private func fineMatch(_ landmark: Landmark, _ local: Affine) -> (LocalMap.Match, [Double])? {
        var reach = Self.nearReach
        var (window, match) = look(at: landmark, local, reach: reach)
        var agreement = landmark.fine.agreement(in: window, x: match.x, y: match.y)
        if max((match.x - reach).magnitude, (match.y - reach).magnitude) == reach
            || min(agreement.found, agreement.explained) < Self.surelyFound
        {
            reach = Self.fineReach
            (window, match) = look(at: landmark, local, reach: reach)
            agreement = landmark.fine.agreement(in: window, x: match.x, y: match.y)
        }
        guard agreement.found >= Self.leastFound, agreement.explained >= Self.leastExplained else { return nil }
        let place = local(landmark.x + Double(match.x - reach), landmark.y + Double(match.y - reach))
        let here = window.cropped(x: match.x, y: match.y, width: Landmark.size, height: Landmark.size)
        return (
            LocalMap.Match(fromX: landmark.x, fromY: landmark.y, toX: place.x, toY: place.y),
            landmark.shells.inked(here)
        )
    }

    /// The side around a landmark's place, and where the landmark lies best there.
    private func look(
        at landmark: Landmark, _ local: Affine, reach: Int
    ) -> (window: Bitmap, match: PatchTemplate.Match) {
        let left = landmark.x - Double(Landmark.size - 1) / 2 - Double(reach)
        let top = landmark.y - Double(Landmark.size - 1) / 2 - Double(reach)
        let size = Landmark.size + 2 * reach
        let window = side.bitmap.sampled(
            through: local.after(Affine(xx: 1, xy: 0, dx: left, yx: 0, yy: 1, dy: top)), width: size, height: size)
        return (window, landmark.fine.bestMatch(in: window))
    }

    /// Drops, worst first, the matches that their neighbours contradict.
    private func consistent(_ matches: [LocalMap.Match], global: Affine) -> [LocalMap.Match] {
        var kept = matches
        while kept.count > 5 {
            let residuals = LocalMap(kept, global: fittedGlobal(kept, global), range: range).residuals()
            guard let worst = residuals.indices.max(by: { residuals[$0] < residuals[$1] }),
                residuals[worst] > Self.fineTolerance
            else { break }
            kept.remove(at: worst)
        }
        return kept
    }

    private func fittedGlobal(_ matches: [LocalMap.Match], _ start: Affine) -> Affine {
        var fit = AffineFit()
        let (x, y) = middle
        for match in matches { fit.add(match, weight: 1, relativeTo: x, y, start) }
        return fit.solution(relativeTo: x, y, start)
    }
}

extension LocalMap.Match {
    /// Distance in work pixels between where a match was found and where a map puts it.
    func distance(under map: Affine) -> Double {
        let place = map(fromX, fromY)
        return ((place.x - toX) * (place.x - toX) + (place.y - toY) * (place.y - toY)).squareRoot()
    }
}
