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
    /// The side in gray at work resolution, and its paper; nil for blank pages that are made ready, of which only
    /// ink is kept.
    private(set) var grays: (image: GrayImage, paper: PaperMap)?

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
        grays = (tint.map { $0.clearedGray(scaled, bitmap, paper) } ?? scaled, paper)
    }

    /// The same without the gray.
    var withoutGrays: BinarizedSide {
        var side = self
        side.grays = nil
        return side
    }

    /// The grays of a side that is read.
    var seenGrays: (image: GrayImage, paper: PaperMap) {
        guard let grays else { preconditionFailure("of a blank page that is made ready only ink is kept") }
        return grays
    }

    /// A piece of the side in shades of ink, as seen through a map from the piece's pixels.
    ///
    /// - Parameter ink: how much darker the print's full ink is, as a share of the paper's gray.
    func shades(through map: Affine, width: Int, height: Int, ink: Double) -> InkShades {
        InkShades(
            of: seenGrays.image, through: map, width: width, height: height,
            paper: paper(around: map(Double(width) / 2, Double(height) / 2)), ink: ink)
    }

    /// Gray of the paper at a place.
    private func paper(around place: (x: Double, y: Double)) -> Double {
        let paper = seenGrays.paper
        return paper[
            min(max(0, Int(place.x) / PaperMap.tile), paper.width - 1),
            min(max(0, Int(place.y) / PaperMap.tile), paper.height - 1)]
    }

    /// The middle one of the grays of a piece of the side; nil where nothing but a mask is.
    func paperGray(through map: Affine, width: Int, height: Int, butFor mask: Bitmap) -> Double? {
        Histogram(
            of: seenGrays.image.sampled(through: map, width: width, height: height),
            where: Bitmap(full: width, height).subtracting(mask)
        ).value(above: 0.5).map(Double.init)
    }

    /// How much darker a page's print is than its paper, as a share of the paper's gray; measured where its landmarks lie.
    ///
    /// - Parameters:
    ///   - landmarks: of the page.
    ///   - map: from the page's work pixels to the side's around a landmark.
    func inkDarkness(at landmarks: [Landmark], _ map: (Landmark) -> Affine) -> Double {
        let size = Landmark.size
        let step = max(1, landmarks.count / Self.inkSamples)
        let darkness = stride(from: 0, to: landmarks.count, by: step).compactMap { index in
            let landmark = landmarks[index]
            let middle = Double(size - 1) / 2
            let local = map(landmark).after(
                Affine(xx: 1, xy: 0, dx: landmark.x - middle, yx: 0, yy: 1, dy: landmark.y - middle))
            let gray = Histogram(
                of: seenGrays.image.sampled(through: local, width: size, height: size),
                where: bitmap.sampled(through: local, width: size, height: size)
            ).value(above: 1 - Self.inkQuantile)
            return gray.map { 1 - Double($0) / max(1, paper(around: local(middle, middle))) }
        }.sorted()
        guard !darkness.isEmpty else { return 1 }
        return darkness[darkness.count / 2]
    }

    /// Landmarks at which the ink is measured: the middle one of sixteen is not moved by a photograph or two.
    private static let inkSamples = 16
    /// Share of the ink's pixels that are paler than what counts as full ink: the edges of letters.
    private static let inkQuantile = 0.7

    /// Shortest edge of a picture that can hold a readable page: 60 pixels, 15 mm at 100 dpi.
    static let leastSide = 60
    /// Longest ballots known here are 8.5 x 22 inches (2.6 to 1); twice that is refused before any work.
    static let greatestAspect = 6
}
