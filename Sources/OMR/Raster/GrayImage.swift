/// A page as the interpreter sees it: 8-bit gray, 0 black to 255 white, rows top to bottom without padding.
///
/// Every scanner and every file format is brought to this one form before anything is measured. The dots per inch that a
/// file or a device states are kept beside the image by whoever read it: they are a hint and never trusted here.
public struct GrayImage: Hashable, Sendable {
    /// Pixels in a row; at least 1.
    public let width: Int
    /// Rows; at least 1.
    public let height: Int
    /// `width * height` gray values, row by row.
    public let pixels: [UInt8]

    /// Wraps pixels that are already in place.
    ///
    /// - Precondition: both sides are at least 1 and `pixels.count == width * height`.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        precondition(pixels.count == width * height, "an image of \(width) x \(height) needs as many pixels")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Makes an image by filling uninitialised rows in place, so that a decoder can write its pixels where they stay.
    ///
    /// - Parameter fill: writes all `width * height` values.
    public init<Failure: Error>(
        width: Int, height: Int,
        filling fill: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        let count = width * height
        var failure: Failure?
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            unsafe buffer.initialize(repeating: 255)
            do throws(Failure) {
                try unsafe fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            } catch {
                failure = error
            }
            initialized = count
        }
        if let failure { throw failure }
        self.init(width: width, height: height, pixels: pixels)
    }

    /// An image whose pixels are all written in place.
    ///
    /// - Parameter write: writes all `width * height` values.
    init(unfilled width: Int, _ height: Int, write: (UnsafeMutablePointer<UInt8>) -> Void) {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        self.width = width
        self.height = height
        pixels = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { buffer, initialized in
            guard let pixels = buffer.baseAddress else { return }
            unsafe write(pixels)
            initialized = width * height
        }
    }

    /// The gray value at a place inside the image.
    public subscript(x: Int, y: Int) -> UInt8 { pixels[y * width + x] }
}
