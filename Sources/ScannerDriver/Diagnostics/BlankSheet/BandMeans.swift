import Raster

/// The means of every column of a sheet, band by band, and what they are beside the means of their neighbours.
///
/// A streak stays in its column from band to band, a speck or a crease does not; and in a mean of some sixty rows the
/// paper's texture is gone.
struct BandMeans {
    let width: Int
    let bandCount: Int
    /// `bandCount * width` means, NaN where a column is not judged in a band.
    private(set) var means: [Float]
    /// The same for the spread of the values in a column of a band (standard deviation).
    private(set) var spreads: [Float]
    /// The same for what is around: the median of the means near by.
    private(set) var surroundings: [Float]

    init(of image: GrayImage, in area: PaperArea, dpi: Double) {
        let rowsPerBand = max(4, Int((BlankSheetLimits.band / 25.4 * dpi).rounded()))
        (width, bandCount) = (image.width, max(1, image.height / rowsPerBand))
        means = [Float](repeating: .nan, count: bandCount * width)
        spreads = means
        surroundings = means
        for band in 0..<bandCount { sum(band, rowsPerBand, image, area) }
        let reach = max(4, Int(BlankSheetLimits.neighbourhood / 25.4 * dpi))
        for band in 0..<bandCount { surround(band, reach: reach) }
    }

    private mutating func sum(_ band: Int, _ rows: Int, _ image: GrayImage, _ area: PaperArea) {
        var (counts, sums, squares) = (
            [Int32](repeating: 0, count: width), [Int32](repeating: 0, count: width),
            [Int32](repeating: 0, count: width)
        )
        for y in band * rows..<(band + 1) * rows {
            for x in area.columns(ofRow: y) {
                let value = Int32(image.pixels[y * width + x])
                counts[x] &+= 1
                sums[x] &+= value
                squares[x] &+= value &* value
            }
        }
        // A column that is judged in few rows of a band tells too little about it.
        for x in 0..<width where counts[x] * 2 >= Int32(rows) {
            let count = Float(counts[x])
            let mean = Float(sums[x]) / count
            means[band * width + x] = mean
            spreads[band * width + x] = max(0, Float(squares[x]) / count - mean * mean).squareRoot()
        }
    }

    /// Medians every few columns, and between them a straight line: they change slowly.
    private mutating func surround(_ band: Int, reach: Int) {
        let step = max(1, reach / 8)
        let row = band * width
        var known: [(x: Int, value: Float)] = []
        for x in stride(from: 0, to: width, by: step) {
            let near = means[row + max(0, x - reach)..<row + min(width, x + reach + 1)].filter { !$0.isNaN }.sorted()
            guard near.count >= reach / 2 else { continue }
            known.append((x, near[near.count / 2]))
        }
        guard var before = known.first else { return }
        for x in 0...before.x { surroundings[row + x] = before.value }
        for after in known.dropFirst() {
            let gap = Float(after.x - before.x)
            for x in before.x + 1...after.x {
                let share = Float(x - before.x) / gap
                surroundings[row + x] = before.value + (after.value - before.value) * share
            }
            before = after
        }
        for x in before.x..<width { surroundings[row + x] = before.value }
    }

    func mean(_ band: Int, _ x: Int) -> Float { means[band * width + x] }
    func surrounding(_ band: Int, _ x: Int) -> Float { surroundings[band * width + x] }

    /// How much lighter or darker than around a column is in a band, as a share; `nil` where it is not judged.
    func contrast(_ band: Int, _ x: Int) -> Float? {
        let (mean, around) = (mean(band, x), surrounding(band, x))
        guard !mean.isNaN, around >= 1 else { return nil }
        return (mean - around) / around
    }

    /// What the middle band of a column shows; `nil` where no band is judged.
    func median(of x: Int, _ values: [Float]) -> Float? {
        let column = (0..<bandCount).map { values[$0 * width + x] }.filter { !$0.isNaN }.sorted()
        return column.isEmpty ? nil : column[column.count / 2]
    }
}
