public import ElectionModel
public import Raster

/// Reads the payloads of all codes in a region of an image. Given by the caller, so that this module stays free of any
/// decoder.
public typealias CodeReading = @Sendable (_ image: GrayImage, _ region: PixelBox) -> [[UInt8]]

/// Comparing a page's printed codes with what its layout says that they must be.
struct CodeCheck: Sendable {
    let read: CodeReading

    /// Looks at every code of a page that was found.
    ///
    /// - Parameters:
    ///   - page: the page that was found.
    ///   - image: the side as scanned.
    ///   - side: the same side at work.
    ///   - registered: where the page lies on it.
    /// - Throws: `UnreadableReason.codeMismatch` where a code says something else, `.codeUnreadable` where a required one
    ///   cannot be read.
    func check(
        _ page: ReferencePage, on image: GrayImage, _ side: BinarizedSide, _ registered: Registration
    ) throws(UnreadableReason) {
        for code in page.layout.codes where code.payload != nil || code.isRequired {
            let region = Self.region(
                of: WorkBox(code.box, scale: page.side.scale), on: registered, imageScale: side.scale)
            let payloads = region.map { read(image, $0) } ?? []
            guard !payloads.isEmpty else {
                if code.isRequired { throw .codeUnreadable(registered.page) }
                continue
            }
            // A neighbour's code may reach into the region: one that agrees is enough.
            if let expected = code.payload, !payloads.contains(expected) { throw .codeMismatch(registered.page) }
        }
    }

    /// Pixels of the scan in which a code lies: its four corners through the registration, and room for what that may be
    /// off and for the white margin which decoders want.
    static func region(of box: WorkBox, on registered: Registration, imageScale: Double) -> PixelBox? {
        let room = margin + 0.1 * max(box.width, box.height)
        let (left, top) = (box.x - room, box.y - room)
        let (right, bottom) = (box.x + box.width + room, box.y + box.height + room)
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)].map { registered.place($0.0, $0.1) }
        let (xs, ys) = (corners.map { $0.x / imageScale }, corners.map { $0.y / imageScale })
        guard let x0 = xs.min(), let x1 = xs.max(), let y0 = ys.min(), let y1 = ys.max(),
            [x0, x1, y0, y1].allSatisfy({ $0.magnitude < 1e6 })
        else { return nil }
        let (x, y) = (Int(x0.rounded(.down)), Int(y0.rounded(.down)))
        return PixelBox(x: x, y: y, width: Int(x1.rounded(.up)) - x, height: Int(y1.rounded(.up)) - y)
    }

    /// Work pixels, 3 mm: twice the greatest shift seen at the corner of a page after registration.
    private static let margin = 24.0
}
