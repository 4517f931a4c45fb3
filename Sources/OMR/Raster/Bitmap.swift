/// A page of ink and paper: one bit a pixel, 1 is ink.
///
/// Each row is a whole number of 64-bit words; the leftmost pixel of a word is its most significant bit. Bits beyond the
/// width are always 0, so that counting and comparing can run over whole words.
///
/// ```
/// pixel    0   1   2  ...  63 | 64  65 ...
/// word 0  msb             lsb | word 1 msb ...
/// ```
public struct Bitmap: Hashable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Words in a row: `(width + 63) / 64`.
    public let wordsPerRow: Int
    /// `height * wordsPerRow` words.
    public internal(set) var words: [UInt64]

    /// A bitmap of paper only.
    public init(width: Int, height: Int) {
        precondition(width > 0 && height > 0, "a bitmap has at least one pixel")
        self.width = width
        self.height = height
        wordsPerRow = (width + 63) / 64
        words = [UInt64](repeating: 0, count: height * wordsPerRow)
    }

    /// A bitmap that is ink where a question about column and row is answered with yes.
    @inlinable
    public init(width: Int, height: Int, where isInk: (_ x: Int, _ y: Int) -> Bool) {
        self.init(width: width, height: height)
        for y in 0..<height {
            for start in stride(from: 0, to: width, by: 64) {
                var word: UInt64 = 0
                for x in start..<min(width, start + 64) where isInk(x, y) { word |= 1 << UInt64(63 - (x - start)) }
                setWord(word, at: y * wordsPerRow + start / 64)
            }
        }
    }

    @usableFromInline
    mutating func setWord(_ word: UInt64, at index: Int) { words[index] = word }

    /// A bitmap whose words are written in place.
    ///
    /// - Parameter fill: writes all `height * wordsPerRow` words, with 0 in the bits beyond the width.
    init(width: Int, height: Int, filling fill: (UnsafeMutablePointer<UInt64>) -> Void) {
        precondition(width > 0 && height > 0, "a bitmap has at least one pixel")
        self.width = width
        self.height = height
        wordsPerRow = (width + 63) / 64
        let count = height * wordsPerRow
        words = unsafe [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let words = buffer.baseAddress else { return }
            unsafe fill(words)
            initialized = count
        }
    }

    /// Ink or paper at a place inside the bitmap.
    public subscript(x: Int, y: Int) -> Bool {
        get { (words[y * wordsPerRow + x >> 6] << UInt64(x & 63)) >> 63 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(63 - x & 63)
            if newValue {
                words[y * wordsPerRow + x >> 6] |= bit
            } else {
                words[y * wordsPerRow + x >> 6] &= ~bit
            }
        }
    }

    /// The bits of the last word of a row that are pixels.
    var lastWordMask: UInt64 { width & 63 == 0 ? ~0 : ~(~0 >> UInt64(width & 63)) }

    /// Up to 64 pixels of a row that start anywhere, even outside: what lies outside is paper.
    ///
    /// - Returns: the pixel at `x` in the most significant bit.
    func bits(at x: Int, row y: Int) -> UInt64 {
        guard y >= 0, y < height, x > -64, x < width else { return 0 }
        let start = y * wordsPerRow
        guard x >= 0 else { return words[start] >> UInt64(-x) }
        let word = x >> 6
        let shift = UInt64(x & 63)
        let high = words[start + word] << shift
        guard shift > 0, word + 1 < wordsPerRow else { return high }
        return high | words[start + word + 1] >> (64 - shift)
    }
}
