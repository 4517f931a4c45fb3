extension Bitmap {
    /// Ink that is here and in another bitmap of the same size.
    public func intersection(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & $1 } }

    /// Ink that is here and not in another bitmap of the same size.
    public func subtracting(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & ~$1 } }

    /// Ink that is here or in another bitmap of the same size.
    public func union(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 | $1 } }

    @inline(__always)
    private func combined(with other: Bitmap, _ operation: (UInt64, UInt64) -> UInt64) -> Bitmap {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        return unsafe Bitmap(width: width, height: height) { result in
            unsafe words.withUnsafeBufferPointer { words in
                unsafe other.words.withUnsafeBufferPointer { others in
                    guard let a = words.baseAddress, let b = others.baseAddress else { return }
                    for index in 0..<words.count { unsafe result[index] = operation(a[index], b[index]) }
                }
            }
        }
    }

    /// Ink grown by one pixel in all eight directions.
    public func dilated() -> Bitmap {
        unsafe Bitmap(width: width, height: height) { result in
            unsafe words.withUnsafeBufferPointer { words in
                guard let words = words.baseAddress else { return }
                unsafe withRowOfWords(between: 0) { together in
                    for y in 0..<height {
                        unsafe dilate(words, row: y, together, to: result + y &* wordsPerRow)
                    }
                }
            }
        }
    }

    /// Ink grown within other ink: by one pixel in all eight directions, again and again, as far as there is ink in `other` too.
    ///
    /// - Parameters:
    ///   - other: a bitmap of the same size.
    ///   - times: how far ink is followed, in pixels.
    public func grown(within other: Bitmap, times: Int) -> Bitmap {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        var (before, result) = (self, self)
        // Only rows beside ink can change, and then those beside ones that changed.
        var hasChanged = (0..<height).map { y in words[y * wordsPerRow..<(y + 1) * wordsPerRow].contains { $0 != 0 } }
        for _ in 0..<times where hasChanged.contains(true) {
            let mayChange = hasChanged.indices.map { y in
                hasChanged[max(0, y - 1)...min(height - 1, y + 1)].contains(true)
            }
            unsafe before.words.withUnsafeBufferPointer { words in
                unsafe other.words.withUnsafeBufferPointer { others in
                    unsafe result.words.withUnsafeMutableBufferPointer { result in
                        guard let words = words.baseAddress, let others = others.baseAddress,
                            let result = result.baseAddress
                        else { return }
                        unsafe withRowOfWords(between: 0) { together in
                            for y in 0..<height {
                                hasChanged[y] = false
                                guard mayChange[y] else { continue }
                                let first = y &* wordsPerRow
                                let line = unsafe result + first
                                unsafe dilate(words, row: y, together, to: line)
                                var change: UInt64 = 0
                                for word in 0..<wordsPerRow {
                                    let old = unsafe words[first &+ word]
                                    let new = unsafe old | (line[word] & others[first &+ word])
                                    change |= new ^ old
                                    unsafe line[word] = new
                                }
                                hasChanged[y] = change != 0
                            }
                        }
                    }
                }
            }
            for y in 0..<height where hasChanged[y] {
                let row = y * wordsPerRow..<(y + 1) * wordsPerRow
                before.words.replaceSubrange(row, with: result.words[row])
            }
        }
        return result
    }

    /// Ink that has ink on all eight sides; beyond the bitmap's edges nothing is asked.
    public func eroded() -> Bitmap {
        let rest = ~lastWordMask
        return unsafe Bitmap(width: width, height: height) { result in
            unsafe words.withUnsafeBufferPointer { words in
                guard let words = words.baseAddress else { return }
                unsafe withRowOfWords(between: ~0) { together in
                    for y in 0..<height {
                        let (above, here, below) = unsafe rows(around: y, of: words)
                        let line = unsafe result + y &* wordsPerRow
                        var any: UInt64 = 0
                        for word in 0..<wordsPerRow {
                            let bits = unsafe above[word] & here[word] & below[word]
                            any |= bits
                            unsafe together[word] = bits
                        }
                        // Most rows of what is new on a side.
                        guard any != 0 else {
                            unsafe line.initialize(repeating: 0, count: wordsPerRow)
                            continue
                        }
                        unsafe together[wordsPerRow &- 1] |= rest
                        for word in 0..<wordsPerRow {
                            let bits = unsafe together[word]
                            let (left, right) = unsafe (together[word &- 1] &<< 63, together[word &+ 1] &>> 63)
                            unsafe line[word] = bits & (bits &>> 1 | left) & (bits &<< 1 | right)
                        }
                        unsafe line[wordsPerRow &- 1] &= lastWordMask
                    }
                }
            }
        }
    }

    /// A row grown by one pixel in all eight directions.
    @inline(__always)
    private func dilate(
        _ words: UnsafePointer<UInt64>, row: Int, _ together: UnsafeMutablePointer<UInt64>,
        to line: UnsafeMutablePointer<UInt64>
    ) {
        let (above, here, below) = unsafe rows(around: row, of: words)
        for word in 0..<wordsPerRow { unsafe together[word] = above[word] | here[word] | below[word] }
        for word in 0..<wordsPerRow {
            let bits = unsafe together[word]
            let (left, right) = unsafe (together[word &- 1] &<< 63, together[word &+ 1] &>> 63)
            unsafe line[word] = bits | bits &>> 1 | bits &<< 1 | left | right
        }
        unsafe line[wordsPerRow &- 1] &= lastWordMask
    }

    /// A row with the ones above and below; the row itself beyond the edges.
    @inline(__always)
    private func rows(
        around row: Int, of words: UnsafePointer<UInt64>
    ) -> (above: UnsafePointer<UInt64>, here: UnsafePointer<UInt64>, below: UnsafePointer<UInt64>) {
        let here = unsafe words + row &* wordsPerRow
        return unsafe (row > 0 ? here - wordsPerRow : here, here, row &+ 1 < height ? here + wordsPerRow : here)
    }

    /// Room for a row of words, between two words that stand for what lies beside the bitmap.
    private func withRowOfWords(between beside: UInt64, _ work: (UnsafeMutablePointer<UInt64>) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: wordsPerRow + 2) { row in
            unsafe row.initialize(repeating: beside)
            if let start = row.baseAddress { unsafe work(start + 1) }
        }
    }

    /// A rectangle of the bitmap; what reaches outside is paper.
    public func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> Bitmap {
        let (height, wordsPerRow) = (self.height, self.wordsPerRow)
        let newWordsPerRow = (newWidth + 63) / 64
        let lastMask: UInt64 = newWidth & 63 == 0 ? ~0 : ~(~0 >> UInt64(newWidth & 63))
        let (start, shift) = (x >> 6, UInt64(x & 63))
        return unsafe Bitmap(width: newWidth, height: newHeight) { result in
            unsafe words.withUnsafeBufferPointer { words in
                for row in 0..<newHeight {
                    let line = unsafe result + row &* newWordsPerRow
                    guard y &+ row >= 0, y &+ row < height else {
                        unsafe line.initialize(repeating: 0, count: newWordsPerRow)
                        continue
                    }
                    let from = (y &+ row) &* wordsPerRow
                    var high = start >= 0 && start < wordsPerRow ? unsafe words[from &+ start] : 0
                    for word in 0..<newWordsPerRow {
                        let next = start &+ word &+ 1
                        let low = next >= 0 && next < wordsPerRow ? unsafe words[from &+ next] : 0
                        // Two steps to the right, for a shift by 64 gives nothing.
                        unsafe line[word] = high &<< shift | (low &>> 1) &>> (63 &- shift)
                        high = low
                    }
                    unsafe line[newWordsPerRow &- 1] &= lastMask
                }
            }
        }
    }

    /// Each pixel as a square of pixels, cut off at a width and a height.
    public func enlarged(_ times: Int, width newWidth: Int, height newHeight: Int) -> Bitmap {
        var result = Bitmap(width: newWidth, height: newHeight)
        for y in 0..<min(height, (newHeight + times - 1) / times) {
            let first = y * times
            for word in 0..<wordsPerRow {
                var bits = words[y * wordsPerRow + word]
                while bits != 0 {
                    let x = word * 64 + bits.leadingZeroBitCount
                    bits &= ~(1 << UInt64(63 - x & 63))
                    for place in x * times..<max(x * times, min(newWidth, (x + 1) * times)) {
                        result[place, first] = true
                    }
                }
            }
            for row in first + 1..<max(first + 1, min(newHeight, first + times)) {
                for word in 0..<result.wordsPerRow {
                    result.words[row * result.wordsPerRow + word] = result.words[first * result.wordsPerRow + word]
                }
            }
        }
        return result
    }
}
