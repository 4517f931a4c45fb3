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
            result = result.union(result.moved(dx: 0, dy: step)).union(result.moved(dx: 0, dy: -step))
            reach += step
        }
        return result
    }

    /// The ink that fills squares of four pixels: without dust and the ragged edges of print.
    public var withoutHairs: Bitmap {
        let squares = intersection(moved(dx: -1, dy: 0)).intersection(
            moved(dx: 0, dy: -1).intersection(moved(dx: -1, dy: -1)))
        return squares.union(squares.moved(dx: 1, dy: 0)).union(
            squares.moved(dx: 0, dy: 1).union(squares.moved(dx: 1, dy: 1)))
    }

    /// Runs in one direction: what is still ink after it was laid on itself one, two, four pixels further and so on, and all that
    /// this came from.
    private func runs(_ length: Int, dx: Int, dy: Int) -> Bitmap {
        var (runs, reach, steps) = (self, 1, [Int]())
        while reach < length {
            runs = runs.intersection(runs.moved(dx: -dx * reach, dy: -dy * reach))
            steps.append(reach)
            reach *= 2
        }
        return steps.reduce(runs) { $0.union($0.moved(dx: dx * $1, dy: dy * $1)) }
    }

    private func moved(dx: Int, dy: Int) -> Bitmap { cropped(x: -dx, y: -dy, width: width, height: height) }
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
