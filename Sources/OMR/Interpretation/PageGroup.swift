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
        /// True where a member has `leastInk` of its own; else members differ by a letter or a digit.
        let differsByWords: Bool
        /// Print of each member, seen from the representative.
        let prints: [Bitmap]
        /// The same, grown by two pixels; and of all members together.
        let grownPrints: [Bitmap]
        let allGrown: Bitmap
        /// Print that not all members have.
        let differing: Bitmap
        /// The same in shades, with a rim of `OptionPrint.rim` pixels all round.
        let shades: [InkShades]

        /// False where every pixel of two members' print has the other's ink beside it, but for a few: no letter differs.
        func mayDiffer(_ first: Int, _ second: Int) -> Bool {
            PageGroup.mayDiffer(prints[first], prints[second])
        }

        /// The most ink that two members' print differs by in one place, in pixels.
        func stray(_ first: Int, _ second: Int) -> Double {
            max(
                shades[first].stray(beyond: shades[second], print: grownPrints[first]),
                shades[second].stray(beyond: shades[first], print: grownPrints[second]))
        }
    }

    /// Pixels along a tile's side.
    static let tile = 64
    /// Least ink by which a tile must differ; less is the ragged edge of common print.
    static let leastInk = 16
    /// Least ink in one place by which a tile must differ where it does not by `leastInk`: twice what a word of the right page may
    /// have, as one digit for another does.
    static let leastStray = 2 * OptionWords.stray.least
    /// Pixels of ink with none beside them below which shades need not be compared.
    private static let leastUnlike = 4
    /// Share of the representative's landmarks that a page must show to belong to its group.
    static let leastAlike = 0.5

    /// Whether print decides between two members: ink of one's own, or a letter.
    func tells(_ first: Int, from second: Int) -> Bool {
        let own = differences.reduce(0) { sum, tile in
            let mine = tile.prints[first].subtracting(tile.grownPrints[second]).inkCount
            let theirs = tile.prints[second].subtracting(tile.grownPrints[first]).inkCount
            return sum + (mine >= Self.leastInk ? mine : 0) + (theirs >= Self.leastInk ? theirs : 0)
        }
        return own >= OwnInk.leastEvidence || differences.contains { $0.stray(first, second) >= Self.leastStray }
    }

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
                    prints[index].inkCount(outside: grown[0]) >= leastInk
                        || prints[0].inkCount(outside: grown[index]) >= leastInk
                }
                let mayDiffer = prints.indices.contains { Self.mayDiffer(prints[0], prints[$0]) }
                guard differs || mayDiffer else { continue }
                let difference = Difference(
                    x: x, y: y, differsByWords: differs, prints: prints, grownPrints: grown,
                    allGrown: grown.reduce(grown[0]) { $0.union($1) },
                    differing: prints.reduce(prints[0]) { $0.union($1) }.subtracting(
                        grown.reduce(grown[0]) { $0.intersection($1) }),
                    shades: members.map { shades(of: pages[$0.page], $0.map, x, y) })
                if differs || prints.indices.contains(where: { difference.stray(0, $0) >= leastStray }) {
                    found.append(difference)
                }
            }
        }
        return found
    }

    /// False where every pixel of two prints has the other's ink beside it, but for a few.
    fileprivate static func mayDiffer(_ one: Bitmap, _ other: Bitmap) -> Bool {
        one.inkCount(outside: other.spread(.cross)) >= leastUnlike
            || other.inkCount(outside: one.spread(.cross)) >= leastUnlike
    }

    /// A tile of a page, as the representative's coordinates show it.
    private static func print(of page: ReferencePage, _ map: LocalMap?, _ x: Int, _ y: Int) -> Bitmap {
        guard let map else { return page.print.cropped(x: x, y: y, width: tile, height: tile) }
        return page.print.sampled(through: toPage(map, x, y), width: tile, height: tile)
    }

    private static func shades(of page: ReferencePage, _ map: LocalMap?, _ x: Int, _ y: Int) -> InkShades {
        let rim = OptionPrint.rim
        let place = map.map { toPage($0, x, y) } ?? Affine(xx: 1, xy: 0, dx: Double(x), yx: 0, yy: 1, dy: Double(y))
        return page.side.shades(
            through: place.after(Affine(xx: 1, xy: 0, dx: Double(-rim), yx: 0, yy: 1, dy: Double(-rim))),
            width: tile + 2 * rim, height: tile + 2 * rim, ink: page.ink)
    }

    /// From a tile's pixels to where a map puts them.
    private static func toPage(_ map: LocalMap, _ x: Int, _ y: Int) -> Affine {
        let middle = Double(tile - 1) / 2
        return map.affine(at: Double(x) + middle, Double(y) + middle)
            .after(Affine(xx: 1, xy: 0, dx: Double(x), yx: 0, yy: 1, dy: Double(y)))
    }
}

extension InkShades {
    /// The most ink in one place of a tile that another tile of the group does not have.
    ///
    /// - Parameter print: where the page has print: voters write elsewhere.
    func stray(beyond other: InkShades, print: Bitmap) -> Double {
        let (rim, tile) = (OptionPrint.rim, PageGroup.tile)
        let elsewhere = Bitmap(full: width, height).subtracting(
            print.cropped(x: -rim, y: -rim, width: width, height: height))
        return excess(
            over: other.spread(.cross), margin: OptionWords.margin, in: (rim..<rim + tile, rim..<rim + tile),
            butFor: elsewhere
        ).densest(side: OptionWords.square)
    }
}
