public import ElectionModel
import Raster

/// Stage 3 of a sheet's life: a page of the layout found on a side. Having one means that registration succeeded.
public struct Registration: Sendable {
    /// The page that was found.
    public let page: PageID
    /// How far the page is turned clockwise in the image: 0, 90, 180 or 270 degrees.
    public let rotation: Int
    /// Landmarks found and those whose place falls on the scan.
    public let landmarksFound: Int
    /// Landmarks whose place lies inside the picture.
    public let landmarksVisible: Int
    /// Root mean square distance of a landmark from where its neighbours put it, in work pixels.
    public let residual: Double
    /// Share of the page's pieces of print that were found again, 0 to 1.
    public let printFound: Double

    /// How much bolder the side's strokes are than the blank page's, in work pixels on each side of a stroke; at least 2.
    public let strokeGrowth: Int
    /// Share of ink far from print: specks of dirt.
    let dust: Double
    /// Lines of dirt down the side that touch no target; where they do, the page is refused.
    public let streaks: [Streak]

    /// Where the page lies, place by place: from work pixels of the reference page to work pixels of the side.
    let map: LocalMap
    let pageIndex: Int

    /// Least share of the visible landmarks that must be found.
    static let leastLandmarks = 0.5
    /// Least share of the page's print that must be found. A heading that was set anew for a precinct costs up to 30 %
    /// (vw-choctaw-legal); that the page is the right one is known by the words beside each target.
    static let leastPrint = 0.6
    /// Greatest residual in work pixels.
    static let greatestResidual = 2.5

    /// Where a place of the reference page lies in the scanned image.
    ///
    /// - Parameters:
    ///   - x: column in work pixels of the reference page.
    ///   - y: row.
    /// - Returns: column and row in work pixels of the side.
    public func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        map.affine(at: x, y)(x, y)
    }
}

/// Making a `Registration` from landmarks of blank pages, and laying the side under the page.
struct LandmarkRegistration {
    let pages: [ReferencePage]
    private let groups: [PageGroup]

    init(pages: [ReferencePage]) {
        groups = PageGroup.groups(of: pages)
        self.pages = pages.map(\.withoutGrays)
    }

    /// Pages that are one form, pair by pair, and differ by too little print to decide between them.
    var undecidable: [(first: Int, second: Int)] {
        groups.flatMap { group in
            group.members.indices.flatMap { second in
                (0..<second).filter { !group.tells($0, from: second) }.map {
                    (first: group.members[$0].page, second: group.members[second].page)
                }
            }
        }
    }

    /// Finds the page that a side shows.
    ///
    /// - Throws: `UnreadableReason` when no page fits or more than one does.
    func register(
        _ side: BinarizedSide
    ) throws(UnreadableReason) -> (registration: Registration, aligned: AlignedSide) {
        let search = PoseSearch(PrintProfiles(of: side.density))
        let coarse = side.density.bitmap(atLeast: Landmark.coarseInk)
        var closest: Sighting?
        for usualOnly in [true, false] {
            let guesses = search.guesses(groups.map { pages[$0.representative].pose }, usualOnly: usualOnly)
            guard let sighting = bestSighting(guesses, side, coarse) else { continue }
            if sighting.share >= Registration.leastLandmarks {
                return try identified(sighting, side, coarse)
            }
            if sighting.share > closest?.share ?? 0 { closest = sighting }
        }
        throw .unrecognisedPage(
            closest: closest.map { pages[groups[$0.group].representative].layout.id },
            matched: closest?.result.map.matches.count ?? 0, expected: closest?.result.visible ?? 0)
    }

    /// A group's form found on a side.
    private struct Sighting {
        let group: Int
        let rotation: Rotation
        let result: LandmarkMatching.Result

        /// Share of the visible landmarks that was found.
        var share: Double { Double(result.map.matches.count) / Double(max(1, result.visible)) }
    }

    /// The form that fits best among the guessed poses.
    private func bestSighting(
        _ guesses: some Sequence<PoseGuess>, _ side: BinarizedSide, _ coarse: Bitmap
    ) -> Sighting? {
        var starts: [(guess: PoseGuess, matching: LandmarkMatching, matches: [LocalMap.Match], global: Affine)] = []
        for guess in guesses {
            let matching = LandmarkMatching(
                page: pages[groups[guess.page].representative], side: side, coarse: coarse)
            guard let (matches, global) = matching.coarseMatches(around: guess.map) else { continue }
            starts.append((guess, matching, matches, global))
            // Nothing else can fit as well.
            if matches.count * 10 >= matching.page.landmarks.count * 8 { break }
        }
        starts.sort { a, b in
            a.matches.count * b.matching.page.landmarks.count > b.matches.count * a.matching.page.landmarks.count
        }
        var best: Sighting?
        for start in starts.prefix(Self.finelyMatched) {
            guard let result = start.matching.fineMatches(from: (start.matches, start.global)) else { continue }
            let sighting = Sighting(group: start.guess.page, rotation: start.guess.rotation, result: result)
            if sighting.share > best?.share ?? 0 { best = sighting }
            if sighting.share >= 0.8 { break }
        }
        return best
    }

    /// Poses that are matched to the pixel, best first.
    private static let finelyMatched = 3

    /// The one page of the group that the side shows.
    private func identified(
        _ sighting: Sighting, _ side: BinarizedSide, _ coarse: Bitmap
    ) throws(UnreadableReason) -> (registration: Registration, aligned: AlignedSide) {
        let group = groups[sighting.group]
        let decision = GroupDecision(
            group: group, side: side, map: sighting.result.map,
            landmarks: pages[group.representative].landmarks)
        let member: PageGroup.Member
        switch decision.verdict() {
        case .member(let place): member = group.members[place]
        case .undecided(let a, let b):
            throw .ambiguousPage(pages[group.members[a].page].layout.id, pages[group.members[b].page].layout.id)
        }
        var result = sighting.result
        if let map = member.map {
            let matching = LandmarkMatching(page: pages[member.page], side: side, coarse: coarse)
            let start = matching.start(from: sighting.result.map, through: map)
            guard let refined = matching.fineMatches(from: start) else { throw unrecognised(sighting) }
            result = refined
        }
        return try checked(result, page: member.page, sighting.rotation, side)
    }

    /// The registration, if enough of the page's landmarks and print are there.
    private func checked(
        _ result: LandmarkMatching.Result, page index: Int, _ rotation: Rotation, _ side: BinarizedSide
    ) throws(UnreadableReason) -> (registration: Registration, aligned: AlignedSide) {
        let page = pages[index]
        guard let growth = result.growth else { throw .blurred(page: page.layout.id) }
        let map = result.map.gridded(width: page.side.bitmap.width, height: page.side.bitmap.height)
        let streaks = StreakSearch(side: side).streaks(besidePrintOf: page, map)
        let aligned = AlignedSide(side, to: page, through: map, without: streaks)
        let there = page.print.intersection(aligned.grown)
        let tiles = page.tiles.compactMap { $0.isFound(on: side.bitmap, map, there: there) }
        let found = tiles.reduce(0) { $0 + ($1 ? 1 : 0) }
        let registration = Registration(
            page: page.layout.id, rotation: rotation.rawValue, landmarksFound: result.map.matches.count,
            landmarksVisible: result.visible, residual: result.residual,
            printFound: Double(found) / Double(max(1, page.tiles.count)), strokeGrowth: growth, dust: result.dust,
            streaks: streaks, map: map,
            pageIndex: index)
        var isSeenAtAngle: Bool { result.map.isSeenAtAngle(over: page.side.bitmap) }
        guard result.residual <= Registration.greatestResidual else {
            guard !isSeenAtAngle else { throw .photographed(page: page.layout.id) }
            throw .poorRegistration(page: page.layout.id, residual: result.residual)
        }
        guard registration.printFound >= Registration.leastPrint else {
            guard !isSeenAtAngle else { throw .photographed(page: page.layout.id) }
            throw .printMissing(page: page.layout.id, found: registration.printFound)
        }
        guard
            Double(registration.landmarksFound) >= Registration.leastLandmarks * Double(result.visible)
        else {
            throw .unrecognisedPage(
                closest: page.layout.id, matched: registration.landmarksFound, expected: result.visible)
        }
        return (registration, aligned)
    }

    private func unrecognised(_ sighting: Sighting) -> UnreadableReason {
        .unrecognisedPage(
            closest: pages[groups[sighting.group].representative].layout.id,
            matched: sighting.result.map.matches.count, expected: sighting.result.visible)
    }
}
