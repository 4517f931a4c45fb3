import ElectionModel
import Raster

/// Reading the targets of a registered page: stage 5 of a sheet's life.
struct TargetReader {
    private let thresholds: MarkThresholds
    private let page: ReferencePage
    private let side: BinarizedSide
    private let aligned: AlignedSide
    private let registered: Registration

    init(
        interpreter: PageInterpreter, _ side: BinarizedSide, _ aligned: AlignedSide, _ registered: Registration
    ) {
        thresholds = interpreter.layout.thresholds
        page = interpreter.page(of: registered)
        self.side = side
        self.aligned = aligned
        self.registered = registered
    }

    /// The page's targets in the layout's order.
    ///
    /// - Parameter passed: told of each stage once it is behind.
    /// - Throws: `UnreadableReason` when a target cannot be read for sure: then the page is not read at all.
    func readings(_ passed: (SideStage) -> Void) throws(UnreadableReason) -> [TargetReading] {
        let streaks =
            registered.streaks + StreakSearch(side: side).paleStreaks(besidePrintOf: page, registered.map)
        let sightings = page.targets.map { $0.sighting(on: aligned.ink) }
        let words = OptionWords(of: page, on: side, aligned, registered.map).findings
        for (index, (target, sighting)) in zip(page.targets, sightings).enumerated() {
            if case .notPrinted = page.faults[index] {
                throw .targetNotPrinted(page: registered.page, target.target.choice)
            }
            guard page.faults[index] != nil || sighting.found >= ReferenceTarget.leastFound else {
                throw .targetNotFound(page: registered.page, target.target.choice)
            }
            guard words[index].areThere, words[index].isHeadThere else {
                throw .optionTextNotFound(page: registered.page, target.target.choice)
            }
            try check(target, hasNone: streaks)
        }
        let dead = DeadColumns(in: page, on: aligned, registered.map)
        for target in page.targets {
            guard let place = dead.column(through: target.box) else { continue }
            let column = registered.place(place, target.box.centre.y).x / Double(side.bitmap.width)
            throw .streakThroughTarget(page: registered.page, target.target.choice, column: column)
        }
        let unknown = UnknownPrint(in: aligned.ink, of: page, growth: registered.strokeGrowth)
        guard !unknown.isThere else { throw .unknownPrint(page: registered.page) }
        passed(.identified)
        let growth = try growth(sightings)
        let growths = page.targets.map { min(growth, $0.greatestOpen ?? 0) }
        let shades = page.targets.indices.map { index in
            page.targets[index].shades(on: side, aligned, registered.map, sightings[index], growth: growths[index])
        }
        let writeIns = page.targets.map {
            $0.writeInLine?.reading(on: side, registered.map, growth: growth + StrokeGrowth.range.lowerBound)
        }
        let account = try SideAccount(of: aligned, page, growth: growth)
        passed(.accounted)
        defer { passed(.decided) }
        let seen = page.targets.indices.map { index in
            let target = page.targets[index]
            return SeenTarget(
                target: target, fault: page.faults[index], sighting: sightings[index], growth: growths[index],
                isPrintBolder: growths[index] < growth, shades: shades[index], writeIn: writeIns[index],
                isNameCovered: words[index].areCovered,
                hasForeignTint: side.hasForeignTint(in: target.box, on: page.side, registered.map))
        }
        let decision = MarkDecision(thresholds: thresholds, page: page, seen: seen, account: account)
        return page.targets.indices.map { index in
            let (mark, doubt) = decision.mark(of: index)
            return TargetReading(
                choice: seen[index].target.target.choice, mark: mark, doubt: doubt,
                score: sightings[index].scores[growths[index]], printFound: sightings[index].found,
                wordsFound: words[index].found, darkness: shades[index].darkness, writeIn: writeIns[index])
        }
    }

    /// The growth of the side's strokes as an index, nil where it is too blurred to tell.
    var growth: Int? { try? growth(page.targets.map { $0.sighting(on: aligned.ink) }) }

    /// The growth of strokes at which empty targets are empty, as an index.
    ///
    /// It begins with what the landmarks show. Corners of small boxes fill in sooner than letters grow; where even the
    /// cleanest quarter of the targets has some ink left, that ink is their own outline. Targets that a pen has inked say
    /// nothing of it: a voter may mark them all.
    private func growth(_ sightings: [ReferenceTarget.Sighting]) throws(UnreadableReason) -> Int {
        let clear = page.targets.indices.filter { page.faults[$0] == nil }
        let measured = registered.strokeGrowth - StrokeGrowth.range.lowerBound
        let granted =
            StrokeGrowth.granted(onPageOf: max(page.side.bitmap.width, page.side.bitmap.height))
            - StrokeGrowth.range.lowerBound
        for index in max(measured, granted)..<StrokeGrowth.range.count {
            let seen = index > granted ? index : measured
            guard clear.allSatisfy({ page.targets[$0].greatestOpen ?? 0 >= seen }) else { break }
            guard clear.count >= Self.enoughTargets else { return index }
            let scores = clear.compactMap { target in
                let own = min(index, page.targets[target].greatestOpen ?? 0)
                return isInkedByPen(sightings[target], own) ? nil : sightings[target].scores[own]
            }.sorted()
            guard !scores.isEmpty, scores[scores.count / 4] > Self.cleanScore else { return index }
        }
        throw .blurred(page: registered.page)
    }

    /// True when a target's ink reaches its middle as it does the rest of it, and is no dust: an outline grows from the rim.
    private func isInkedByPen(_ sighting: ReferenceTarget.Sighting, _ growth: Int) -> Bool {
        let middle = sighting.middleScores[growth]
        return middle >= MarkDecision.leastMiddle && middle >= sighting.scores[growth] / 2
            && middle >= 3 * registered.dust
    }

    /// Targets from which their cleanest quarter says something about print.
    private static let enoughTargets = 4
    /// Score of an empty target: on the real scans here nine in ten are 0 and all are below 0.006.
    private static let cleanScore = 0.01

    private func check(_ target: ReferenceTarget, hasNone streaks: [Streak]) throws(UnreadableReason) {
        guard !streaks.isEmpty else { return }
        let box = target.box.grown(by: 0.1)
        let map = registered.map.affine(at: target.box.centre.x, target.box.centre.y)
        let (right, bottom) = (box.x + box.width, box.y + box.height)
        let columns = [(box.x, box.y), (right, box.y), (box.x, bottom), (right, bottom)].map { map($0.0, $0.1).x }
        guard let first = columns.min(), let last = columns.max() else { return }
        for streak in streaks
        where Double(streak.x) <= last && Double(streak.x + streak.width) >= first {
            throw .streakThroughTarget(page: registered.page, target.target.choice, column: streak.place)
        }
    }
}
