extension Bitmap {
    /// Turns a rectangle to paper; what reaches outside the bitmap is ignored.
    public mutating func clear(x: Int, y: Int, width boxWidth: Int, height boxHeight: Int) {
        let left = max(0, x)
        let right = min(width, x + boxWidth)
        guard left < right else { return }
        for row in (y..<y + boxHeight).clamped(to: 0..<height) {
            for word in left / 64...(right - 1) / 64 {
                let from = UInt64(max(left - word * 64, 0))
                let to = right - word * 64
                let keepRight: UInt64 = to >= 64 ? 0 : ~0 >> UInt64(to)
                let keepLeft: UInt64 = ~(~0 >> from)
                words[row * wordsPerRow + word] &= keepLeft | keepRight
            }
        }
    }
}
