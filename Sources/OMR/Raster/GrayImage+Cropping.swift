extension GrayImage {
    /// A rectangle of the picture.
    ///
    /// - Precondition: it lies inside the picture.
    public func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> GrayImage {
        precondition(x >= 0 && y >= 0 && x + newWidth <= width && y + newHeight <= height, "a part of the picture")
        var part: [UInt8] = []
        part.reserveCapacity(newWidth * newHeight)
        for row in y..<y + newHeight { part += pixels[row * width + x..<row * width + x + newWidth] }
        return GrayImage(width: newWidth, height: newHeight, pixels: part)
    }
}
