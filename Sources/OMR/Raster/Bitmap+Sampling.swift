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
        let steps = SamplingSteps(map)
        let inRuns = set > .scalar && steps.isNearlyLevel
        return unsafe Bitmap(width: newWidth, height: newHeight) { result in
            unsafe words.withUnsafeBufferPointer { words in
                guard let words = words.baseAddress else { return }
                let wordsPerRow = (newWidth + 63) / 64
                for row in 0..<newHeight {
                    let line = unsafe result + row &* wordsPerRow
                    if inRuns {
                        unsafe sampleInRuns(words, from: steps.start(of: row), steps, count: newWidth, to: line)
                    } else {
                        var place = steps.start(of: row)
                        for word in 0..<wordsPerRow {
                            unsafe line[word] = bits(from: &place, steps, count: min(64, newWidth - word * 64))
                        }
                    }
                }
            }
        }
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
        var place = start
        var (inStep, inLine) = (steps.pixelsInColumnStep(from: place.x), steps.pixelsInLine(from: place.y))
        var word = 0
        while word &* 64 < count {
            let end = min(64, count &- word &* 64)
            var bits: UInt64 = 0
            var done = 0
            while done < end {
                let run = min(min(inStep, inLine), end &- done)
                let (column, line) = (place.x >> 32, place.y >> 32)
                if line >= 0, line < height, column > -64, column < width {
                    let (index, shift) = (column >> 6, UInt64(truncatingIfNeeded: column & 63))
                    let from = unsafe words + line &* wordsPerRow
                    let high = index >= 0 ? unsafe from[index] : 0
                    let low = index &+ 1 < wordsPerRow ? unsafe from[index &+ 1] : 0
                    // Two steps to the right, for a masked shift by 64 would do nothing.
                    let here = high &<< shift | (low &>> 1) &>> (63 &- shift)
                    let kept = ~0 &<< UInt64(truncatingIfNeeded: 64 &- run)
                    bits |= (here & kept) &>> UInt64(truncatingIfNeeded: done)
                }
                place.x &+= steps.x &* run
                place.y &+= steps.y &* run
                done &+= run
                inStep &-= run
                inLine &-= run
                if inStep == 0 { inStep = steps.pixelsInColumnStep(from: place.x) }
                if inLine == 0 { inLine = steps.pixelsInLine(from: place.y) }
            }
            unsafe result[word] = bits
            word &+= 1
        }
    }
}

/// A map as steps in 32.32 fixed point: exact enough over a page, the same on every machine, and free of float-to-int calls.
struct SamplingSteps {
    /// Where the pixel to the right lies.
    let x, y: Int
    private let map: Affine

    struct Place {
        var x, y: Int
    }

    private static let one = 4_294_967_296.0

    init(_ map: Affine) {
        self.map = map
        x = Int((map.xx * Self.one).rounded())
        y = Int((map.yx * Self.one).rounded())
    }

    /// The middle of a row's first pixel.
    func start(of row: Int) -> Place {
        let start = map(0, Double(row))
        return Place(x: Self.rounded((start.x + 0.5) * Self.one), y: Self.rounded((start.y + 0.5) * Self.one))
    }

    /// What `rounded()` gives, without its call into the C library on CPUs before SSE4.1.
    @inline(__always) private static func rounded(_ value: Double) -> Int {
        let whole = Int(value)
        let rest = value - Double(whole)
        return whole &+ (rest >= 0.5 ? 1 : 0) &- (rest <= -0.5 ? 1 : 0)
    }

    /// True where pixels to the right lie to the right, so that runs are long.
    var isNearlyLevel: Bool { (x - 1 << 32).magnitude < 1 << 29 && y.magnitude < 1 << 29 }

    /// Pixels from a place on that lie in the line of the first.
    @inline(__always) func pixelsInLine(from place: Int) -> Int { Self.pixels(from: place, drift: y) }

    /// Pixels from a place on that lie side by side.
    @inline(__always) func pixelsInColumnStep(from place: Int) -> Int { Self.pixels(from: place, drift: x - 1 << 32) }

    /// Pixels until a drift from pixel to pixel leaves the whole unit it began in.
    @inline(__always) private static func pixels(from place: Int, drift: Int) -> Int {
        let part = UInt32(truncatingIfNeeded: place)
        if drift > 0 { return Int((~part) / UInt32(truncatingIfNeeded: drift)) &+ 1 }
        if drift < 0 { return Int(part / UInt32(truncatingIfNeeded: 0 &- drift)) &+ 1 }
        return 64
    }
}
