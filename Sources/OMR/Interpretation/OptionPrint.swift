import Raster

/// The print beside a target, by which the reader knows that this box is that option's.
///
/// Where ballot styles differ in the order of names, the boxes stand in the same places: only the words beside them tell
/// which option a mark is for. If they are not there, the page is not the page that it seems.
struct OptionPrint: Sendable {
    private let pieces: [(left: Int, top: Int, template: PatchTemplate)]

    /// How far to both sides of the target its words are looked for, in target widths.
    static let reachInWidths = 5.0
    /// Least ink of a piece that says something.
    static let leastInk = 60
    /// How far from its expected place a piece is looked for, in work pixels.
    static let searchReach = 4

    init(of box: WorkBox, on page: Bitmap, keepOut: [WorkBox]) {
        let width = Int((box.width * Self.reachInWidths).rounded())
        let height = Int((box.height * 1.3).rounded())
        let top = Int((box.y - box.height * 0.15).rounded())
        let gap = Int((box.width * 0.3).rounded())
        let starts = [Int(box.x) - gap - width, Int(box.x + box.width) + gap]
        pieces = starts.compactMap { left in
            var print = page.cropped(x: left, y: top, width: width, height: height)
            for other in keepOut {
                print.clear(
                    x: Int(other.x) - left, y: Int(other.y) - top,
                    width: Int(other.width.rounded(.up)) + 1, height: Int(other.height.rounded(.up)) + 1)
            }
            guard print.inkCount >= Self.leastInk else { return nil }
            return (left, top, PatchTemplate(print))
        }
    }

    /// Share of the print that is there on a side, forgiving a pixel; 1 where there is none to look for.
    func shareFound(on side: Bitmap, _ map: LocalMap) -> Double {
        var (ink, found) = (0, 0.0)
        for (left, top, template) in pieces {
            let (x, y) = (Double(left) + Double(template.width) / 2, Double(top) + Double(template.height) / 2)
            let reach = Self.searchReach
            let window = side.sampled(
                through: map.affine(at: x, y).after(
                    Affine(xx: 1, xy: 0, dx: Double(left - reach), yx: 0, yy: 1, dy: Double(top - reach))),
                width: template.width + 2 * reach, height: template.height + 2 * reach)
            let match = template.bestMatch(in: window)
            ink += template.inkCount
            found += template.agreement(in: window, x: match.x, y: match.y).found * Double(template.inkCount)
        }
        return ink == 0 ? 1 : found / Double(ink)
    }
}
