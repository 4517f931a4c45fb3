public import ElectionModel
import Raster

/// Stage 3 of a sheet's life: a page of the layout found on a side. Having one means that registration succeeded.
public struct Registration: Sendable {
    public let page: PageID
    /// How far the page is turned clockwise in the image: 0, 90, 180 or 270 degrees.
    public let rotation: Int
    /// Landmarks found and those whose place falls on the scan.
    public let landmarksFound: Int
    public let landmarksVisible: Int
    /// Root mean square distance of a landmark from where its neighbours put it, in work pixels.
    public let residual: Double
    /// Share of the page's pieces of print that were found again, 0 to 1.
    public let printFound: Double

    /// Where the page lies, place by place: from work pixels of the reference page to work pixels of the side.
    let map: LocalMap
    let pageIndex: Int

    /// Least share of the visible landmarks that must be found.
    static let leastLandmarks = 0.5
    /// Least share of the page's print that must be found. Pages of other elections from the same printer reach 50 to 60 %.
    static let leastPrint = 0.75
    /// Share of a tile's ink that must be there for the tile to count as found.
    static let tileFound = 0.8
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

/// Making a `Registration` from landmarks of blank pages.
struct LandmarkRegistration {
    let pages: [ReferencePage]

    /// Finds the page that a side shows.
    ///
    /// - Throws: `UnreadableReason` when no page fits or more than one does.
    func register(_ side: BinarizedSide) throws(UnreadableReason) -> Registration {
        let search = PoseSearch(PrintProfiles(of: side.density))
        let coarse = side.density.bitmap(atLeast: Landmark.coarseInk)
        var closest: (page: PageID, found: Int, visible: Int)?
        for usualOnly in [true, false] {
            var found: [Registration] = []
            var tried = Set<Int>()
            for guess in search.guesses(pages.map(\.pose), usualOnly: usualOnly) where !tried.contains(guess.page) {
                let page = pages[guess.page]
                let matching = LandmarkMatching(page: page, side: side, coarse: coarse)
                guard let start = matching.coarseMatches(around: guess.map),
                    let result = matching.fineMatches(from: start)
                else { continue }
                if result.map.matches.count > closest?.found ?? 0 {
                    closest = (page.layout.id, result.map.matches.count, result.visible)
                }
                guard let registration = registration(result, guess, side) else { continue }
                tried.insert(guess.page)
                found.append(registration)
            }
            if let best = try decided(found, on: side.bitmap) { return best }
        }
        throw .unrecognisedPage(
            closest: closest?.page, matched: closest?.found ?? 0, expected: closest?.visible ?? 0)
    }

    private func registration(
        _ result: LandmarkMatching.Result, _ guess: PoseGuess, _ side: BinarizedSide
    ) -> Registration? {
        let page = pages[guess.page]
        let shares = page.tiles.compactMap { $0.shareFound(on: side.bitmap, result.map) }
        let found = shares.reduce(0) { $0 + ($1 >= Registration.tileFound ? 1 : 0) }
        let registration = Registration(
            page: page.layout.id, rotation: guess.rotation.rawValue,
            landmarksFound: result.map.matches.count, landmarksVisible: result.visible,
            residual: result.residual, printFound: Double(found) / Double(max(1, page.tiles.count)),
            map: result.map, pageIndex: guess.page)
        return registration
    }

    /// The one page that fits; nil when none does.
    ///
    /// - Throws: `UnreadableReason.ambiguousPage` when two pages fit and their differing print does not decide.
    private func decided(_ found: [Registration], on side: Bitmap) throws(UnreadableReason) -> Registration? {
        let good = found.filter {
            Double($0.landmarksFound) >= Registration.leastLandmarks * Double($0.landmarksVisible)
                && $0.printFound >= Registration.leastPrint && $0.residual <= Registration.greatestResidual
        }.sorted { ($0.printFound, $1.pageIndex) > ($1.printFound, $0.pageIndex) }
        var standing: Registration?
        var doubt: (Registration, Registration)?
        for candidate in good {
            guard let champion = standing else {
                standing = candidate
                continue
            }
            let distinction = PageDistinction(
                side: side, one: (pages[champion.pageIndex], champion.map),
                other: (pages[candidate.pageIndex], candidate.map))
            switch distinction.verdict() {
            case .one: break
            case .other: (standing, doubt) = (candidate, nil)
            case .neither: standing = nil
            case .undecided: doubt = (champion, candidate)
            }
        }
        if let doubt { throw .ambiguousPage(doubt.0.page, doubt.1.page) }
        return standing
    }
}
