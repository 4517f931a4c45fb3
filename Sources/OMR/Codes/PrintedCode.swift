/// A bar code or matrix code as it was found in a picture.
public struct PrintedCode: Hashable, Sendable {
    public let format: CodeFormat
    /// The bytes as they are coded, without any conversion of text: many election codes are binary.
    public let payload: [UInt8]
    /// Corners in pixels of the picture: top left, top right, bottom right, bottom left of the code as it reads.
    ///
    /// A bar code gives a line rather than an area: its corners are the ends of a scan line.
    public let corners: [CodeCorner]

    public init(format: CodeFormat, payload: [UInt8], corners: [CodeCorner]) {
        self.format = format
        self.payload = payload
        self.corners = corners
    }

    /// The payload as text; nil unless it is valid UTF-8.
    public var text: String? { String(validating: payload, as: UTF8.self) }
}

/// A pixel at the edge of a code.
public struct CodeCorner: Hashable, Sendable {
    public let x, y: Int

    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}

/// The kinds of code that ballots and forms bear.
///
/// Retail codes (EAN, UPC), Codabar and GS1 DataBar are left out: they check so little that ruled lines pass for them.
public enum CodeFormat: String, Hashable, Sendable, CaseIterable {
    case qr, dataMatrix, aztec, pdf417, code128, code39, itf
}
