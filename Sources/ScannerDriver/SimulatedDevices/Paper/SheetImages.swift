package import Raster

/// What is printed on a sheet: both sides as a person reads them, at 200 dots an inch.
package struct SheetImages: Hashable, Sendable {
    /// Names these images among those of one simulation: devices keep what they derive from them under it.
    package let id: Int
    package let front: GrayImage
    /// As long as the front.
    package let back: GrayImage

    /// Rows of both sides: the sheet's length in 1/200 inch.
    package var length: Int { front.height }

    /// A shorter back is continued in white.
    package init(id: Int, front: GrayImage, back: GrayImage? = nil) {
        self.id = id
        let rows = max(front.height, back?.height ?? 0)
        self.front = front.continued(to: rows)
        self.back = back?.continued(to: rows) ?? GrayImage(white: front.width, by: rows)
    }
}

extension GrayImage {
    fileprivate init(white width: Int, by height: Int) {
        self.init(width: width, height: height, pixels: [UInt8](repeating: 255, count: width * height))
    }

    /// The same picture with white rows below.
    fileprivate func continued(to rows: Int) -> GrayImage {
        rows == height
            ? self
            : GrayImage(
                width: width, height: rows,
                pixels: pixels + [UInt8](repeating: 255, count: (rows - height) * width))
    }
}
