import Raster

/// Telling two pages apart that both fit a side: by the print that one has and the other has not.
///
/// Ballot styles of one election may differ in a single word or in the order of names. Where both pages can be laid on the
/// side, each is laid on the other through it; what then sticks out is the evidence, and it is looked for on the side.
struct PageDistinction {
    let side: Bitmap
    let one: (page: ReferencePage, map: LocalMap)
    let other: (page: ReferencePage, map: LocalMap)

    /// Own ink of a page, and how much of it is on the side.
    struct Evidence {
        var ink = 0
        var found = 0

        /// Least own ink that proves anything: two letters.
        static let least = 40
        /// A page whose own ink is missing to this share is not the page: chance finds about half of it among other words.
        static let present = 0.7

        /// The page has print of its own here.
        var exists: Bool { ink >= Self.least }
        /// The page has print of its own, and it is not on the side.
        var isMissing: Bool { exists && Double(found) < Self.present * Double(ink) }
    }

    /// Which of the two pages the side shows.
    enum Verdict { case one, other, neither, undecided }

    func verdict() -> Verdict {
        let mine = evidence(for: one, against: other)
        let theirs = evidence(for: other, against: one)
        return switch (mine.isMissing, theirs.isMissing) {
        case (true, true): .neither
        case (false, true): .one
        case (true, false): .other
        // Nothing is missing: then the page whose own print is there has it, if the other has none to show.
        case (false, false) where mine.exists && !theirs.exists: .one
        case (false, false) where theirs.exists && !mine.exists: .other
        case (false, false): .undecided
        }
    }

    func evidence(
        for mine: (page: ReferencePage, map: LocalMap), against theirs: (page: ReferencePage, map: LocalMap)
    ) -> Evidence {
        var evidence = Evidence()
        for tile in mine.page.tiles {
            guard let seen = tile.sighting(on: side, mine.map) else { continue }
            let size = PrintTile.size
            let (x, y) = (Double(tile.x), Double(tile.y))
            let there = theirs.map.inverse(near: mine.map.affine(at: x + 31.5, y + 31.5), at: x + 31.5, y + 31.5)
            let counterpart = theirs.page.side.bitmap.sampled(
                through: there.after(Affine(xx: 1, xy: 0, dx: x, yx: 0, yy: 1, dy: y)), width: size, height: size)
            let own = tile.print.subtracting(counterpart.dilated().dilated().dilated())
            let ink = own.inkCount
            guard ink >= Self.leastTileInk else { continue }
            evidence.ink += ink
            evidence.found += own.overlap(with: seen.dilated())
        }
        return evidence
    }

    /// Own ink in a tile below which it is the ragged edge of common print.
    static let leastTileInk = 16
}

extension LocalMap {
    /// The way from another page's place, through the side, to this page.
    ///
    /// - Parameters:
    ///   - outer: the other page's map around the place, to the side.
    ///   - x: the place on the other page, in its work pixels.
    ///   - y: its row.
    /// - Returns: the map from the other page to this page around that place.
    func inverse(near outer: Affine, at x: Double, _ y: Double) -> Affine {
        let target = outer(x, y)
        guard let start = global.inverse else { return .identity }
        var place = start(target.x, target.y)
        var back = start
        // Two steps are exact to a small part of a pixel: the maps change slowly.
        for _ in 0..<2 {
            guard let local = affine(at: place.x, place.y).inverse else { break }
            back = local
            place = back(target.x, target.y)
        }
        return back.after(outer)
    }
}
