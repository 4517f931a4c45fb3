package import CSANE
internal import SANEMessages
package import ScannerDriver

/// The form of the frame that is about to be read (SANE standard 1.06, "Image Data Format" and sane_get_parameters).
///
/// Only what is asked after `sane_start` counts: before it, a backend may guess (`test` with fuzzy parameters says 1 x 0).
package struct SANEFrame: Hashable, Sendable {
    /// What a frame's samples are.
    package enum Channels: Hashable, Sendable {
        case gray
        /// Red, green and blue of a pixel in turn.
        case rgb
        /// One of the three frames of a three-pass scanner.
        case red, green, blue
    }

    package let channels: Channels
    /// Whether the page is complete with this frame.
    package let isLast: Bool
    /// Distance of rows in the data; at least what the pixels need, the rest is padding of no meaning.
    package let bytesPerLine: Int
    package let width: Int
    /// Rows; `nil` when the device cannot know yet, as a scanner that is drawn by hand.
    package let height: Int?
    /// Bits of a sample: 1, 8 or 16.
    package let depth: Int

    package var samplesPerPixel: Int { channels == .rgb ? 3 : 1 }

    /// Whether the frame is a whole page in the form that everything behind it wants.
    var isPlainGray: Bool { channels == .gray && depth == 8 && bytesPerLine == width && isLast }

    /// Bytes of a row that mean something. At depth 1 eight pixels share a byte, and an RGB row has a byte of each
    /// colour in turn.
    package var usedBytesPerLine: Int {
        depth == 1 ? (width + 7) / 8 * samplesPerPixel : width * samplesPerPixel * (depth / 8)
    }
}

extension SANEFrame {
    /// Checks an announced form.
    ///
    /// - Throws: `unsupported` for a form that is not in the standard, `imageTooLarge`, and `ioError` for numbers that
    ///   contradict each other.
    package init(_ parameters: SANE_Parameters) throws(ScannerFault) {
        channels = try Channels(parameters.format)
        isLast = parameters.last_frame != SANE_FALSE
        bytesPerLine = Int(parameters.bytes_per_line)
        width = Int(parameters.pixels_per_line)
        height = parameters.lines == -1 ? nil : Int(parameters.lines)
        depth = Int(parameters.depth)
        guard [1, 8, 16].contains(depth) else { throw ScannerFault(.unsupported, "samples of \(depth) bits") }
        guard width > 0, height ?? 1 > 0 else {
            throw ScannerFault(.shortImage, "the device announced \(width) x \(height ?? -1) pixels")
        }
        try SANELimits.check(width: width, height: height ?? 1)
        // Padding is real (test: ppl-loss), but a row that is mostly padding is a row nobody announced.
        guard bytesPerLine >= usedBytesPerLine, bytesPerLine <= 2 * usedBytesPerLine + 4096 else {
            throw ScannerFault(.ioError, "rows of \(bytesPerLine) bytes for \(width) pixels of \(depth) bits")
        }
    }
}

extension SANEFrame.Channels {
    fileprivate init(_ format: SANE_Frame) throws(ScannerFault) {
        switch format {
        case SANE_FRAME_GRAY: self = .gray
        case SANE_FRAME_RGB: self = .rgb
        case SANE_FRAME_RED: self = .red
        case SANE_FRAME_GREEN: self = .green
        case SANE_FRAME_BLUE: self = .blue
        default: throw ScannerFault(.unsupported, "frames of format \(format.rawValue)")
        }
    }
}
