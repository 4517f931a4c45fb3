/// Raw images of the last few sheets: a deck that is fed many times is computed once.
struct PageScanImageCache: Sendable {
    private struct Key: Hashable { let first: Int, second: Int?, setup: PageScanSetup, tables: PageScanTables }
    private var kept: [(key: Key, image: PageScanRawImage)] = []
    /// Some 8 MB each.
    private static let limit = 8

    mutating func image(
        of feed: Feed, setup: PageScanSetup, tables: PageScanTables, settings: PageScanSettings
    ) -> PageScanRawImage {
        // Of the setup only what shapes the image.
        var shape = PageScanSetup(topThreshold: 0, bottomThreshold: 0)
        (shape.resolution, shape.sides, shape.isLowBits) = (setup.resolution, setup.sides, setup.isLowBits)
        if setup.isLowBits {
            (shape.topThreshold, shape.bottomThreshold) = (setup.topThreshold, setup.bottomThreshold)
        }
        let key = Key(first: feed.images.id, second: feed.second?.id, setup: shape, tables: tables)
        if let found = kept.first(where: { $0.key == key }) { return found.image }
        let image = PageScanRawImage(feed, setup: shape, tables: tables, settings: settings)
        kept.append((key, image))
        if kept.count > Self.limit { kept.removeFirst() }
        return image
    }
}
