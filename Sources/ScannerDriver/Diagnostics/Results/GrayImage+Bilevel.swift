import Raster

extension GrayImage {
    /// Whether the picture holds full black and full white alone: the scanner, or a file format, has drawn the line already, and
    /// what lies under it is not seen any more.
    var isBilevel: Bool {
        let counts = Histogram(of: self).counts
        return counts[0] + counts[255] == pixels.count
    }

    /// What to do about such a picture.
    static let bilevelAdvice = "Scan in gray (8 bits), not in black and white."
}
