import CRasterKernels

/// How dark a piece of a page is, pixel by pixel: 0 is paper, 200 the full ink of the page's print.
///
/// Two prints are compared in shades where ink and paper alone would not do: a thin line that fell between two pixels is gray in
/// both, and the edge of a letter moves by less than a pixel when its toner is light.
public struct InkShades: Hashable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    let shades: [UInt8]

    /// The shade of the page's full ink.
    public static let full = 200
    /// The darkest shade told apart: what is blacker than the print is just as black.
    private static let darkest = 230.0

    init(width: Int, height: Int, shades: [UInt8]) {
        self.width = width
        self.height = height
        self.shades = shades
    }

    /// A piece of a page as seen through a map, mixed from the four pixels around each place.
    ///
    /// - Parameters:
    ///   - map: from this piece's pixels to the image's; what falls outside the image is paper.
    ///   - paper: gray of the paper there.
    ///   - ink: how much darker the page's full ink is, as a share of the paper's gray.
    public init(of image: GrayImage, through map: Affine, width: Int, height: Int, paper: Double, ink: Double) {
        self.init(of: image, through: map, width: width, height: height, paper: paper, ink: ink, on: .best)
    }

    package init(
        of image: GrayImage, through map: Affine, width: Int, height: Int, paper: Double, ink: Double,
        on set: InstructionSet
    ) {
        self.width = width
        self.height = height
        // In 1/256 of a shade for each level of gray below the paper's.
        let scale = Int32((Double(Self.full) * 256 / (max(paper, 1) * max(ink, 0.05))).rounded())
        let white = Int32((paper * 256).rounded())
        let steps = SamplingSteps(map)
        let isInside = image.holds(map, width: width, height: height)
        shades = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { shades, count in
            unsafe image.pixels.withUnsafeBufferPointer { pixels in
                guard let pixels = pixels.baseAddress, let shades = shades.baseAddress else { return }
                for row in 0..<height {
                    // Middles of pixels have whole coordinates here: half a pixel less than where `sampled` cuts.
                    var place = steps.start(of: row)
                    place.x &-= 1 << 31
                    place.y &-= 1 << 31
                    let line = unsafe shades + row &* width
                    if set > .scalar, isInside, steps.isExactlyLevel, (place.x | place.y) & 0xFFFF_FFFF == 0 {
                        // Nothing is mixed, as on a blank page that is made ready.
                        let from = unsafe pixels + ((place.y >> 32) * image.width + (place.x >> 32))
                        for column in 0..<width {
                            let gray = unsafe Int32(from[column]) &<< 8
                            let shade = (max(0, white &- gray) &* scale) &>> 16
                            unsafe line[column] = UInt8(truncatingIfNeeded: min(Int32(Self.darkest), shade))
                        }
                        continue
                    }
                    #if arch(x86_64)
                        if set == .avx512, isInside {
                            unsafe rk_shades_avx512(
                                pixels, image.width, rk_place(x: Int64(place.x), y: Int64(place.y)), steps.toTheRight,
                                width, white, scale, Int32(Self.darkest), line)
                            continue
                        }
                    #endif
                    for column in 0..<width {
                        let (x, y) = (place.x >> 32, place.y >> 32)
                        var shade: Int32 = 0
                        if isInside || x >= 0 && y >= 0 && x &+ 1 < image.width && y &+ 1 < image.height {
                            let (right, down) = (
                                Int32(truncatingIfNeeded: place.x >> 24 & 255),
                                Int32(truncatingIfNeeded: place.y >> 24 & 255)
                            )
                            let at = y &* image.width &+ x
                            let upper = unsafe pixels + at
                            let lower = unsafe upper + image.width
                            let above = unsafe Int32(upper[0]) &* (256 &- right) &+ Int32(upper[1]) &* right
                            let below = unsafe Int32(lower[0]) &* (256 &- right) &+ Int32(lower[1]) &* right
                            let gray = (above &* (256 &- down) &+ below &* down) &>> 8
                            shade = (max(0, white &- gray) &* scale) &>> 16
                        }
                        unsafe line[column] = UInt8(truncatingIfNeeded: min(Int32(Self.darkest), shade))
                        place.x &+= steps.x
                        place.y &+= steps.y
                    }
                }
            }
            count = width * height
        }
    }

    /// How far a shade may spread before it is unlike: the darkest shade around each pixel.
    ///
    /// ```
    /// cross      square     crossTwice   crossSquare   squareTwice
    ///   #        # # #          #           # # #       # # # # #
    /// # # #      # # #        # # #       # # # # #     # # # # #
    ///   #        # # #      # # # # #     # # # # #     ...
    /// ```
    public enum Spread: Int, Sendable, CaseIterable, Comparable {
        case cross, square, crossTwice, crossSquare, squareTwice

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// Every pixel as dark as the darkest around it.
    public func spread(_ spread: Spread) -> InkShades {
        switch spread {
        case .cross: grown(squarely: false)
        case .square: grown(squarely: true)
        case .crossTwice: grown(squarely: false).grown(squarely: false)
        case .crossSquare: grown(squarely: false).grown(squarely: true)
        case .squareTwice: grown(squarely: true).grown(squarely: true)
        }
    }

    private func grown(squarely: Bool) -> InkShades {
        let (width, height) = (width, height)
        let across = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { result, count in
            unsafe shades.withUnsafeBufferPointer { shades in
                for row in 0..<height {
                    let (first, last) = (row &* width, row &* width &+ width &- 1)
                    if width == 1 {
                        unsafe result[first] = shades[first]
                        continue
                    }
                    unsafe result[first] = max(shades[first], shades[first &+ 1])
                    for at in first &+ 1..<last {
                        unsafe result[at] = max(max(shades[at &- 1], shades[at]), shades[at &+ 1])
                    }
                    unsafe result[last] = max(shades[last &- 1], shades[last])
                }
            }
            count = width * height
        }
        let beside = squarely ? across : shades
        let grown = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { result, count in
            unsafe across.withUnsafeBufferPointer { across in
                unsafe beside.withUnsafeBufferPointer { beside in
                    for row in 0..<height {
                        let (above, below) = (row > 0 ? width : 0, row &+ 1 < height ? width : 0)
                        for at in row &* width..<(row &+ 1) &* width {
                            unsafe result[at] = max(max(beside[at &- above], across[at]), beside[at &+ below])
                        }
                    }
                }
            }
            count = width * height
        }
        return InkShades(width: width, height: height, shades: grown)
    }

    /// Where a smaller piece lies best on this one: the least sum of squared differences, and between the pixels where a
    /// parabola through its neighbours is lowest.
    ///
    /// - Parameter reach: how far from the middle it is looked for, in pixels; this piece is larger by it on all sides.
    /// - Returns: the distance from the middle, in pixels.
    public func bestShift(of other: InkShades, reach: Int) -> (x: Double, y: Double) {
        bestShift(of: other, reach: reach, on: .best)
    }

    package func bestShift(of other: InkShades, reach: Int, on set: InstructionSet) -> (x: Double, y: Double) {
        precondition(
            width == other.width + 2 * reach && height == other.height + 2 * reach, "room for the shift on all sides")
        let places = 2 * reach + 1
        var sums = [Int](repeating: 0, count: places * places)
        unsafe shades.withUnsafeBufferPointer { shades in
            unsafe other.shades.withUnsafeBufferPointer { others in
                guard let shades = shades.baseAddress, let others = others.baseAddress else { return }
                for place in sums.indices {
                    let from = place / places * width + place % places
                    sums[place] = unsafe squareDifferences(
                        shades + from, width, others, other.width, columns: other.width, rows: other.height, on: set)
                }
            }
        }
        let middle = reach * places + reach
        // The parabola needs a neighbour on each side.
        let inner = sums.indices.filter {
            (1..<places - 1).contains($0 % places) && (1..<places - 1).contains($0 / places)
        }
        let best = inner.min { (sums[$0], $0 == middle ? 0 : 1) < (sums[$1], $1 == middle ? 0 : 1) } ?? middle
        func vertex(_ before: Int, _ after: Int) -> Double {
            let bend = Double(sums[before] + sums[after] - 2 * sums[best])
            return bend > 0 ? min(0.5, max(-0.5, Double(sums[before] - sums[after]) / (2 * bend))) : 0
        }
        return (
            Double(best % places - reach) + vertex(best - 1, best + 1),
            Double(best / places - reach) + vertex(best - places, best + places)
        )
    }

    private func squareDifferences(
        _ a: UnsafePointer<UInt8>, _ aWidth: Int, _ b: UnsafePointer<UInt8>, _ bWidth: Int, columns: Int, rows: Int,
        on set: InstructionSet
    ) -> Int {
        #if arch(x86_64)
            if set >= .avx2 { return unsafe Int(rk_square_differences_avx2(a, aWidth, b, bWidth, columns, rows)) }
        #endif
        var sum = 0
        for row in 0..<rows {
            for column in 0..<columns {
                let difference = unsafe Int(a[row &* aWidth &+ column]) &- Int(b[row &* bWidth &+ column])
                sum &+= difference &* difference
            }
        }
        return sum
    }

    /// What is darker here than another piece of the same size allows.
    ///
    /// - Parameters:
    ///   - other: the piece that allows it.
    ///   - margin: how much darker is nothing yet.
    ///   - place: the box in which it counts; everything else is 0.
    ///   - mask: where nothing counts; of the same size.
    public func excess(
        over other: InkShades, margin: UInt8, in place: (x: Range<Int>, y: Range<Int>), butFor mask: Bitmap? = nil
    ) -> InkShades {
        precondition(width == other.width && height == other.height, "only pieces of one size can be compared")
        var result = [UInt8](repeating: 0, count: shades.count)
        let columns = place.x.clamped(to: 0..<width)
        unsafe result.withUnsafeMutableBufferPointer { result in
            unsafe shades.withUnsafeBufferPointer { shades in
                unsafe other.shades.withUnsafeBufferPointer { others in
                    for row in place.y.clamped(to: 0..<height) {
                        for column in columns {
                            let at = row &* width &+ column
                            let allowed = unsafe others[at] > 255 &- margin ? 255 : others[at] &+ margin
                            unsafe result[at] = shades[at] > allowed ? shades[at] &- allowed : 0
                        }
                        mask?.forEachRun(inRow: row) { start, end in
                            for column in start..<end { unsafe result[row &* width &+ column] = 0 }
                        }
                    }
                }
            }
        }
        return InkShades(width: width, height: height, shades: result)
    }

    /// The most ink that lies together in a square, in pixels of full ink.
    ///
    /// - Parameter side: of the square, in pixels.
    public func densest(side: Int) -> Double {
        var most: Int32 = 0
        var columns = [Int32](repeating: 0, count: width)
        unsafe shades.withUnsafeBufferPointer { shades in
            unsafe columns.withUnsafeMutableBufferPointer { columns in
                for row in 0..<height {
                    let line = row &* width
                    for column in 0..<width { unsafe columns[column] &+= Int32(shades[line &+ column]) }
                    if row >= side {
                        let gone = line &- side &* width
                        for column in 0..<width { unsafe columns[column] &-= Int32(shades[gone &+ column]) }
                    }
                    var sum: Int32 = 0
                    for column in 0..<width {
                        unsafe sum &+= columns[column]
                        if column >= side { unsafe sum &-= columns[column &- side] }
                        most = max(most, sum)
                    }
                }
            }
        }
        return Double(most) / Double(Self.full)
    }
}

extension Bitmap {
    /// Ink grown by as much as shades spread.
    public func spread(_ spread: InkShades.Spread) -> Bitmap {
        switch spread {
        case .cross: grownCrosswise()
        case .square: dilated()
        case .crossTwice: grownCrosswise().grownCrosswise()
        case .crossSquare: grownCrosswise().dilated()
        case .squareTwice: dilated().dilated()
        }
    }

    /// Ink grown by one pixel sideways, up and down, but not over corners.
    func grownCrosswise() -> Bitmap {
        let (wordsPerRow, height, mask) = (wordsPerRow, height, lastWordMask)
        return unsafe Bitmap(width: width, height: height) { result in
            unsafe words.withUnsafeBufferPointer { words in
                guard let words = words.baseAddress else { return }
                for row in 0..<height {
                    let here = unsafe words + row &* wordsPerRow
                    let (above, below) = unsafe (
                        row > 0 ? here - wordsPerRow : here, row &+ 1 < height ? here + wordsPerRow : here
                    )
                    let line = unsafe result + row &* wordsPerRow
                    for word in 0..<wordsPerRow {
                        let bits = unsafe here[word]
                        let left = unsafe word > 0 ? here[word &- 1] &<< 63 : 0
                        let right = unsafe word &+ 1 < wordsPerRow ? here[word &+ 1] &>> 63 : 0
                        unsafe line[word] = bits | bits &>> 1 | bits &<< 1 | left | right | above[word] | below[word]
                    }
                    unsafe line[wordsPerRow &- 1] &= mask
                }
            }
        }
    }
}
