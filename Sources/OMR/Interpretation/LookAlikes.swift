import ElectionModel
import Raster

/// Shapes of a page that look like its targets and are none of the layout's: bubbles for a voter's number, boxes of a form.
///
/// They are no words, for people fill them as they fill targets. A round letter of a name may be as large; but it has neighbours,
/// and it stands in no row or column of its like.
struct LookAlikes {
    /// Their boxes with their outlines, in work pixels.
    let boxes: [WorkBox]

    /// How much a shape's size may differ from a target's, and the share of a target's rim that it has.
    private static let (sizeTolerance, rimShare) = (0.15, 0.85)
    /// White on both sides, in widths: letters stand closer.
    private static let white = 0.3
    /// Others that stand in a row or column with it, and by how many work pixels they may be off.
    private static let (leastInLine, lineTolerance) = (3, 4)

    /// - Parameters:
    ///   - targets: boxes of the page's targets, which are of one size or nearly.
    ///   - page: its print.
    init(of targets: [WorkBox], _ shape: TargetShape?, on page: Bitmap) {
        let sizes = targets.sorted { $0.width < $1.width }
        guard let shape, let size = sizes.isEmpty ? nil : sizes[sizes.count / 2] else {
            boxes = []
            return
        }
        let alike = InkPieces(of: page).pieces.filter { piece in
            abs(Double(piece.width) - size.width) <= Self.sizeTolerance * size.width
                && abs(Double(piece.height) - size.height) <= Self.sizeTolerance * size.height
                && Self.hasRim(piece, shape, on: page) && Self.standsAlone(piece, on: page)
        }
        let places = alike.map {
            WorkBox(x: Double($0.x), y: Double($0.y), width: Double($0.width), height: Double($0.height))
        }
        let tolerance = Double(Self.lineTolerance)
        boxes = places.filter { place in
            guard !targets.contains(where: { $0.intersects(place) }) else { return false }
            let (rows, columns) = (
                places.count { abs($0.y - place.y) <= tolerance }, places.count { abs($0.x - place.x) <= tolerance }
            )
            return max(rows, columns) > Self.leastInLine
        }
    }

    private static func hasRim(_ piece: InkPieces.Piece, _ shape: TargetShape, on page: Bitmap) -> Bool {
        let here = page.cropped(x: piece.x, y: piece.y, width: piece.width, height: piece.height)
        let box = WorkBox(x: 0, y: 0, width: Double(piece.width), height: Double(piece.height))
        func filled(inset: Double) -> Bitmap {
            Bitmap(width: piece.width, height: piece.height, shape: shape, in: box, inset: inset)
        }
        let rim = filled(inset: 0).subtracting(filled(inset: 2))
        return Double(here.dilated().overlap(with: rim)) >= rimShare * Double(rim.inkCount)
    }

    private static func standsAlone(_ piece: InkPieces.Piece, on page: Bitmap) -> Bool {
        let white = Int((Self.white * Double(piece.width)).rounded(.up))
        return [piece.x - white, piece.x + piece.width].allSatisfy {
            page.inkCount(x: $0, y: piece.y, width: white, height: piece.height) == 0
        }
    }
}
