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
        for (target, sighting) in zip(page.targets, sightings) {
            guard sighting.found >= ReferenceTarget.leastFound else {
                throw .targetNotFound(page: registered.page, target.target.choice)
            }
            guard sighting.wordsFound >= ReferenceTarget.leastWords else {
                throw .optionTextNotFound(page: registered.page, target.target.choice)
            }
            try checkNoStreak(target)
        }
        let growth = try growth(sightings)
        return zip(page.targets, sightings).map { target, sighting in
            TargetReading(
                choice: target.target.choice, mark: mark(sighting, growth),
                score: sighting.scores[growth], printFound: sighting.found, wordsFound: sighting.wordsFound)
        }
    }

    /// The class of a target. Ink that keeps to the rim is at most marginal: it may be the outline, badly printed.
    private func mark(_ sighting: ReferenceTarget.Sighting, _ growth: Int) -> MarkClass {
        let score = sighting.scores[growth]
        if score >= thresholds.marked, sighting.middleScore >= Self.leastMiddle { return .marked }
        return score >= thresholds.marginal ? .marginal : .unmarked
    }

    /// Share of a target's middle that a mark darkens at least: a thin line across it makes 10 %.
    private static let leastMiddle = 0.02

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
        let corners = [(box.x, box.y), (box.x + box.width, box.y), (box.x, box.y + box.height)].map { map($0.0, $0.1) }
            + [map(box.x + box.width, box.y + box.height)]
        let columns = corners.map(\.x)
        guard let left = columns.min(), let right = columns.max() else { return }
        for streak in registered.streaks
        where Double(streak.x) <= right && Double(streak.x + streak.width) >= left {
            throw .streakThroughTarget(page: registered.page, target.target.choice, column: streak.place)
        }
    }
}
