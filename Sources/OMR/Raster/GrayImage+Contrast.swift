extension GrayImage {
    /// By how many gray levels the means of 3 x 3 pixels differ at most whose middles lie around a place.
    ///
    /// - Parameters:
    ///   - x: column of the place,
    ///   - y: and its row.
    ///   - reach: how many pixels beside and above it the middles lie at most. Those outside the image count for nothing.
    public func contrast(x: Int, y: Int, reach: Int) -> Int {
        var (least, greatest) = (Int.max, Int.min)
        for row in max(1, y - reach)..<max(1, min(height - 1, y + reach + 1)) {
            for column in max(1, x - reach)..<max(1, min(width - 1, x + reach + 1)) {
                var sum = 0
                for line in row - 1...row + 1 {
                    let start = line * width + column
                    sum += Int(pixels[start - 1]) + Int(pixels[start]) + Int(pixels[start + 1])
                }
                (least, greatest) = (min(least, sum), max(greatest, sum))
            }
        }
        return greatest < least ? 0 : (greatest - least) / 9
    }
}
