public import Raster

/// Stage 2 of a sheet's life: one side as ink and paper, at the resolution at which the layout is read.
///
/// The stored dots per inch are never trusted: a side is scaled so that its longer edge has as many pixels as the layout's
/// reference pages have at work, and how large the print really is comes out of the registration.
public struct BinarizedSide: Sendable {
    /// Ink of the side at work resolution, without the scanner's dark border.
    public let bitmap: Bitmap
    /// The same at a quarter of the resolution.
    let density: DensityMap
    /// Cells of the density map from which a tint was taken off; nil where there was none.
    let tinted: Bitmap?
    /// Work pixels for one pixel of the image that came in.
    public let scale: Double
    /// How dark ink is, in 1/256 of the gray of the paper around it.
    public let inkShare: Int

    /// Scales and binarizes a gray image.
    ///
    /// - Parameters:
    ///   - image: one side as scanned, any resolution.
    ///   - longSide: pixels that the longer edge has at work.
    /// - Throws: `UnreadableReason` when the picture cannot be a scanned sheet at all.
    public init(_ image: GrayImage, longSide: Int) throws(UnreadableReason) {
        guard min(image.width, image.height) >= Self.leastSide else {
            throw .imageTooSmall(width: image.width, height: image.height)
        }
        guard max(image.width, image.height) <= Self.greatestAspect * min(image.width, image.height) else {
            throw .notAPage(width: image.width, height: image.height)
        }
        scale = Double(longSide) / Double(max(image.width, image.height))
        let scaled = image.scaled(
            toWidth: max(1, Int((Double(image.width) * scale).rounded())),
            height: max(1, Int((Double(image.height) * scale).rounded())))
        let paper = PaperMap(of: scaled)
        inkShare = paper.inkShare(of: scaled)
        let inked = try Bitmap(scaled, darkerThan: inkShare, of: paper).withoutDarkBorder()
        let inkedDensity = DensityMap(of: inked)
        let tint = Tint(of: inkedDensity)
        tinted = tint?.grown
        if let tint {
            bitmap = tint.takenOff(inked, image, scale: scale)
            density = DensityMap(of: bitmap)
        } else {
            (bitmap, density) = (inked, inkedDensity)
        }
    }

    /// Shortest edge of a picture that can hold a readable page: 60 pixels, 15 mm at 100 dpi.
    static let leastSide = 60
    /// Longest ballots known here are 8.5 x 22 inches (2.6 to 1); twice that is refused before any work.
    static let greatestAspect = 6
}
