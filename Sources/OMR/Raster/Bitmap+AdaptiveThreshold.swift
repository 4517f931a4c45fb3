extension Bitmap {
    /// Ink is every pixel that is darker than a share of the paper around it: uneven light, stains and yellowed paper change
    /// nothing.
    ///
    /// Between the middles of tiles the paper is interpolated, across for every pixel and down for every four rows. A scan of
    /// only 0 and 255 comes out as it is: no limit reaches 255.
    ///
    /// - Parameters:
    ///   - image: the page.
    ///   - share: how dark ink is, in 1/256 of the paper's gray, at most 255; found by `PaperMap.inkShare` if nil.
    ///   - paper: the page's paper, if it is known already.
    public init(_ image: GrayImage, darkerThan share: Int? = nil, of paper: PaperMap? = nil) {
        self.init(image, darkerThan: share, of: paper, on: .best)
    }

    package init(_ image: GrayImage, darkerThan share: Int?, of paper: PaperMap? = nil, on set: InstructionSet) {
        let paper = paper ?? PaperMap(of: image, on: set)
        let share = share ?? paper.inkShare(of: image)
        precondition((0...255).contains(share), "ink is darker than its paper")
        let columns = paper.width
        precondition(
            columns == (image.width + 31) / 32 && paper.height == (image.height + 31) / 32, "the paper of this image")
        let limitsOfTiles = paper.grays.map { ($0 * Int32(share)) >> 8 }
        let wordsPerRow = (image.width + 63) / 64
        unsafe self.init(width: image.width, height: image.height) { words in
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: columns * 32 + 128) { limits in
                unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: columns) { line in
                    unsafe image.pixels.withUnsafeBufferPointer { pixels in
                        unsafe limits.initialize(repeating: 0)
                        guard let pixels = pixels.baseAddress, let line = line.baseAddress,
                            let start = limits.baseAddress
                        else { return }
                        for top in stride(from: 0, to: image.height, by: 4) {
                            // The four rows' middle, from the middle of the tile above, in half pixels.
                            let place = top * 2 + 3 - 31
                            let (row, part) = (place >> 6, Int32(place & 63))
                            let above = max(0, row) * columns
                            let below = min(paper.height - 1, row + 1) * columns
                            for column in 0..<columns {
                                let sum =
                                    limitsOfTiles[above + column] * (64 - part) + limitsOfTiles[below + column] * part
                                unsafe (line + column).initialize(to: sum >> 6)
                            }
                            unsafe PaperKernel.spread(line, columns, to: start + 16, on: set)
                            unsafe InkKernel.run(
                                pixels + top * image.width, width: image.width, rows: min(4, image.height - top),
                                limits: start + 16, to: words + top * wordsPerRow, on: set)
                        }
                    }
                }
            }
        }
    }
}
