import Raster

/// A side's ink as it lies under the page that it shows: brought into the page's frame once, tile by tile through the local map.
///
/// Words, print and marks are then looked for by laying whole bitmaps on each other; only what does not fit is searched for on
/// the side itself.
struct AlignedSide {
    /// In work pixels of the reference page, without the scanner's streaks, which are told of elsewhere, and without what lies in
    /// the layout's free areas.
    let ink: Bitmap
    /// The same grown by a pixel all round: what the map leaves open.
    let grown: Bitmap

    /// Pixels along a side of the tiles that are sampled through one affine map.
    private static let tile = 64

    init(_ side: BinarizedSide, to page: ReferencePage, through map: LocalMap, without streaks: [Streak]) {
        let middle = Double(Self.tile - 1) / 2
        let bitmap = streaks.isEmpty ? side.bitmap : side.bitmap.without(streaks)
        ink = page.withoutFreeInk(
            bitmap.sampled(width: page.side.bitmap.width, height: page.side.bitmap.height, tile: Self.tile) { x, y in
                map.affine(at: Double(x) + middle, Double(y) + middle)
            })
        grown = ink.dilated()
    }
}

extension Bitmap {
    /// The side without the columns of streaks.
    fileprivate func without(_ streaks: [Streak]) -> Bitmap {
        var side = self
        for streak in streaks { side.clear(x: streak.x - 1, y: 0, width: streak.width + 2, height: height) }
        return side
    }
}
