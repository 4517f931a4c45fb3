import Raster

/// The words nearest to a target, by which the reader knows that this box is that option's.
///
/// Where ballot styles differ in the order of names, the boxes stand in the same places: only the words beside them tell
/// which option a mark is for. If they are not there, the page is not the page that it seems.
///
/// ```
///   next column   [ ] Name      an oval left of its name
///   Name .............. [ ]     a box far right of its name
/// ```
struct OptionPrint: Sendable {
    private let pieces: [(left: Int, top: Int, template: PatchTemplate)]

    /// Width of a piece, in target widths.
    static let pieceInWidths = 3.0
    /// Pieces with words that are taken.
    static let piecesPerTarget = 2
    /// Least ink of a piece that says something: a few letters.
    static let leastInk = 60
    /// A row of a piece with more ink than this share is a rule, and says nothing.
    static let ruleShare = 0.7
    /// A column with more: letters do not fill the height of a piece.
    static let verticalRuleShare = 0.9
    /// Share of a piece's ink from which it need not be searched for.
    static let clearlyFound = 0.95
    /// How far from its expected place a piece is looked for, in work pixels.
    static let searchReach = 4

    /// On which side of their targets the options' words stand, for a whole page.
    enum Side { case left, right }

    /// The side on which most of a page's targets have the nearer words. What stands on the other side belongs to the
    /// next column.
    static func side(of boxes: [WorkBox], on page: Bitmap, keepOut: [WorkBox]) -> Side {
        var votes = 0
        for box in boxes {
            let distances = [Side.left, .right].map { side in
                let lone = OptionPrint(of: box, side, on: page, keepOut: keepOut, pieceWidth: 12, leastInk: 12)
                return lone.pieces.first.map { (Double($0.left) + 6 - box.centre.x).magnitude } ?? .infinity
            }
            votes += distances[0] < distances[1] ? 1 : distances[0] > distances[1] ? -1 : 0
        }
        return votes > 0 ? .left : .right
    }

    /// Takes the words of one target.
    init(of box: WorkBox, _ side: Side, on page: Bitmap, keepOut: [WorkBox]) {
        self.init(
            of: box, side, on: page, keepOut: keepOut,
            pieceWidth: max(64, Int((box.width * Self.pieceInWidths).rounded())), leastInk: Self.leastInk)
    }

    private init(
        of box: WorkBox, _ side: Side, on page: Bitmap, keepOut: [WorkBox], pieceWidth width: Int, leastInk: Int
    ) {
        let gap = Int((box.width * 0.3).rounded())
        let band = (top: Int((box.y - box.height * 0.15).rounded()), height: Int((box.height * 1.3).rounded()))
        let furthest = page.width / width + 1
        let starts =
            switch side {
            case .left: (1...furthest).map { Int(box.x) - gap - $0 * width }
            case .right: (0..<furthest).map { Int(box.x + box.width) + gap + $0 * width }
            }
        let found = starts.lazy.filter { $0 + width > 0 && $0 < page.width }.compactMap { left in
            Self.words(left, band.top, width, band.height, on: page, keepOut, leastInk).map { (left, band.top, $0) }
        }
        pieces = Array(found.prefix(Self.piecesPerTarget))
    }

    /// The words of a piece, if it has any.
    private static func words(
        _ left: Int, _ top: Int, _ width: Int, _ height: Int, on page: Bitmap, _ keepOut: [WorkBox],
        _ leastInk: Int
    ) -> PatchTemplate? {
        var print = page.cropped(x: left, y: top, width: width, height: height)
        for other in keepOut { print.clear(other, left: left, top: top) }
        for row in 0..<height
        where Double(print.inkCount(x: 0, y: row, width: width, height: 1)) > ruleShare * Double(width) {
            print.clear(x: 0, y: row, width: width, height: 1)
        }
        for column in 0..<width
        where Double(print.inkCount(x: column, y: 0, width: 1, height: height)) > verticalRuleShare * Double(height) {
            print.clear(x: column, y: 0, width: 1, height: height)
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
            // Most words lie where they should; only the others are searched for.
            var share = template.agreement(in: window, x: reach, y: reach).found
            if share < Self.clearlyFound {
                let match = template.bestMatch(in: window)
                share = max(share, template.agreement(in: window, x: match.x, y: match.y).found)
            }
            ink += template.inkCount
            found += share * Double(template.inkCount)
        }
        return ink == 0 ? 1 : found / Double(ink)
    }
}
