extension Bitmap {
    /// The ink that lies in straight runs of a length and more, sideways or up and down: rules and frames, but no letters.
    ///
    /// - Parameter length: rounded up to a power of two.
    public func rules(ofAtLeast length: Int) -> Bitmap {
        runs(length, dx: 1, dy: 0).union(runs(length, dx: 0, dy: 1))
    }

    /// The ink that is solid over a length and more in both directions: blots and thumbs, but no strokes of letters.
    ///
    /// - Parameter length: rounded up to a power of two.
    public func blots(ofAtLeast length: Int) -> Bitmap {
        runs(length, dx: 1, dy: 0).intersection(runs(length, dx: 0, dy: 1))
    }

    /// The ink grown up and down by some pixels.
    public func grownUpAndDown(by pixels: Int) -> Bitmap {
        var (result, reach) = (self, 0)
        while reach < pixels {
            let step = min(max(1, reach), pixels - reach)
            let below = result.laidOnItself(dx: 0, dy: step) { $0 | $1 }
            result = below.union(result.laidOnItself(dx: 0, dy: -step) { $0 | $1 })
            reach += step
        }
        return result
    }

    /// The ink that fills squares of four pixels: without dust and the ragged edges of print.
    public var withoutHairs: Bitmap {
        let (wordsPerRow, height) = (wordsPerRow, height)
        return unsafe Bitmap(width: width, height: height) { result in
            unsafe words.withUnsafeBufferPointer { words in
                guard let words = words.baseAddress else { return }
                // The upper left pixels of the squares in two rows, with a word of paper before each.
                unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * (wordsPerRow + 1)) { rows in
                    unsafe rows.initialize(repeating: 0)
                    guard let rows = rows.baseAddress else { return }
                    var above = unsafe rows + 1
                    var here = unsafe above + wordsPerRow + 1
                    for y in 0..<height {
                        let line = unsafe words + y &* wordsPerRow
                        let next = unsafe y &+ 1 < height ? line + wordsPerRow : nil
                        for word in 0..<wordsPerRow {
                            var both: UInt64 = 0
                            if let next = unsafe next {
                                both = unsafe line[word] & next[word]
                                let more = unsafe word &+ 1 < wordsPerRow ? line[word &+ 1] & next[word &+ 1] : 0
                                both &= both &<< 1 | more &>> 63
                            }
                            unsafe here[word] = both
                        }
                        let to = unsafe result + y &* wordsPerRow
                        for word in 0..<wordsPerRow {
                            let bits = unsafe above[word] | here[word]
                            let before = unsafe above[word &- 1] | here[word &- 1]
                            unsafe to[word] = bits | bits &>> 1 | before &<< 63
                        }
                        unsafe swap(&above, &here)
                    }
                }
            }
        }
    }

    /// Runs in one direction: what is still ink after it was laid on itself one, two, four pixels further and so on, and all that
    /// this came from.
    private func runs(_ length: Int, dx: Int, dy: Int) -> Bitmap {
        var (runs, reach, steps) = (self, 1, [Int]())
        while reach < length {
            runs = runs.laidOnItself(dx: -dx * reach, dy: -dy * reach) { $0 & $1 }
            steps.append(reach)
            reach *= 2
        }
        return steps.reduce(runs) { $0.laidOnItself(dx: dx * $1, dy: dy * $1) { $0 | $1 } }
    }

    /// Every word with the one that lies there when the bitmap is moved; what comes in from outside is paper.
    @inline(__always)
    private func laidOnItself(dx: Int, dy: Int, _ operation: (UInt64, UInt64) -> UInt64) -> Bitmap {
        let (wordsPerRow, height, lastMask) = (wordsPerRow, height, lastWordMask)
        let (first, shift) = (-dx >> 6, UInt64(truncatingIfNeeded: -dx & 63))
        return unsafe Bitmap(width: width, height: height) { result in
            unsafe words.withUnsafeBufferPointer { words in
                guard let words = words.baseAddress else { return }
                for y in 0..<height {
                    let here = unsafe words + y &* wordsPerRow
                    let to = unsafe result + y &* wordsPerRow
                    let isInside = y &- dy >= 0 && y &- dy < height
                    let moved = unsafe isInside ? words + (y &- dy) &* wordsPerRow : nil
                    func word(_ index: Int) -> UInt64 {
                        guard index >= 0, index < wordsPerRow, let moved = unsafe moved else { return 0 }
                        return unsafe moved[index]
                    }
                    var high = word(first)
                    for index in 0..<wordsPerRow {
                        let low = word(first &+ index &+ 1)
                        // Two steps to the right, for a masked shift by 64 would do nothing.
                        unsafe to[index] = operation(here[index], high &<< shift | (low &>> 1) &>> (63 &- shift))
                        high = low
                    }
                    unsafe to[wordsPerRow &- 1] &= lastMask
                }
            }
        }
    }
}

extension Bitmap {
    /// Lays a bitmap on this one; it begins at a column that 64 divides, and what reaches outside is left off.
    public mutating func paste(_ other: Bitmap, x: Int, y: Int) {
        precondition(x & 63 == 0 && x >= 0 && y >= 0, "whole words are laid")
        let first = x >> 6
        let count = min(other.wordsPerRow, wordsPerRow - first)
        for row in 0..<min(other.height, height - y) {
            for word in 0..<count {
                let at = (y + row) * wordsPerRow + first + word
                words[at] = other.words[row * other.wordsPerRow + word]
                if at % wordsPerRow == wordsPerRow - 1 { words[at] &= lastWordMask }
            }
        }
    }
}
