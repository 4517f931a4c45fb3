/// A picture file held in memory: opening finds its frames, each frame is decoded when asked for.
///
/// ```swift
/// let reader = try ImageFile.read(path: "batch-7.tif")
/// for index in 0..<reader.frameCount {
///     let sheet = try interpret(reader.frame(at: index).image)
/// }
/// ```
/// A 500-page TIFF so costs the memory of its file and of one page.
public struct ImageFileReader: Sendable {
    /// What the bytes turned out to be.
    public let format: ImageFormat

    private let bytes: [UInt8]
    private let limits: ImageLimits
    private let frames: Frames

    /// Where the frames of a file are.
    private enum Frames: Sendable {
        case one(Codec)
        case directories([TIFFDirectory])
        case pnm([PNMHeader])
        case embedded([EmbeddedPicture])
    }

    /// Finds the format and the frames without decoding a pixel.
    public init(bytes: [UInt8], limits: ImageLimits = .ballots) throws(ImageFileError) {
        guard !bytes.isEmpty else { throw ImageFileError(.empty, "expected a picture, found 0 bytes") }
        guard bytes.count <= limits.maxFileBytes else {
            throw ImageFileError(.tooManyBytes, "expected at most \(limits.maxFileBytes) bytes, found \(bytes.count)")
        }
        format = try ImageFormat(of: bytes)
        self.bytes = bytes
        self.limits = limits
        frames =
            switch format {
            case .png: .one(.png)
            case .jpeg: .one(.jpeg)
            case .tiff: .directories(try TIFFDirectory.all(in: bytes, limits: limits))
            case .pnm: .pnm(try PNMHeader.all(in: bytes, limits: limits))
            case .pdf: preconditionFailure("no bytes are taken for a PDF here")
            }
    }

    /// The pictures that were found on the pages of a PDF; their heads are checked here.
    package init(pdfPages: [EmbeddedPicture], limits: ImageLimits) throws(ImageFileError) {
        guard !pdfPages.isEmpty else { throw ImageFileError(.damaged, "expected a page, found none") }
        for (index, page) in pdfPages.enumerated() {
            do throws(ImageFileError) {
                _ = try page.size(limits)
            } catch {
                throw ImageFileError(error.code, "page \(index + 1): \(error.detail)")
            }
        }
        (format, bytes, self.limits, frames) = (.pdf, [], limits, .embedded(pdfPages))
    }

    /// Bytes that it holds in memory.
    public var byteCount: Int {
        if case .embedded(let pages) = frames { return pages.reduce(0) { $0 + $1.byteCount } }
        return bytes.count
    }

    /// Pictures in the file; at least 1. Only TIFF, PDF and raw PNM can have more.
    public var frameCount: Int {
        switch frames {
        case .one: 1
        case .directories(let directories): directories.count
        case .pnm(let headers): headers.count
        case .embedded(let pages): pages.count
        }
    }

    /// How large a picture is, without decoding it.
    ///
    /// - Precondition: `index` is from 0 to below ``frameCount``.
    public func size(at index: Int) throws(ImageFileError) -> ImageSize {
        precondition((0..<frameCount).contains(index), "a file of \(frameCount) frames has no frame \(index)")
        switch frames {
        case .one(let codec):
            return ExifOrientation(of: bytes, codec).applied(to: try codec.size(bytes, limits: limits))
        case .directories(let directories):
            return try Codec.tiff(directory: directories[index].offset).size(bytes, limits: limits)
        case .pnm(let headers):
            return ImageSize(width: headers[index].width, height: headers[index].height, dpiHint: nil)
        case .embedded(let pages):
            return try pages[index].size(limits)
        }
    }

    /// Decodes one picture, turned as its file says it is to be seen and with square pixels; nothing of it is kept here.
    ///
    /// - Precondition: `index` is from 0 to below ``frameCount``.
    public func frame(at index: Int) throws(ImageFileError) -> ImageFrame {
        precondition((0..<frameCount).contains(index), "a file of \(frameCount) frames has no frame \(index)")
        switch frames {
        case .one(let codec):
            return try ExifOrientation(of: bytes, codec).applied(to: try codec.decode(bytes, limits: limits))
                .squared(limits: limits)
        case .directories(let directories):
            return try directories[index].decode(bytes, limits: limits).squared(limits: limits)
        case .pnm(let headers):
            return ImageFrame(image: try headers[index].decode(bytes), dpiHint: nil)
        case .embedded(let pages):
            do throws(ImageFileError) {
                return try pages[index].decode(limits)
            } catch {
                throw ImageFileError(error.code, "page \(index + 1): \(error.detail)")
            }
        }
    }
}
