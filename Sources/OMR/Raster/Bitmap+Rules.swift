extension Bitmap {
    /// The ink that lies in straight runs of a length and more, sideways or up and down: rules and frames, but no letters.
    ///
    /// - Parameter length: rounded up to a power of two.
    public func rules(ofAtLeast length: Int) -> Bitmap {
        runs(length, dx: 1, dy: 0).union(runs(length, dx: 0, dy: 1))
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
