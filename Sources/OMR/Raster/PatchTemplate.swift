/// A piece of print that is looked for in a larger picture.
///
/// Rows are words as in `Bitmap`, kept column of words by column: a search shifts the picture once for each `x` and then
/// lays whole columns of words on each other, a row lower for each `y`.
public struct PatchTemplate: Hashable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Pixels of ink that count.
    public let inkCount: Int

    let wordsPerRow: Int
    /// Ink of the template, where it counts; all rows of the first column of words, then of the next.
    let ink: [UInt64]
    /// The same, grown by one pixel all round.
    let grownInk: [UInt64]
    /// Where the picture is compared at all.
    let care: [UInt64]
    /// True when the picture is compared everywhere.
    let caresEverywhere: Bool

    /// Takes the print of a bitmap.
    ///
    /// - Parameters:
    ///   - bitmap: the print.
    ///   - ignoring: where neither print nor picture count, such as the inside of a target, in which a voter may have
    ///     written; of the same size.
    public init(_ bitmap: Bitmap, ignoring: Bitmap? = nil) {
        let full = Bitmap(full: bitmap.width, bitmap.height)
        let counted = ignoring.map { full.subtracting($0) } ?? full
        let print = bitmap.intersection(counted)
        width = bitmap.width
        height = bitmap.height
        wordsPerRow = bitmap.wordsPerRow
        ink = print.wordsByColumn
        grownInk = print.dilated().wordsByColumn
        care = counted.wordsByColumn
        caresEverywhere = counted == full
        inkCount = print.inkCount
    }

    /// Where the template lies best in a picture.
    public struct Match: Hashable, Sendable {
        /// Place of the template's top left corner in the picture.
        public let x, y: Int
        /// Ink on ink: twice the common ink over the ink of both, 0 to 1 (Dice).
        public let overlap: Double
    }

    /// Tries the template at every place where it lies inside the picture.
    ///
    /// - Returns: the place of greatest overlap; of equal ones the nearest to the middle, so that an empty picture moves
    ///   nothing.
    public func bestMatch(in picture: Bitmap) -> Match { bestMatch(in: picture, on: .best) }

    package func bestMatch(in picture: Bitmap, on set: InstructionSet) -> Match {
        unsafe withCounts(in: picture, on: set) { common, seen, placesX, placesY in
            unsafe best(common, seen, placesX, placesY)
        }
    }

    /// The greatest overlap at places other than the middle: how much the template is like what lies around it.
    ///
    /// - Parameters:
    ///   - distance: pixels from the middle, across or down, from which a place counts.
    ///   - isLow: false for an overlap from which no greater one is looked for.
    public func greatestOverlap(
        in picture: Bitmap, fromMiddle distance: Int, while isLow: (Double) -> Bool
    ) -> Double {
        var greatest = 0.0
        return unsafe withCounts(
            in: picture, on: .best,
            goesOn: { x, common, seen, placesX, placesY in
                for y in 0..<placesY where max(abs(x - placesX / 2), abs(y - placesY / 2)) >= distance {
                    let place = x &* placesY &+ y
                    greatest = unsafe max(greatest, overlap(common[place], seen[place]))
                }
                return isLow(greatest)
            }, then: { _, _, _, _ in greatest })
    }

    /// Ink at all places, `x` by `x`.
    private typealias Counts = UnsafeMutableBufferPointer<UInt32>

    /// The common ink and the picture's ink under the template at all places, `x` by `x`.
    ///
    /// - Parameter goesOn: asked after each `x`; at false no further one is counted.
    private func withCounts<Value>(
        in picture: Bitmap, on set: InstructionSet,
        goesOn: (_ x: Int, _ common: Counts, _ seen: Counts, _ placesX: Int, _ placesY: Int) -> Bool = {
            _, _, _, _, _ in true
        },
        then body: (Counts, Counts, Int, Int) -> Value
    ) -> Value {
        precondition(picture.width >= width && picture.height >= height, "the picture must hold the template")
        let (placesX, placesY) = (picture.width - width + 1, picture.height - height + 1)
        return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * placesX * placesY) { counts in
            unsafe counts.initialize(repeating: 0)
            let common = unsafe UnsafeMutableBufferPointer(rebasing: counts[..<(placesX * placesY)])
            let seen = unsafe UnsafeMutableBufferPointer(rebasing: counts[(placesX * placesY)...])
            func isDone(_ x: Int) -> Bool { unsafe !goesOn(x, common, seen, placesX, placesY) }
            if set == .scalar {
                unsafe count(in: picture, common, seen, until: isDone)
            } else {
                unsafe countByColumns(in: picture, common, seen, set, until: isDone)
            }
            return unsafe body(common, seen, placesX, placesY)
        }
    }

    /// Twice the common ink over the ink of both.
    private func overlap(_ common: UInt32, _ seen: UInt32) -> Double {
        let both = Int(seen) + inkCount
        return both == 0 ? 0 : 2 * Double(common) / Double(both)
    }

    /// The place to choose, from the common ink and the picture's ink at all places, `x` by `x`.
    private func best(
        _ common: Counts, _ seen: Counts, _ placesX: Int, _ placesY: Int
    ) -> Match {
        let (middleX, middleY) = (placesX / 2, placesY / 2)
        let middle = middleX &* placesY &+ middleY
        var best = (x: middleX, y: middleY, place: middle, distance: 0)
        for y in 0..<placesY {
            for x in 0..<placesX {
                // Common ink over the ink of both, compared crosswise; where there is no ink, all places are alike.
                let place = x &* placesY &+ y
                let here = unsafe Int(common[place]) &* (Int(seen[best.place]) &+ inkCount)
                let there = unsafe Int(common[best.place]) &* (Int(seen[place]) &+ inkCount)
                guard here >= there else { continue }
                let distance = (x - middleX) * (x - middleX) + (y - middleY) * (y - middleY)
                if here > there || distance < best.distance { best = (x, y, place, distance) }
            }
        }
        return unsafe Match(x: best.x, y: best.y, overlap: overlap(common[best.place], seen[best.place]))
    }

    /// Counts place by place and row by row, as it is meant.
    private func count(
        in picture: Bitmap, _ common: Counts, _ seen: Counts, until isDone: (Int) -> Bool
    ) {
        let placesY = picture.height - height + 1
        for x in 0..<picture.width - width + 1 {
            for y in 0..<placesY {
                for row in 0..<height {
                    for word in 0..<wordsPerRow {
                        let bits = picture.bits(at: x + word * 64, row: y + row) & care[word * height + row]
                        unsafe common[x * placesY + y] += UInt32((bits & ink[word * height + row]).nonzeroBitCount)
                        unsafe seen[x * placesY + y] += UInt32(bits.nonzeroBitCount)
                    }
                }
            }
            if isDone(x) { return }
        }
    }

    /// The same, all rows of a column of words at once.
    private func countByColumns(
        in picture: Bitmap, _ common: Counts, _ seen: Counts, _ set: InstructionSet, until isDone: (Int) -> Bool
    ) {
        let rows = picture.height
        let (placesX, placesY) = (picture.width - width + 1, rows - height + 1)
        let columns = picture.wordsPerRow
        // The picture column by column with one of paper at its end, then one for the shifted rows.
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (columns + 2) * rows) { scratch in
            guard let turned = scratch.baseAddress, let common = common.baseAddress,
                let seen = seen.baseAddress
            else { return }
            let shifted = unsafe turned + (columns + 1) * rows
            unsafe picture.words.withUnsafeBufferPointer { words in
                for column in 0..<columns {
                    for row in 0..<rows {
                        unsafe (turned + (column &* rows &+ row)).initialize(to: words[row &* columns &+ column])
                    }
                }
            }
            unsafe (turned + columns * rows).initialize(repeating: 0, count: rows)
            unsafe shifted.initialize(repeating: 0, count: rows)
            unsafe ink.withUnsafeBufferPointer { ink in
                unsafe care.withUnsafeBufferPointer { care in
                    guard let ink = ink.baseAddress, let care = care.baseAddress else { return }
                    for x in 0..<placesX {
                        for word in 0..<wordsPerRow {
                            let high = unsafe turned + ((x >> 6) + word) * rows
                            unsafe BitKernels.shift(high, high + rows, by: x & 63, count: rows, to: shifted, on: set)
                            unsafe BitKernels.slide(
                                shifted, ink + word * height, height: height, places: placesY,
                                counts: common + x * placesY, on: set)
                            if caresEverywhere {
                                unsafe slideWindow(
                                    shifted, care[word * height], places: placesY, counts: seen + x * placesY)
                            } else {
                                unsafe BitKernels.slide(
                                    shifted, care + word * height, height: height, places: placesY,
                                    counts: seen + x * placesY, on: set)
                            }
                        }
                        if isDone(x) { return }
                    }
                }
            }
        }
    }

    /// Ink of the picture under the template at all places of a column, where all rows count alike: what leaves at the top
    /// is taken off, what comes in at the bottom is added.
    private func slideWindow(
        _ bits: UnsafePointer<UInt64>, _ mask: UInt64, places: Int, counts: UnsafeMutablePointer<UInt32>
    ) {
        var sum = 0
        for row in 0..<height { sum &+= unsafe (bits[row] & mask).nonzeroBitCount }
        unsafe counts[0] &+= UInt32(truncatingIfNeeded: sum)
        for place in 1..<max(1, places) {
            sum &+= unsafe (bits[place &+ height &- 1] & mask).nonzeroBitCount
            sum &-= unsafe (bits[place &- 1] & mask).nonzeroBitCount
            unsafe counts[place] &+= UInt32(truncatingIfNeeded: sum)
        }
    }

    /// How well print and picture agree at a place, forgiving a pixel: lines printed a little bolder or thinner still agree.
    ///
    /// - Returns: `found`, the share of the template's ink that has ink beside it in the picture; and `explained`, the
    ///   share of the picture's ink that has the template's ink beside it. Both 1 where there is no ink to ask about.
    public func agreement(in picture: Bitmap, x: Int, y: Int) -> (found: Double, explained: Double) {
        agreement(in: picture, x: x, y: y, on: .best)
    }

    package func agreement(
        in picture: Bitmap, x: Int, y: Int, on set: InstructionSet
    ) -> (found: Double, explained: Double) {
        let counts = set == .scalar ? agreeing(in: picture, x, y) : agreeingByColumns(in: picture, x, y, set)
        return (
            inkCount == 0 ? 1 : Double(counts.found) / Double(inkCount),
            counts.seen == 0 ? 1 : Double(counts.explained) / Double(counts.seen)
        )
    }

    private func agreeing(in picture: Bitmap, _ x: Int, _ y: Int) -> (found: Int, explained: Int, seen: Int) {
        var (found, explained, seen) = (0, 0, 0)
        for row in 0..<height {
            for word in 0..<wordsPerRow {
                let index = word * height + row
                let column = x + word * 64
                var grown: UInt64 = 0
                for line in y + row - 1...y + row + 1 {
                    for place in column - 1...column + 1 { grown |= picture.bits(at: place, row: line) }
                }
                let bits = picture.bits(at: column, row: y + row) & care[index]
                found += (grown & ink[index]).nonzeroBitCount
                explained += (bits & grownInk[index]).nonzeroBitCount
                seen += bits.nonzeroBitCount
            }
        }
        return (found, explained, seen)
    }

    /// The same: rows are grown sideways once, then three grown rows make one, and columns of words are counted whole.
    private func agreeingByColumns(
        in picture: Bitmap, _ x: Int, _ y: Int, _ set: InstructionSet
    ) -> (found: Int, explained: Int, seen: Int) {
        let height = self.height
        return unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * height) { scratch in
            unsafe scratch.initialize(repeating: 0)
            guard let bits = scratch.baseAddress else { return (0, 0, 0) }
            let grown = unsafe bits + height
            var (found, explained, seen) = (0, 0, 0)
            for word in 0..<wordsPerRow {
                unsafe picture.words.withUnsafeBufferPointer { words in
                    guard let words = words.baseAddress else { return }
                    let column = x + word * 64
                    let perRow = picture.wordsPerRow
                    let (middle, left, right) = (
                        WordAt(column, of: perRow), WordAt(column - 1, of: perRow), WordAt(column + 1, of: perRow)
                    )
                    var (above, here): (UInt64, UInt64) = (0, 0)
                    for row in -1...height {
                        let at = y &+ row
                        var (wide, own): (UInt64, UInt64) = (0, 0)
                        if at >= 0, at < picture.height {
                            let line = unsafe words + at &* perRow
                            own = unsafe middle.bits(of: line)
                            wide = unsafe own | left.bits(of: line) | right.bits(of: line)
                        }
                        if row >= 1 { unsafe grown[row &- 1] = above | here | wide }
                        if row >= 0, row < height { unsafe bits[row] = own & care[word &* height &+ row] }
                        (above, here) = (here, wide)
                    }
                }
                unsafe ink.withUnsafeBufferPointer { ink in
                    guard let ink = ink.baseAddress else { return }
                    found &+= unsafe BitKernels.commonBits(grown, ink + word * height, height, on: set)
                }
                unsafe grownInk.withUnsafeBufferPointer { grownInk in
                    guard let grownInk = grownInk.baseAddress else { return }
                    explained &+= unsafe BitKernels.commonBits(bits, grownInk + word * height, height, on: set)
                }
                seen &+= unsafe BitKernels.commonBits(bits, bits, height, on: set)
            }
            return (found, explained, seen)
        }
    }
}

/// 64 pixels of any line of a picture, from one column on; what lies beside the picture is paper.
private struct WordAt {
    private let high, low: Int
    private let hasHigh, hasLow: Bool
    private let shift: UInt64

    init(_ column: Int, of wordsPerRow: Int) {
        (high, low) = (column >> 6, column >> 6 + 1)
        (hasHigh, hasLow) = (high >= 0 && high < wordsPerRow, low >= 0 && low < wordsPerRow)
        shift = UInt64(column & 63)
    }

    @inline(__always) func bits(of line: UnsafePointer<UInt64>) -> UInt64 {
        let (first, next) = unsafe (hasHigh ? line[high] : 0, hasLow ? line[low] : 0)
        // Two steps to the right, for a masked shift by 64 would do nothing.
        return first &<< shift | (next &>> 1) &>> (63 &- shift)
    }
}

extension Bitmap {
    /// A bitmap of ink only.
    public init(full width: Int, _ height: Int) {
        self.init(width: width, height: height)
        for row in 0..<height {
            for word in 0..<wordsPerRow { words[row * wordsPerRow + word] = ~0 }
            words[(row + 1) * wordsPerRow - 1] &= lastWordMask
        }
    }

    /// All rows of the first column of words, then all of the next.
    var wordsByColumn: [UInt64] {
        (0..<wordsPerRow * height).map { words[$0 % height * wordsPerRow + $0 / height] }
    }
}
