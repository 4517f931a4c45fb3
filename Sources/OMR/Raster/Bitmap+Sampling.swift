import CRasterKernels

extension Bitmap {
    /// A small picture of this bitmap as seen through a map, such as a target's surroundings on a skewed page.
    ///
    /// - Parameters:
    ///   - map: from the small picture's pixels to this bitmap's.
    ///   - width: the small picture's width in pixels.
    ///   - height: its height.
    /// - Returns: the nearest pixel for each; what falls outside is paper.
    public func sampled(through map: Affine, width newWidth: Int, height newHeight: Int) -> Bitmap {
        sampled(through: map, width: newWidth, height: newHeight, on: .best)
    }

    package func sampled(
        through map: Affine, width newWidth: Int, height newHeight: Int, on set: InstructionSet
    ) -> Bitmap {
        unsafe Bitmap(width: newWidth, height: newHeight) { result in
            unsafe sample(through: map, width: newWidth, height: newHeight, to: result, (newWidth + 63) / 64, on: set)
        }
    }

    /// A picture of this bitmap in which each square tile has a map of its own, such as a page that a feeder has stretched.
    ///
    /// - Parameters:
    ///   - width: the picture's width in pixels.
    ///   - height: its height.
    ///   - tile: pixels along a tile's side, a multiple of 64.
    ///   - map: of the tile whose top left pixel is at a place of the picture: from the picture's pixels to this bitmap's.
    /// - Returns: the nearest pixel for each; what falls outside is paper.
    public func sampled(
        width newWidth: Int, height newHeight: Int, tile: Int, through map: (_ x: Int, _ y: Int) -> Affine
    ) -> Bitmap {
        sampled(width: newWidth, height: newHeight, tile: tile, through: map, on: .best)
    }

    package func sampled(
        width newWidth: Int, height newHeight: Int, tile: Int, through map: (_ x: Int, _ y: Int) -> Affine,
        on set: InstructionSet
    ) -> Bitmap {
        precondition(tile > 0 && tile & 63 == 0, "a tile is a whole number of words wide")
        let wordsPerRow = (newWidth + 63) / 64
        return unsafe Bitmap(width: newWidth, height: newHeight) { result in
            for y in stride(from: 0, to: newHeight, by: tile) {
                for x in stride(from: 0, to: newWidth, by: tile) {
                    let corner = Affine(xx: 1, xy: 0, dx: Double(x), yx: 0, yy: 1, dy: Double(y))
                    unsafe sample(
                        through: map(x, y).after(corner), width: min(tile, newWidth - x),
                        height: min(tile, newHeight - y), to: result + y * wordsPerRow + x / 64, wordsPerRow, on: set)
                }
            }
        }
    }

    /// Writes a picture of this bitmap to rows of words.
    @inline(__always)
    private func sample(
        through map: Affine, width newWidth: Int, height newHeight: Int, to result: UnsafeMutablePointer<UInt64>,
        _ resultWordsPerRow: Int, on set: InstructionSet
    ) {
        let steps = SamplingSteps(map)
        let inRuns = set > .scalar && steps.isNearlyLevel
        let inHalves = inRuns && steps.hasOneBreakAWord && holds(map, width: newWidth, height: newHeight)
        unsafe words.withUnsafeBufferPointer { words in
            guard let words = words.baseAddress else { return }
            #if arch(x86_64)
                if inHalves, set >= .avx2 {
                    let sampleColumn = unsafe set == .avx512 ? rk_sample_column_avx512 : rk_sample_column_avx2
                    for word in 0..<(newWidth + 63) / 64 {
                        let wanted = newWidth - word * 64
                        unsafe sampleColumn(
                            words, wordsPerRow, steps.place(ofWord: word), steps.toTheRight, steps.down, newHeight,
                            wanted < 64 ? ~(~0 >> UInt64(wanted)) : ~0, result + word, resultWordsPerRow)
                    }
                    return
                }
            #endif
            for row in 0..<newHeight {
                let line = unsafe result + row &* resultWordsPerRow
                if inHalves {
                    unsafe sampleInHalves(words, from: steps.start(of: row), steps, count: newWidth, to: line)
                } else if inRuns {
                    unsafe sampleInRuns(words, from: steps.start(of: row), steps, count: newWidth, to: line)
                } else {
                    var place = steps.start(of: row)
                    for word in 0..<(newWidth + 63) / 64 {
                        unsafe line[word] = bits(from: &place, steps, count: min(64, newWidth - word * 64))
                    }
                }
            }
        }
    }

    /// True when all that a picture of this size sees lies well inside the bitmap.
    private func holds(_ map: Affine, width newWidth: Int, height newHeight: Int) -> Bool {
        map.sees(
            width: (newWidth + 63) / 64 * 64, height: newHeight, insideOf: (width, height), sparing: (2, 130, 3))
    }

    /// A row where the map changes the line at most once in 64 pixels, and skips or doubles a column at most once: each word
    /// is put together from four pieces, two lines by two columns, without a branch.
    @inline(__always)
    private func sampleInHalves(
        _ words: UnsafePointer<UInt64>, from start: SamplingSteps.Place, _ steps: SamplingSteps, count: Int,
        to result: UnsafeMutablePointer<UInt64>
    ) {
        let wordsPerRow = self.wordsPerRow
        var place = start
        var word = 0
        while word &* 64 < count {
            // The pixels before each break, of 64: bits from the most significant on.
            let inStep = steps.pixelsInColumnStep(from: place.x)
            let inLine = steps.pixelsInLine(from: place.y)
            let sameStep: UInt64 = ~(~0 >> UInt64(truncatingIfNeeded: inStep))
            let sameLine: UInt64 = ~(~0 >> UInt64(truncatingIfNeeded: inLine))
            let column = place.x >> 32
            let next = column &+ (steps.x > 1 << 32 ? 1 : -1)
            let line = unsafe words + (place.y >> 32) &* wordsPerRow
            let other = unsafe line + (steps.y > 0 ? wordsPerRow : 0 &- wordsPerRow)
            let here = unsafe (bits(line, at: column) & sameStep) | (bits(line, at: next) & ~sameStep)
            let there = unsafe (bits(other, at: column) & sameStep) | (bits(other, at: next) & ~sameStep)
            let all = (here & sameLine) | (there & ~sameLine)
            let wanted = count &- word &* 64
            unsafe result[word] = wanted < 64 ? all & ~(~0 >> UInt64(truncatingIfNeeded: wanted)) : all
            place.x &+= steps.x &* 64
            place.y &+= steps.y &* 64
            word &+= 1
        }
    }

    /// 64 pixels of a line from a column inside the bitmap on.
    @inline(__always) private func bits(_ line: UnsafePointer<UInt64>, at column: Int) -> UInt64 {
        let (index, shift) = (column >> 6, UInt64(truncatingIfNeeded: column & 63))
        // Two steps to the right, for a masked shift by 64 would do nothing.
        return unsafe line[index] &<< shift | (line[index &+ 1] &>> 1) &>> (63 &- shift)
    }

    /// Pixel by pixel, leftmost in the most significant bit.
    private func bits(from place: inout SamplingSteps.Place, _ steps: SamplingSteps, count: Int) -> UInt64 {
        var bits: UInt64 = 0
        for _ in 0..<count {
            let (column, line) = (place.x >> 32, place.y >> 32)
            bits <<= 1
            if column >= 0, column < width, line >= 0, line < height {
                bits |= (words[line &* wordsPerRow &+ column >> 6] << UInt64(column & 63)) >> 63
            }
            place.x &+= steps.x
            place.y &+= steps.y
        }
        return bits << UInt64(64 - count)
    }

    /// A row of the same in runs of neighbouring pixels: on a page that is turned by a degree and stretched by a percent, the
    /// map skips a column or changes the line only every fiftieth pixel, and up to there whole words are copied.
    @inline(__always)
    private func sampleInRuns(
        _ words: UnsafePointer<UInt64>, from start: SamplingSteps.Place, _ steps: SamplingSteps, count: Int,
        to result: UnsafeMutablePointer<UInt64>
    ) {
        let (width, height, wordsPerRow) = (self.width, self.height, self.wordsPerRow)
        for word in 0..<(count &+ 63) / 64 { unsafe result[word] = 0 }
        steps.forEachRun(from: start, count: count, within: 64) { done, run, column, line in
            guard line >= 0, line < height, column > -64, column < width else { return }
            let (index, shift) = (column >> 6, UInt64(truncatingIfNeeded: column & 63))
            let from = unsafe words + line &* wordsPerRow
            let high = index >= 0 ? unsafe from[index] : 0
            let low = index &+ 1 < wordsPerRow ? unsafe from[index &+ 1] : 0
            // Two steps to the right, for a masked shift by 64 would do nothing.
            let here = high &<< shift | (low &>> 1) &>> (63 &- shift)
            let kept = ~0 &<< UInt64(truncatingIfNeeded: 64 &- run)
            unsafe result[done >> 6] |= (here & kept) &>> UInt64(truncatingIfNeeded: done & 63)
        }
    }
}

/// A map as steps in 32.32 fixed point: exact enough over a page, the same on every machine, and free of float-to-int calls.
struct SamplingSteps {
    /// Where the pixel to the right lies.
    let x, y: Int
    /// Where the pixel below lies.
    private let downX, downY: Int
    /// How much farther to the right the pixel to the right lies than one column, and how much lower.
    private let columnDrift, lineDrift: Drift
    /// The middle of the first pixel.
    private let first: Place

    struct Place {
        var x, y: Int
    }

    private static let one = 4_294_967_296.0

    init(_ map: Affine) {
        x = Int((map.xx * Self.one).rounded())
        y = Int((map.yx * Self.one).rounded())
        downX = Int((map.xy * Self.one).rounded())
        downY = Int((map.yy * Self.one).rounded())
        first = Place(
            x: Int(((map.dx + 0.5) * Self.one).rounded()), y: Int(((map.dy + 0.5) * Self.one).rounded()))
        (columnDrift, lineDrift) = (Drift(x - 1 << 32), Drift(y))
    }

    /// The middle of a row's first pixel.
    @inline(__always) func start(of row: Int) -> Place {
        Place(x: first.x &+ downX &* row, y: first.y &+ downY &* row)
    }

    /// Where the first pixel of a word in the first row lies, and the ways from pixel to pixel, for the kernels.
    func place(ofWord word: Int) -> rk_place {
        rk_place(x: Int64(first.x &+ x &* 64 &* word), y: Int64(first.y &+ y &* 64 &* word))
    }
    var toTheRight: rk_place { rk_place(x: Int64(x), y: Int64(y)) }
    var down: rk_place { rk_place(x: Int64(downX), y: Int64(downY)) }

    /// True where every pixel to the right lies one pixel to the right.
    var isExactlyLevel: Bool { x == 1 << 32 && y == 0 }

    /// True where pixels to the right lie to the right, so that runs are long.
    var isNearlyLevel: Bool { (x - 1 << 32).magnitude < 1 << 29 && y.magnitude < 1 << 29 }

    /// True where a run of 64 pixels changes its line at most once, and skips or doubles a column at most once.
    var hasOneBreakAWord: Bool { (x - 1 << 32).magnitude <= 1 << 26 && y.magnitude <= 1 << 26 }

    /// Visits a row in runs of neighbouring pixels that lie side by side in the picture too.
    ///
    /// - Parameters:
    ///   - start: where the row's first pixel lies.
    ///   - limit: no run goes on beyond a multiple of so many pixels of the row.
    ///   - visit: is given the run's first pixel in the row, its length, and the column and line of the picture where it begins.
    @inline(__always)
    func forEachRun(from start: Place, count: Int, within limit: Int, _ visit: (Int, Int, Int, Int) -> Void) {
        var place = start
        var (inStep, inLine) = (pixelsInColumnStep(from: place.x), pixelsInLine(from: place.y))
        var done = 0
        while done < count {
            let run = min(min(inStep, inLine), min(count &- done, limit &- done % limit))
            visit(done, run, place.x >> 32, place.y >> 32)
            place.x &+= x &* run
            place.y &+= y &* run
            done &+= run
            inStep &-= run
            inLine &-= run
            if inStep == 0 { inStep = pixelsInColumnStep(from: place.x) }
            if inLine == 0 { inLine = pixelsInLine(from: place.y) }
        }
    }

    /// Pixels from a place on that lie in the line of the first.
    @inline(__always) func pixelsInLine(from place: Int) -> Int { lineDrift.pixels(from: place) }

    /// Pixels from a place on that lie side by side.
    @inline(__always) func pixelsInColumnStep(from place: Int) -> Int { columnDrift.pixels(from: place) }
}

/// A drift from pixel to pixel, in 1/2^32 of a pixel.
private struct Drift {
    private let isForward: Bool
    /// More than 2^63 over the drift by at most one; 0 where there is no drift. A product with it rounds down as a division does:
    /// it is too large by at most 2^32 / 2^63, which is less than one part of a drift below 2^31.
    private let reciprocal: UInt64

    init(_ drift: Int) {
        isForward = drift > 0
        reciprocal = drift == 0 ? 0 : (1 << 63) / UInt64(drift.magnitude) + 1
    }

    /// Pixels until the drift leaves the whole unit that a place lies in; of a drift below half a pixel.
    @inline(__always) func pixels(from place: Int) -> Int {
        guard reciprocal > 0 else { return 64 }
        let part = UInt32(truncatingIfNeeded: place)
        let way = UInt64(isForward ? ~part : part)
        return Int(truncatingIfNeeded: (way &<< 1).multipliedFullWidth(by: reciprocal).high) &+ 1
    }
}

extension Affine {
    /// True when all that a small picture sees through the map lies inside a larger one.
    ///
    /// - Parameters:
    ///   - picture: width and height of the larger one.
    ///   - pixels: how many pixels are left at least above and on the left, on the right, and below.
    func sees(
        width: Int, height: Int, insideOf picture: (width: Int, height: Int),
        sparing pixels: (before: Double, right: Double, below: Double)
    ) -> Bool {
        let (right, bottom) = (Double(width), Double(height))
        return [(0.0, 0.0), (right, 0), (0, bottom), (right, bottom)].allSatisfy { corner in
            let place = self(corner.0, corner.1)
            return place.x >= pixels.before && place.x < Double(picture.width) - pixels.right
                && place.y >= pixels.before && place.y < Double(picture.height) - pixels.below
        }
    }
}
