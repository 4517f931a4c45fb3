extension GrayImage {
    /// The rows from the first to the last in which at least one pixel in twenty is lighter than a level; `nil` when there
    /// is no such row.
    ///
    /// A scanner without a backing sees black before and behind a sheet: what is left is the sheet. A few light columns of a
    /// failing sensor do not make a row of paper.
    public func lightRows(above level: UInt8) -> Range<Int>? {
        func isLight(_ row: Int) -> Bool {
            var light = 0
            for pixel in pixels[row * width..<(row + 1) * width] where pixel > level { light += 1 }
            return light * 20 >= width
        }
        guard let first = (0..<height).first(where: isLight),
            let last = (0..<height).last(where: isLight)
        else { return nil }
        return first..<last + 1
    }
}
