import ElectionModel
import Evidence
import OMR
import Raster

/// The account of a side's ink as `scand interpret --account` writes it.
struct AccountText: Encodable {
    /// What is printed of the side, too.
    let side: SideLine
    /// Pixels; nil where no page was found.
    var ink: Ink?
    var strokes: [Stroke]?

    /// Pixels of the page's frame: the side's ink is `found`, `new` and `specks`, the page's print has `missing`.
    struct Ink: Encodable {
        let width, height, side, found, new, specks, print, missing, growth: Int
    }

    struct Stroke: Encodable {
        /// x, y, width and height in the page's frame, in which the drawing is.
        let box: [Int]
        /// In pixels of the image, clockwise from the top left of the page.
        let corners: [[Double]]
        let area: Int
        let thickness: Double
        let darkness: Double?
        let targets: [Part]
    }

    struct Part: Encodable {
        let contest, option: String
        let area: Int
        let isMost: Bool
    }

    init(_ side: SideLine, _ account: InkAccount?) {
        self.side = side
        guard let account else { return }
        let (found, new, specks) = (account.found.inkCount, account.new.inkCount, account.specks.inkCount)
        ink = Ink(
            width: account.found.width, height: account.found.height, side: found + new + specks, found: found,
            new: new, specks: specks, print: account.printCount, missing: account.missing.inkCount,
            growth: account.growth)
        strokes = account.strokes?.map { stroke in
            Stroke(
                box: [stroke.box.x, stroke.box.y, stroke.box.width, stroke.box.height],
                corners: stroke.corners.map { [$0.x.rounded(), $0.y.rounded()] }, area: stroke.area,
                thickness: SideLine.rounded(stroke.thickness), darkness: stroke.darkness.map(SideLine.rounded),
                targets: stroke.parts.map {
                    Part(
                        contest: $0.choice.contest.rawValue, option: $0.choice.option.rawValue, area: $0.area,
                        isMost: $0.isMost)
                })
        }
    }
}
