extension PaperMap {
    /// How far around a place the paper is asked for, in tiles: beyond what a mark, a blot or tape on a target covers.
    static let around = 3

    /// The gray of the paper around a place, 0 to 255: the median over the tiles three away, so that what lies at the place
    /// itself has no say.
    ///
    /// - Parameters:
    ///   - x: column in pixels of the image that the map was made of.
    ///   - y: row.
    public func gray(aroundX x: Double, y: Double) -> Double {
        let (column, row) = (Int(x) / Self.tile, Int(y) / Self.tile)
        var found: [Double] = []
        for other in row - Self.around...row + Self.around where (0..<height).contains(other) {
            let isEnd = (other - row).magnitude == Self.around
            let step = isEnd ? 1 : 2 * Self.around
            for place in stride(from: column - Self.around, through: column + Self.around, by: step)
            where (0..<width).contains(place) {
                found.append(self[place, other])
            }
        }
        guard !found.isEmpty else { return 255 }
        return found.sorted()[found.count / 2]
    }
}
