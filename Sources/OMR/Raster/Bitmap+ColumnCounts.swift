extension Bitmap {
    /// Ink in each column.
    ///
    /// - Parameter columns: which; inside the bitmap.
    /// - Returns: a count for each of `columns`, left to right.
    public func inkCounts(ofColumns columns: Range<Int>) -> [Int] { inkCounts(ofColumns: columns, on: .best) }

    package func inkCounts(ofColumns columns: Range<Int>, on set: InstructionSet) -> [Int] {
        precondition(columns.lowerBound >= 0 && columns.upperBound <= width, "columns of the bitmap")
        if set == .scalar {
            return columns.map { x in (0..<height).reduce(0) { $0 + (self[x, $1] ? 1 : 0) } }
        }
        var counts: [Int] = []
        counts.reserveCapacity(columns.count)
        var column = columns.lowerBound
        while column < columns.upperBound {
            let word = column >> 6
            let end = min(columns.upperBound, (word + 1) << 6)
            let tall = countsDown(word: word)
            for x in column..<end { counts.append(tall[x & 63]) }
            column = end
        }
        return counts
    }

    /// Ink in the 64 columns of a word: each bit of eight planes counts for one column, carried on like the digits of a sum.
    private func countsDown(word: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: 64)
        unsafe words.withUnsafeBufferPointer { words in
            // Eight planes count to 255.
            for top in stride(from: 0, to: height, by: 255) {
                var planes = (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
                for row in top..<min(height, top + 255) {
                    var carry = unsafe words[row &* wordsPerRow &+ word]
                    (planes.0, carry) = (planes.0 ^ carry, planes.0 & carry)
                    (planes.1, carry) = (planes.1 ^ carry, planes.1 & carry)
                    (planes.2, carry) = (planes.2 ^ carry, planes.2 & carry)
                    if carry == 0 { continue }
                    (planes.3, carry) = (planes.3 ^ carry, planes.3 & carry)
                    (planes.4, carry) = (planes.4 ^ carry, planes.4 & carry)
                    (planes.5, carry) = (planes.5 ^ carry, planes.5 & carry)
                    (planes.6, carry) = (planes.6 ^ carry, planes.6 & carry)
                    planes.7 ^= carry
                }
                for x in 0..<64 {
                    let at = UInt64(63 - x)
                    let low = planes.0 >> at & 1 | (planes.1 >> at & 1) << 1 | (planes.2 >> at & 1) << 2
                    let middle = (planes.3 >> at & 1) << 3 | (planes.4 >> at & 1) << 4 | (planes.5 >> at & 1) << 5
                    let high = (planes.6 >> at & 1) << 6 | (planes.7 >> at & 1) << 7
                    counts[x] += Int(low | middle | high)
                }
            }
        }
        return counts
    }

    /// The bitmap squeezed together: a row for each band of rows, with ink where a column of the band has two pixels and more.
    ///
    /// - Parameter rows: of a band; the last may have fewer.
    public func bandsInkedTwice(of rows: Int) -> Bitmap {
        var once = Bitmap(width: width, height: (height + rows - 1) / rows)
        var twice = once
        unsafe words.withUnsafeBufferPointer { words in
            unsafe once.words.withUnsafeMutableBufferPointer { once in
                unsafe twice.words.withUnsafeMutableBufferPointer { twice in
                    guard let words = words.baseAddress, let once = once.baseAddress, let twice = twice.baseAddress
                    else { return }
                    for row in 0..<height {
                        let (line, band) = (row &* wordsPerRow, row / rows &* wordsPerRow)
                        for word in 0..<wordsPerRow {
                            let bits = unsafe words[line &+ word]
                            unsafe twice[band &+ word] |= once[band &+ word] & bits
                            unsafe once[band &+ word] |= bits
                        }
                    }
                }
            }
        }
        return twice
    }

    /// The same, with ink where a column of the band has any that is ink in another bitmap of the same size too.
    public func bandsInked(of rows: Int, within other: Bitmap) -> Bitmap {
        precondition(width == other.width && height == other.height, "only bitmaps of one size can be combined")
        var inked = Bitmap(width: width, height: (height + rows - 1) / rows)
        unsafe words.withUnsafeBufferPointer { words in
            unsafe other.words.withUnsafeBufferPointer { others in
                unsafe inked.words.withUnsafeMutableBufferPointer { inked in
                    guard let words = words.baseAddress, let others = others.baseAddress,
                        let inked = inked.baseAddress
                    else { return }
                    for row in 0..<height {
                        let (line, band) = (row &* wordsPerRow, row / rows &* wordsPerRow)
                        for word in 0..<wordsPerRow {
                            unsafe inked[band &+ word] |= words[line &+ word] & others[line &+ word]
                        }
                    }
                }
            }
        }
        return inked
    }
}
