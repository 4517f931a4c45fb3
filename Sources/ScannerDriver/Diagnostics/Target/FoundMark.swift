import Raster

/// A mark of the target sheet where it was found in a picture.
struct FoundMark: Hashable {
    /// Its centre in pixels; pixel centres have whole coordinates.
    let x, y: Double
    let isDisc: Bool

    /// Share of a mark's box that its ink fills: a disc π/4 = 0.785, a ring of half radius three quarters of it = 0.589.
    /// Toner that spreads by 0.1 mm gives 0.64 for the ring; between the two lies a gap.
    static let ringFill = 0.48...0.68
    static let discFill = 0.70...0.86
    /// How far a mark's size may be from what the stated resolution says, as a share: stated resolutions are coarse, and a
    /// wrong one has to end in a refusal.
    static let sizeTolerance = 0.2

    /// All marks of a picture.
    static func all(in image: GrayImage, dpi: Double) -> [FoundMark] {
        let paper = PaperMap(of: image)
        guard let pieces = InkPieces(of: Bitmap(image, of: paper)) else { return [] }
        let size = 2 * TargetSheet.radius / 25.4 * dpi
        return pieces.pieces.compactMap { piece in
            guard (Double(piece.width) / size - 1).magnitude <= sizeTolerance,
                (Double(piece.height) / size - 1).magnitude <= sizeTolerance
            else { return nil }
            let fill = Double(piece.pixelCount) / Double(piece.width * piece.height)
            guard ringFill.contains(fill) || discFill.contains(fill),
                let centre = centre(of: piece, in: image, paper)
            else { return nil }
            // A disc's or ring's ink is balanced: letters and blots are not.
            let (middleX, middleY) = (Double(piece.left + piece.right) / 2, Double(piece.top + piece.bottom) / 2)
            guard (centre.x - middleX).magnitude < size * 0.06 + 0.5, (centre.y - middleY).magnitude < size * 0.06 + 0.5
            else { return nil }
            return FoundMark(x: centre.x, y: centre.y, isDisc: discFill.contains(fill))
        }
    }

    /// The centre of gravity of the ink, darker pixels weighing more: a mark's rim is gray, and says where between two pixels
    /// its edge lies.
    private static func centre(of piece: InkPiece, in image: GrayImage, _ paper: PaperMap) -> (x: Double, y: Double)? {
        let rim = 2
        let white = paper[
            min(paper.width - 1, (piece.left + piece.right) / 2 / PaperMap.tile),
            min(paper.height - 1, (piece.top + piece.bottom) / 2 / PaperMap.tile)]
        // What is hardly darker than paper is its texture.
        let level = white * 0.92
        var (sum, sumX, sumY) = (0.0, 0.0, 0.0)
        for y in max(0, piece.top - rim)...min(image.height - 1, piece.bottom + rim) {
            for x in max(0, piece.left - rim)...min(image.width - 1, piece.right + rim) {
                let weight = level - Double(image[x, y])
                guard weight > 0 else { continue }
                sum += weight
                sumX += weight * Double(x)
                sumY += weight * Double(y)
            }
        }
        return sum > 0 ? (sumX / sum, sumY / sum) : nil
    }
}
