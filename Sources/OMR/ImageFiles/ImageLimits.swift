/// How large a picture may be. Every limit is checked against what a header states, before memory is taken for it.
public struct ImageLimits: Hashable, Sendable {
    /// Bytes in a file.
    public var maxFileBytes: Int
    /// Pixels in a row, and rows in a picture.
    public var maxSide: Int
    /// Pixels in a picture.
    public var maxPixels: Int
    /// Pictures in a file.
    public var maxFrames: Int
    /// Bytes that a decoder may hold besides the picture it fills and the file: coefficients of a progressive JPEG,
    /// tiles of a TIFF.
    public var maxWorkingBytes: Int
    /// Scans in one JPEG.
    public var maxScans: Int

    /// Room for any ballot, and nothing for an attack.
    ///
    /// - Sides of 20,000 px: 33 inches at 600 dpi; the longest ballots in use are 22 inches.
    /// - 80 million pixels: A3 at 600 dpi is 70 million.
    /// - 256 MiB of file: three times that page without compression as 8-bit gray, or once as RGB.
    /// - 4,096 frames: a shift's batch; real batches are tens of pages.
    /// - 256 MiB of work: a progressive colour JPEG needs 6 bytes a pixel, so A4 at 600 dpi takes 210 MB.
    /// - 32 scans: encoders write 3 to about 12, and each costs a walk over the whole page, however few bytes it has.
    public static let ballots = ImageLimits()

    /// Limits that differ from those of ``ballots`` where stated.
    public init(
        maxFileBytes: Int = 256 << 20, maxSide: Int = 20_000, maxPixels: Int = 80_000_000, maxFrames: Int = 4_096,
        maxWorkingBytes: Int = 256 << 20, maxScans: Int = 32
    ) {
        self.maxFileBytes = maxFileBytes
        self.maxSide = maxSide
        self.maxPixels = maxPixels
        self.maxFrames = maxFrames
        self.maxWorkingBytes = maxWorkingBytes
        self.maxScans = maxScans
    }

    /// Refuses a stated size that is empty or too large.
    func check(width: Int, height: Int) throws(ImageFileError) {
        guard width > 0, height > 0 else {
            throw ImageFileError(.damaged, "expected at least one pixel, found \(width) x \(height)")
        }
        guard width <= maxSide, height <= maxSide else {
            throw ImageFileError(
                .tooManyPixels, "expected sides of at most \(maxSide) pixels, found \(width) x \(height)")
        }
        guard width <= maxPixels / height else {
            throw ImageFileError(.tooManyPixels, "expected at most \(maxPixels) pixels, found \(width) x \(height)")
        }
    }
}
