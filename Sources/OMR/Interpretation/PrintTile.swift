import Raster

/// A piece of a reference page's print that must be found again: together the tiles cover all print outside the targets.
///
/// Landmarks say *where* a page lies; tiles say whether it *is* that page. A page of another election from the same printer
/// shares frame, timing marks and instructions, but not the names.
struct PrintTile: Sendable {
    /// Top left corner in work pixels of the reference page.
    let x, y: Int
    let template: PatchTemplate

    /// Pixels along a side.
    static let size = 64
    /// How far from its expected place a tile is looked for, in work pixels.
    static let reach = 3
    /// Share of a tile's ink that must be there.
    static let leastFound = 0.8
    /// Least ink in a tile that says something: a few letters.
    static let leastInk = 60

    /// Cuts a page's print, without its targets, into tiles: every second one, as on a chessboard. They only say how much of
    /// the page is there; the words beside each target are looked at one by one.
    static func tiles(of print: Bitmap) -> [PrintTile] {
        var tiles: [PrintTile] = []
        for y in stride(from: 0, to: print.height, by: size) {
            for x in stride(from: 0, to: print.width, by: size) where (x + y) / size % 2 == 0 {
                let piece = print.cropped(x: x, y: y, width: size, height: size)
                guard piece.inkCount >= leastInk else { continue }
                tiles.append(PrintTile(x: x, y: y, template: PatchTemplate(piece)))
            }
        }
        return tiles
    }

    /// Whether the tile's print is there on a side, forgiving a pixel; nil when the tile lies outside the scan.
    ///
    /// - Parameter there: the page's print that has ink beside it where the map puts it.
    func isFound(on side: Bitmap, _ map: LocalMap, there: Bitmap) -> Bool? {
        let middle = Double(Self.size - 1) / 2
        let local = map.affine(at: Double(x) + middle, Double(y) + middle)
        let centre = local(Double(x) + middle, Double(y) + middle)
        let margin = 24.0
        guard centre.x >= margin, centre.y >= margin, centre.x < Double(side.width) - margin,
            centre.y < Double(side.height) - margin
        else { return nil }
        // Most lie where they should: only the others are searched for.
        let found = there.inkCount(x: x, y: y, width: Self.size, height: Self.size)
        if Double(found) >= Self.leastFound * Double(template.inkCount) { return true }
        let reach = Self.reach
        let window = side.sampled(
            through: local.after(Affine(xx: 1, xy: 0, dx: Double(x - reach), yx: 0, yy: 1, dy: Double(y - reach))),
            width: Self.size + 2 * reach, height: Self.size + 2 * reach)
        let match = template.bestMatch(in: window)
        return template.agreement(in: window, x: match.x, y: match.y).found >= Self.leastFound
    }
}
