/// A picture file that was found inside another file, and what that one says of it.
package struct EmbeddedPicture: Sendable {
    private let bytes: [UInt8]
    private let orientation: ExifOrientation
    private let dpi: DotsPerInch?

    /// - Parameters:
    ///   - bytes: a JPEG, a PNG, or a TIFF of one page.
    ///   - orientation: how it has to be turned, as Exif numbers it; what the picture itself says of that does not count.
    ///   - dpi: along its rows and columns as they are stored.
    package init(bytes: [UInt8], orientation: Int, dpi: DotsPerInch?) {
        (self.bytes, self.orientation, self.dpi) = (bytes, ExifOrientation(number: orientation), dpi)
    }

    /// Which decoder it is for.
    private func codec(_ limits: ImageLimits) throws(ImageFileError) -> Codec {
        switch try ImageFormat(of: bytes) {
        case .jpeg: return .jpeg
        case .png: return .png
        case .tiff:
            let pages = try TIFFDirectory.all(in: bytes, limits: limits)
            return .tiff(directory: pages[0].offset)
        case .pnm, .pdf: throw ImageFileError(.unknownFormat, "expected a JPEG, PNG or TIFF picture inside the file")
        }
    }

    var byteCount: Int { bytes.count }

    /// The size by its head, turned; checked against the limits.
    func size(_ limits: ImageLimits) throws(ImageFileError) -> ImageSize {
        orientation.applied(to: try codec(limits).size(bytes, limits: limits).with(dpi: dpi))
    }

    func decode(_ limits: ImageLimits) throws(ImageFileError) -> ImageFrame {
        let frame = try codec(limits).decode(bytes, limits: limits)
        return try orientation.applied(to: ImageFrame(image: frame.image, dpiHint: dpi)).squared(limits: limits)
    }
}

/// How large a picture is, as its head states it.
public struct ImageSize: Hashable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// What the file states, if that is plausible.
    public let dpiHint: DotsPerInch?

    func with(dpi: DotsPerInch?) -> ImageSize { ImageSize(width: width, height: height, dpiHint: dpi) }
}
