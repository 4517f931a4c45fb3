extension Bitmap {
    /// Ink that is here and in another bitmap of the same size.
    public func intersection(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & $1 } }

    /// Ink that is here and not in another bitmap of the same size.
    public func subtracting(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & ~$1 } }

    /// Ink that is here or in another bitmap of the same size.
    public func union(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 | $1 } }

    private func combined(with other: Bitmap, _ operation: (UInt64, UInt64) -> UInt64) -> Bitmap {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        var result = self
        for index in words.indices { result.words[index] = operation(words[index], other.words[index]) }
        return result
    }

    /// Ink grown by one pixel in all eight directions.
    public func dilated() -> Bitmap {
        let (height, wordsPerRow, mask) = (self.height, self.wordsPerRow, lastWordMask)
        return unsafe Bitmap(width: width, height: height) { result in
            unsafe words.withUnsafeBufferPointer { words in
                for y in 0..<height {
                    let lines = max(0, y - 1)...min(height - 1, y + 1)
                    for word in 0..<wordsPerRow {
                        var (left, here, right): (UInt64, UInt64, UInt64) = (0, 0, 0)
                        for line in lines {
                            let index = line &* wordsPerRow &+ word
                            here |= unsafe words[index]
                            if word > 0 { left |= unsafe words[index &- 1] }
                            if word + 1 < wordsPerRow { right |= unsafe words[index &+ 1] }
                        }
                        unsafe result[y &* wordsPerRow &+ word] =
                            here | here >> 1 | here << 1 | left << 63 | right >> 63
                    }
                    unsafe result[(y + 1) * wordsPerRow - 1] &= mask
                }
            }
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

extension Bitmap {
    /// Ink that has ink on all eight sides; beyond the bitmap's edges nothing is asked.
    public func eroded() -> Bitmap {
        let full = Bitmap(full: width, height)
        return full.subtracting(full.subtracting(self).dilated())
    }
}
