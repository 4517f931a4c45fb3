import Raster

/// Pages that are one form but for a few words: found once as a group, then told apart by the print in which they differ.
///
/// The styles of an election share frame, headings and most contests. Looking for each of 22 styles would take 22 times as
/// long and still leave the last word to the few places where they differ; so the first page of a group stands for all, and
/// only those places are looked at for each.
struct PageGroup: Sendable {
    /// Index of the page that stands for the group.
    let representative: Int
    let members: [Member]
    /// Places where at least one member differs from the representative.
    let differences: [Difference]

    struct Member: Sendable {
        /// Index of the page.
        let page: Int
        /// From the representative's work pixels to this page's; nil for the representative itself.
        let map: LocalMap?
    }

    /// A tile of the representative's page, and what each member has printed there.
    struct Difference: Sendable {
        let x, y: Int
        /// Print of each member, seen from the representative.
        let prints: [Bitmap]
        /// The same, grown by two pixels.
        let grownPrints: [Bitmap]
    }

    /// Pixels along a tile's side.
    static let tile = 64
    /// Least ink by which a tile must differ; less is the ragged edge of common print.
    static let leastInk = 16
    /// Share of the representative's landmarks that a page must show to belong to its group.
    static let leastAlike = 0.5

    /// Sorts pages into groups.
    static func groups(of pages: [ReferencePage]) -> [PageGroup] {
        var founded: [(representative: Int, members: [Member])] = []
        for index in pages.indices {
            let home = founded.indices.lazy.compactMap { place in
                likeness(of: pages[index], to: pages[founded[place].representative]).map { (place, $0) }
            }.first
            if let (place, map) = home {
                founded[place].members.append(Member(page: index, map: map))
            } else {
                founded.append((index, [Member(page: index, map: nil)]))
            }
        }
        return founded.map { PageGroup($0.representative, $0.members, pages) }
    }

    private init(_ representative: Int, _ members: [Member], _ pages: [ReferencePage]) {
        self.representative = representative
        self.members = members
        differences = members.count < 2 ? [] : Self.differences(between: members, pages[representative], pages)
    }

    /// How a page lies under another that it resembles; nil when it does not.
    private static func likeness(of page: ReferencePage, to model: ReferencePage) -> LocalMap? {
        let search = PoseSearch(page.pose.profiles)
        for guess in search.guesses([model.pose], usualOnly: true) where guess.rotation == .upright {
            let matching = LandmarkMatching(page: model, side: page.side, coarse: page.coarse)
            guard let start = matching.coarseMatches(around: guess.map), let result = matching.fineMatches(from: start)
            else { continue }
            if Double(result.map.matches.count) >= leastAlike * Double(model.landmarks.count) { return result.map }
        }
        return nil
    }

    private static func differences(
        between members: [Member], _ model: ReferencePage, _ pages: [ReferencePage]
    ) -> [Difference] {
        var found: [Difference] = []
        for y in stride(from: 0, to: model.side.bitmap.height, by: tile) {
            for x in stride(from: 0, to: model.side.bitmap.width, by: tile) {
                let prints = members.map { print(of: pages[$0.page], $0.map, x, y) }
                let grown = prints.map { $0.dilated().dilated() }
                let differs = prints.indices.contains { index in
                    prints[index].subtracting(grown[0]).inkCount >= leastInk
                        || prints[0].subtracting(grown[index]).inkCount >= leastInk
                }
                if differs { found.append(Difference(x: x, y: y, prints: prints, grownPrints: grown)) }
            }
        }
        return found
    }

    /// A tile of a page, as the representative's coordinates show it.
    private static func print(of page: ReferencePage, _ map: LocalMap?, _ x: Int, _ y: Int) -> Bitmap {
        guard let map else { return page.print.cropped(x: x, y: y, width: tile, height: tile) }
        let middle = Double(tile - 1) / 2
        let local = map.affine(at: Double(x) + middle, Double(y) + middle)
        return page.print.sampled(
            through: local.after(Affine(xx: 1, xy: 0, dx: Double(x), yx: 0, yy: 1, dy: Double(y))), width: tile,
            height: tile)
    }
}
