package import Raster
package import ScannerDriver

/// The frames of one page, brought together into a gray image.
package struct SANEPage {
    private var size: (width: Int, height: Int)?
    /// The page's gray values, once a gray or an RGB frame has come.
    private var gray: [UInt8]?
    /// The colours of a three-pass scanner, which come in any order.
    private var red: [UInt8]?
    private var green: [UInt8]?
    private var blue: [UInt8]?

    package init() {}

    /// Whether no frame has come yet.
    package var isEmpty: Bool { size == nil }

    /// Takes a frame with its rows.
    ///
    /// - Throws: `shortImage` when bytes are missing, `ioError` when the frames do not belong together.
    package mutating func add(_ frame: SANEFrame, _ bytes: [UInt8]) throws(ScannerFault) {
        let height = try frame.height(ofReceived: bytes.count)
        if let size, size != (frame.width, height) {
            throw ScannerFault(
                .ioError, "the page's frames differ: \(size.width) x \(size.height), then \(frame.width) x \(height)")
        }
        let samples = frame.samples(of: bytes, height: height)
        let isNew =
            switch frame.channels {
            case .gray: isEmpty
            case .rgb: isEmpty
            case .red: gray == nil && red == nil
            case .green: gray == nil && green == nil
            case .blue: gray == nil && blue == nil
            }
        guard isNew else { throw ScannerFault(.ioError, "a second \(frame.channels) frame in one page") }
        size = (frame.width, height)
        switch frame.channels {
        case .gray: gray = samples
        case .rgb: gray = darkest(ofInterleaved: samples)
        case .red: red = samples
        case .green: green = samples
        case .blue: blue = samples
        }
    }

    /// The page, when its last frame has come.
    ///
    /// - Throws: `shortImage` when a colour is missing.
    package func image() throws(ScannerFault) -> GrayImage {
        guard let size else { throw ScannerFault(.shortImage, "a page without a frame") }
        if let gray { return GrayImage(width: size.width, height: size.height, pixels: gray) }
        guard let red, let green, let blue else {
            throw ScannerFault(.shortImage, "the page ended before its red, green and blue had come")
        }
        let pixels = red.indices.map { darkest(red: red[$0], green: green[$0], blue: blue[$0]) }
        return GrayImage(width: size.width, height: size.height, pixels: pixels)
    }
}

extension SANEFrame {
    /// Rows in what was received.
    ///
    /// - Throws: `shortImage` when rows or a part of a row are missing.
    func height(ofReceived count: Int) throws(ScannerFault) -> Int {
        let rows = height ?? max(1, (count + bytesPerLine - 1) / bytesPerLine)
        guard count == rows * bytesPerLine else {
            throw ScannerFault(.shortImage, "\(count) bytes instead of \(rows) rows of \(bytesPerLine)")
        }
        return rows
    }
}
