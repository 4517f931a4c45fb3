import Raster

/// The words nearest to a target, by which the reader knows that this box is that option's.
///
/// Where ballot styles differ in the order of names, the boxes stand in the same places: only the words beside them tell
/// which option a mark is for. If they are not there, the page is not the page that it seems.
///
/// ```
///   words   [ ] words       an oval left of its name, words of the next column on the left
///   Name .......... [ ]     a box far right of its name
/// ```
struct OptionPrint: Sendable {
    let pieces: [(left: Int, top: Int, template: PatchTemplate)]

    /// Width of a piece, in target widths.
    static let pieceInWidths = 3.0
    /// How far to each side words are looked for, in pieces: across a letter page.
    static let furthestPiece = 16
    /// Pieces with words that are taken on each side.
    static let piecesPerSide = 2
    /// Least ink of a piece that says something: a few letters.
    static let leastInk = 60
    /// A row of a piece with more ink than this share is a rule, and says nothing.
    static let ruleShare = 0.7
    /// How far from its expected place a piece is looked for, in work pixels.
    static let searchReach = 4

    init(of box: WorkBox, on page: Bitmap, keepOut: [WorkBox]) {
        let width = max(64, Int((box.width * Self.pieceInWidths).rounded()))
        let gap = Int((box.width * 0.3).rounded())
        let band = (top: Int((box.y - box.height * 0.15).rounded()), height: Int((box.height * 1.3).rounded()))
        let toTheLeft = (1...Self.furthestPiece).map { Int(box.x) - gap - $0 * width }
        let toTheRight = (0..<Self.furthestPiece).map { Int(box.x + box.width) + gap + $0 * width }
        pieces = [toTheLeft, toTheRight].flatMap { starts in
            starts.lazy.filter { $0 + width > 0 && $0 < page.width }.compactMap { left in
                Self.words(left, band.top, width, band.height, on: page, keepOut).map { (left, band.top, $0) }
            }.prefix(Self.piecesPerSide)
        }
    }

    /// The words of a piece, if it has any.
    private static func words(
        _ left: Int, _ top: Int, _ width: Int, _ height: Int, on page: Bitmap, _ keepOut: [WorkBox]
    ) -> PatchTemplate? {
        var print = page.cropped(x: left, y: top, width: width, height: height)
        for other in keepOut {
            print.clear(
                x: Int(other.x) - left, y: Int(other.y) - top,
                width: Int(other.width.rounded(.up)) + 1, height: Int(other.height.rounded(.up)) + 1)
        }
        for row in 0..<height
        where Double(print.inkCount(x: 0, y: row, width: width, height: 1)) > ruleShare * Double(width) {
            print.clear(x: 0, y: row, width: width, height: 1)
        }
        return print.inkCount >= leastInk ? PatchTemplate(print) : nil
    }

    /// Share of the words that is there on a side, forgiving a pixel; 1 where there are none to look for.
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
