package import ScannerDriver

/// Limits that are checked before memory is taken: what a broken or hostile backend announces must not be able to fill
/// this machine. The side holds an 800 mm ballot at 600 dpi, the pixels an A4 sheet at 900 dpi.
package enum SANELimits {
    package static let pixelsPerSide = 20_000
    package static let pixels = 80_000_000

    /// Options of a device: the most that sane-backends 1.2.1 has are about 120.
    package static let options: Int32 = 4096
    /// Bytes of an option's value.
    package static let optionSize = 64 << 10

    package static func check(width: Int, height: Int) throws(ScannerFault) {
        guard width <= pixelsPerSide, height <= pixelsPerSide, width * height <= pixels else {
            throw ScannerFault(
                .imageTooLarge,
                "\(width) x \(height) pixels; the limit is \(pixelsPerSide) a side and \(pixels) in all")
        }
    }
}
