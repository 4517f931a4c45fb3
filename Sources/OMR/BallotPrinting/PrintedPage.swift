internal import CCairo
public import Raster

/// One page of paper and how it is drawn: the same drawing as a PDF for a printer, and as a gray picture.
public struct PrintedPage {
    /// In millimetres.
    public let width, height: Double
    private let draw: (borrowing Pen) -> Void

    /// - Parameters:
    ///   - width: of the paper, in millimetres, at most 2,000.
    ///   - height: of the paper, in millimetres, at most 2,000.
    ///   - draw: draws everything with the pen, lent to it.
    public init(width: Double, height: Double, drawing draw: @escaping (borrowing Pen) -> Void) {
        precondition(width > 0 && width <= 2000 && height > 0 && height <= 2000, "paper of 1 to 2,000 mm")
        self.width = width
        self.height = height
        self.draw = draw
    }

    private static let pointsPerMillimetre = 72 / 25.4

    /// The page as a PDF, whose bytes depend on the drawing, the fonts and cairo's version, and on nothing else.
    ///
    /// - Parameters:
    ///   - title: for the viewer's window.
    ///   - date: when the drawing was last changed, such as "2026-01-01T00:00:00Z". A PDF states a date; the real one would make
    ///     each file another one.
    /// - Throws: ``PrintingFailure``.
    public func pdf(title: String, date: String) throws(PrintingFailure) -> [UInt8] {
        let bytes = ByteCollector()
        let width = width * Self.pointsPerMillimetre
        let height = height * Self.pointsPerMillimetre
        // cairo calls back only between here and cairo_surface_finish, during which `bytes` is alive.
        let status = withExtendedLifetime(bytes) {
            let surface = unsafe cairo_pdf_surface_create_for_stream(
                { closure, data, count in
                    guard let closure = unsafe closure, let data = unsafe data else { return CAIRO_STATUS_WRITE_ERROR }
                    let collector = unsafe Unmanaged<ByteCollector>.fromOpaque(closure).takeUnretainedValue()
                    unsafe collector.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                    return CAIRO_STATUS_SUCCESS
                }, Unmanaged.passUnretained(bytes).toOpaque(), width, height)
            defer { unsafe cairo_surface_destroy(surface) }
            unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
            unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
            unsafe paint(on: surface, unitsPerMillimetre: Self.pointsPerMillimetre)
            unsafe cairo_surface_finish(surface)
            return unsafe cairo_surface_status(surface)
        }
        guard status == CAIRO_STATUS_SUCCESS else { throw PrintingFailure(status) }
        return bytes.bytes
    }

    /// The page as a picture, as a perfect scanner would see a perfect print.
    ///
    /// - Parameter dpi: 20 to 600.
    /// - Throws: ``PrintingFailure``.
    public func image(dpi: Double) throws(PrintingFailure) -> GrayImage {
        precondition((20...600).contains(dpi), "a page is drawn at 20 to 600 dpi")
        let columns = Int((width / 25.4 * dpi).rounded())
        let rows = Int((height / 25.4 * dpi).rounded())
        let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
        defer { unsafe cairo_surface_destroy(surface) }
        guard unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
            throw PrintingFailure(unsafe cairo_surface_status(surface))
        }
        unsafe paint(on: surface, unitsPerMillimetre: dpi / 25.4)
        unsafe cairo_surface_flush(surface)
        let status = unsafe cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS, let data = unsafe cairo_image_surface_get_data(surface) else {
            throw PrintingFailure(status)
        }
        let stride = Int(unsafe cairo_image_surface_get_stride(surface))
        var pixels: [UInt8] = []
        pixels.reserveCapacity(columns * rows)
        for row in 0..<rows {
            // RGB24 has four bytes a pixel; all three colours are the same gray.
            for column in 0..<columns { pixels.append(unsafe data[row * stride + 4 * column + 1]) }
        }
        return GrayImage(width: columns, height: rows, pixels: pixels)
    }

    private func paint(on surface: OpaquePointer?, unitsPerMillimetre: Double) {
        guard let cairo = unsafe cairo_create(surface) else { preconditionFailure("cairo_create never gives NULL") }
        defer { unsafe cairo_destroy(cairo) }
        unsafe cairo_set_source_rgb(cairo, 1, 1, 1)
        unsafe cairo_paint(cairo)
        unsafe cairo_scale(cairo, unitsPerMillimetre, unitsPerMillimetre)
        draw(unsafe Pen(cairo))
        unsafe cairo_show_page(cairo)
    }
}

/// Where cairo writes a PDF.
private final class ByteCollector {
    var bytes: [UInt8] = []
}

/// Why a page could not be drawn: memory, as a rule.
public struct PrintingFailure: Error, CustomStringConvertible {
    public let description: String

    init(_ status: cairo_status_t) {
        description = unsafe "the page could not be drawn: \(String(cString: cairo_status_to_string(status)))"
    }
}
