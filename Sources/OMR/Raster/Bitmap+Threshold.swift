extension Bitmap {
    /// Ink is every pixel up to and including a gray level.
    public init(_ image: GrayImage, darkUpTo level: UInt8) {
        self.init(image, darkUpTo: level, on: .best)
    }

    package init(_ image: GrayImage, darkUpTo level: UInt8, on set: InstructionSet) {
        let limits = InkKernel.limits(level, width: image.width)
        unsafe self.init(width: image.width, height: image.height) { words in
            unsafe image.pixels.withUnsafeBufferPointer { gray in
                unsafe limits.withUnsafeBufferPointer { limits in
                    guard let gray = gray.baseAddress, let limits = limits.baseAddress else { return }
                    unsafe InkKernel.run(
                        gray, width: image.width, rows: image.height, limits: limits, to: words, on: set)
                }
            }
        }
    }
}
