internal import CQPDF
public import ImageFiles

/// Finds the pictures of a PDF's pages, with libqpdf behind it.
///
/// Office scanners write a picture a page, and so do programs that gather scans. Such a page is read; any other is refused, because
/// something of it would not be seen: letters and lines over the picture, a second picture, notes, a part that is cut off. Words that
/// were recognised and lie invisibly over the picture do no harm.
///
/// The library works in a process of its own, which has no files and no network, is short of memory and time, and hands the pictures
/// over as JPEG, TIFF and PNG: they are decoded here as pictures of files are.
public struct PDFReader: Sendable {
    private let program: String
    private let argument: String

    /// - Parameters:
    ///   - program: what reads; by default this program itself, as it runs.
    ///   - argument: with which it calls ``serve()``.
    public init(program: String = "/proc/self/exe", argument: String) {
        (self.program, self.argument) = (program, argument)
    }

    /// Reads for the program that has started this process.
    ///
    /// - Returns: false when no program did.
    public static func serve() -> Bool { cqpdf_serve() == 0 }

    /// Whether bytes begin as a PDF does.
    public static func isPDF(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "%PDF-".utf8) }

    /// The pictures of all pages.
    ///
    /// - Throws: an error whose detail names the page; `drawn` of one that has letters and lines in place of a picture.
    public func pictures(
        of bytes: [UInt8], limits: ImageLimits = .ballots
    ) throws(ImageFileError) -> ImageFileReader {
        let pages = unsafe bytes.withUnsafeBufferPointer { buffer in
            var most = cqpdf_limits(
                max_pixels: UInt64(clamping: limits.maxPixels), max_bytes: UInt64(clamping: 2 * limits.maxFileBytes),
                max_pages: UInt32(clamping: limits.maxFrames), max_side: UInt32(clamping: limits.maxSide))
            return unsafe cqpdf_extract(program, argument, buffer.baseAddress, buffer.count, &most)
        }
        defer { unsafe cqpdf_free(pages) }
        var embedded: [EmbeddedPicture] = []
        for index in 0..<(unsafe cqpdf_page_count(pages)) {
            let page = unsafe cqpdf_page_at(pages, index)
            guard page.status == CQPDF_OK else { throw Self.error(page) }
            let start = unsafe cqpdf_bytes_at(pages, index)
            embedded.append(
                EmbeddedPicture(
                    bytes: unsafe Array(UnsafeBufferPointer(start: start, count: Int(page.count))),
                    orientation: Int(page.orientation),
                    dpi: DotsPerInch(horizontal: page.dpi_x, vertical: page.dpi_y)))
        }
        return try ImageFileReader(pdfPages: embedded, limits: limits)
    }

    private static func error(_ page: cqpdf_page) -> ImageFileError {
        let code: ImageFileError.Code =
            switch Int(page.status) {
            case Int(CQPDF_UNSUPPORTED): .unsupported
            case Int(CQPDF_TOO_MANY_PAGES): .tooManyFrames
            case Int(CQPDF_TOO_MANY_PIXELS): .tooManyPixels
            case Int(CQPDF_TOO_MUCH): .tooMuchMemory
            case Int(CQPDF_DRAWN): .drawn
            case Int(CQPDF_NO_PROCESS): .notReadable
            default: .damaged
            }
        let detail = unsafe withUnsafeBytes(of: page.detail) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return ImageFileError(code, detail)
    }
}
