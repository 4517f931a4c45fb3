import Raster

/// A piece of a reference page's print that must be found again: together the tiles cover all print outside the targets.
///
/// Landmarks say *where* a page lies; tiles say whether it *is* that page. A page of another election from the same printer
/// shares frame, timing marks and instructions, but not the names.
struct PrintTile: Sendable {
    /// Top left corner in work pixels of the reference page.
    let x, y: Int
    let print: Bitmap
    private let template: PatchTemplate

    /// Pixels along a side.
    static let size = 64
    /// How far from its expected place a tile is looked for, in work pixels.
    static let reach = 3
    /// Least ink in a tile that says something: a few letters.
    static let leastInk = 60

    private init(x: Int, y: Int, print: Bitmap) {
        self.x = x
        self.y = y
        self.print = print
        template = PatchTemplate(print)
    }

    static func tiles(of bitmap: Bitmap, keepOut: [WorkBox]) -> [PrintTile] {
        var tiles: [PrintTile] = []
        for y in stride(from: 0, to: bitmap.height, by: size) {
            for x in stride(from: 0, to: bitmap.width, by: size) {
                var piece = bitmap.cropped(x: x, y: y, width: size, height: size)
                for box in keepOut {
                    piece.clear(
                        x: Int(box.x) - x, y: Int(box.y) - y,
                        width: Int(box.width.rounded(.up)) + 1, height: Int(box.height.rounded(.up)) + 1)
                }
                guard piece.inkCount >= leastInk else { continue }
                tiles.append(PrintTile(x: x, y: y, print: piece))
            }
        }
        return tiles
    }

    /// The side's ink where the tile lies; nil when that is outside the scan.
    func sighting(on side: Bitmap, _ map: LocalMap) -> Bitmap? {
        let middle = Double(Self.size - 1) / 2
        let local = map.affine(at: Double(x) + middle, Double(y) + middle)
        let centre = local(Double(x) + middle, Double(y) + middle)
        let margin = 24.0
        guard centre.x >= margin, centre.y >= margin, centre.x < Double(side.width) - margin,
            centre.y < Double(side.height) - margin
        else { return nil }
        let reach = Self.reach
        let window = side.sampled(
            through: local.after(
                Affine(xx: 1, xy: 0, dx: Double(x - reach), yx: 0, yy: 1, dy: Double(y - reach))),
            width: Self.size + 2 * reach, height: Self.size + 2 * reach)
        let match = template.bestMatch(in: window)
        return window.cropped(x: match.x, y: match.y, width: Self.size, height: Self.size)
    }

    /// Share of the tile's print that is there on a side, forgiving a pixel; nil when the tile lies outside the scan.
    func shareFound(on side: Bitmap, _ map: LocalMap) -> Double? {
        guard let seen = sighting(on: side, map) else { return nil }
        return template.agreement(in: seen, x: 0, y: 0).found
    }
}
