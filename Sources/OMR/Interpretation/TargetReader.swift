import ElectionModel
import Raster

/// Reading the targets of a registered page: stage 5 of a sheet's life.
struct TargetReader {
    private let thresholds: MarkThresholds
    private let page: ReferencePage
    private let side: BinarizedSide
    private let registered: Registration

    init(interpreter: PageInterpreter, _ side: BinarizedSide, _ registered: Registration) {
        thresholds = interpreter.layout.thresholds
        page = interpreter.page(of: registered)
        self.side = side
        self.registered = registered
    }

    /// The page's targets in the layout's order.
    ///
    /// - Throws: `UnreadableReason` when a target cannot be read for sure: then the page is not read at all.
    func readings() throws(UnreadableReason) -> [TargetReading] {
        let sightings = page.targets.map { $0.sighting(on: side.bitmap, registered.map) }
        let words = OptionWords(of: page, on: side, registered.map).findings
        for (index, (target, sighting)) in zip(page.targets, sightings).enumerated() {
            guard sighting.found >= ReferenceTarget.leastFound else {
                throw .targetNotFound(page: registered.page, target.target.choice)
            }
            guard words[index].areThere else {
                throw .optionTextNotFound(page: registered.page, target.target.choice)
            }
            try checkNoStreak(target)
        }
        let aligned = side.bitmap.without(registered.streaks).aligned(to: page.side.bitmap, through: registered.map)
        let dead = DeadColumns(in: page.shortPrint, on: aligned, registered.map)
        for target in page.targets {
            guard let place = dead.place(through: target.box, onPageOf: aligned.width) else { continue }
            throw .streakThroughTarget(page: registered.page, target.target.choice, column: place)
        }
        let unknown = UnknownPrint(in: aligned, of: page, growth: registered.strokeGrowth)
        guard !unknown.isThere else { throw .unknownPrint(page: registered.page) }
        let growth = try growth(sightings)
        let shades = zip(page.targets, sightings).compactMap { $0.shades(on: side, registered.map, $1, growth: growth) }
        let writeIns = page.targets.map {
            $0.writeInLine?.reading(on: side, registered.map, growth: growth + StrokeGrowth.range.lowerBound)
        }
        let decision = MarkDecision(
            thresholds: thresholds, page: page, sightings: sightings, growth: growth, shades: shades,
            writeIns: writeIns,
            namesCovered: words.map(\.areCovered), account: try SideAccount(of: aligned, page, growth: growth))
        return page.targets.indices.map { index in
            let (sighting, (mark, doubt)) = (sightings[index], decision.mark(of: index))
            return TargetReading(
                choice: page.targets[index].target.choice, mark: mark, doubt: doubt, score: sighting.scores[growth],
                printFound: sighting.found, wordsFound: words[index].found,
                darkness: shades[index].darkness, sharpness: shades[index].sharpness,
                writeIn: writeIns[index])
        }
    }

    /// The growth of strokes at which empty targets are empty, as an index.
    ///
    /// It begins with what the landmarks show. Corners of small boxes fill in sooner than letters grow; where even the
    /// cleanest quarter of the targets has some ink left, that ink is their own outline and not a mark.
    private func growth(_ sightings: [ReferenceTarget.Sighting]) throws(UnreadableReason) -> Int {
        for index in registered.strokeGrowth - StrokeGrowth.range.lowerBound..<StrokeGrowth.range.count {
            guard page.targets.allSatisfy({ $0.isOpen(atGrowth: index) }) else { break }
            guard sightings.count >= Self.enoughTargets else { return index }
            let clean = sightings.map { $0.scores[index] }.sorted()[sightings.count / 4]
            if clean <= Self.cleanScore || clean >= Self.surelyMarked { return index }
        }
        throw .blurred(page: registered.page)
    }

    /// Targets from which their cleanest quarter says something about print.
    private static let enoughTargets = 4
    /// Score of an empty target: on the real scans here nine in ten are 0 and all are below 0.006.
    private static let cleanScore = 0.01
    /// Score that only a pen makes: where a voter marked three quarters of all targets, nothing is blurred.
    private static let surelyMarked = 0.3

    private func checkNoStreak(_ target: ReferenceTarget) throws(UnreadableReason) {
        guard !registered.streaks.isEmpty else { return }
        let box = target.box.grown(by: 0.1)
        let map = registered.map.affine(at: target.box.centre.x, target.box.centre.y)
        let (right, bottom) = (box.x + box.width, box.y + box.height)
        let columns = [(box.x, box.y), (right, box.y), (box.x, bottom), (right, bottom)].map { map($0.0, $0.1).x }
        guard let first = columns.min(), let last = columns.max() else { return }
        for streak in registered.streaks
        where Double(streak.x) <= last && Double(streak.x + streak.width) >= first {
            throw .streakThroughTarget(page: registered.page, target.target.choice, column: streak.place)
        }
    }
}
