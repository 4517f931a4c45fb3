public import Raster

/// One picture of a file, as gray, with what the file says about its resolution.
public struct ImageFrame: Hashable, Sendable {
    /// The picture: colours as their darkest channel, transparency laid on white paper, 1-bit pixels as exactly 0 or 255.
    public let image: GrayImage
    /// What the file states, if that is between 1 and 10,000 in both directions. Scanners and converters get it wrong
    /// often enough that it is a hint and no more.
    public let dpiHint: DotsPerInch?

    package init(image: GrayImage, dpiHint: DotsPerInch?) { (self.image, self.dpiHint) = (image, dpiHint) }
}

extension ImageFrame {
    /// The frame with pixels as wide as they are high, where the file says that they are not: fax machines send 204 by 98 or
    /// 204 by 196 dots per inch (ITU-T T.4). The coarser direction is stretched.
    ///
    /// Files that state two resolutions which hardly differ are left alone: converters round. So are ratios of more than 3,
    /// which no machine has and only a wrong number gives.
    func squared(limits: ImageLimits) throws(ImageFileError) -> ImageFrame {
        guard let hint = dpiHint else { return self }
        let (across, down) = (hint.horizontal, hint.vertical)
        let dpi = max(across, down)
        let ratio = dpi / min(across, down)
        guard ratio > 1.02, ratio <= 3 else { return self }
        let width = Int((Double(image.width) * dpi / across).rounded())
        let height = Int((Double(image.height) * dpi / down).rounded())
        try limits.check(width: width, height: height)
        return ImageFrame(image: image.scaled(toWidth: width, height: height), dpiHint: DotsPerInch(dpi))
    }
}

/// A resolution across and down the page.
public struct DotsPerInch: Hashable, Sendable {
    /// Dots per inch along a row.
    public let horizontal: Double
    /// Dots per inch along a column.
    public let vertical: Double

    /// A resolution that a scanner or a printer can have: from 1 to 10,000 dpi in both directions; nil for anything else.
    public init?(horizontal: Double, vertical: Double) {
        let plausible = 1.0...10_000.0
        guard plausible.contains(horizontal), plausible.contains(vertical) else { return nil }
        self.horizontal = horizontal
        self.vertical = vertical
    }

    /// The same resolution in both directions.
    public init?(_ dpi: Double) { self.init(horizontal: dpi, vertical: dpi) }
}
