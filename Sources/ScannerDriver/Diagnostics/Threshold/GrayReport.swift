public import Raster

/// What a printed side holds in grays, and where the levels lie that part ink from paper.
public struct GrayReport: Hashable, Sendable {
    /// How often each gray occurs, 0 to 255, in what is judged.
    public let counts: [Int]
    /// Paper; `nil` where there is none.
    public let paper: GrayGroup?
    /// Solid ink, from the middle of strokes and areas that are wide enough to have one.
    public let ink: GrayGroup?
    /// Share of the paper's gray that scand's reader takes for the limit of ink on this side.
    public let shareInUse: Double
    /// Otsu's level, for comparison: what parts the grays of the side best.
    public let otsuLevel: Int

    /// The reader's limit on paper of the most frequent gray.
    public var levelInUse: Double? { paper.map { shareInUse * Double($0.peak) } }

    /// The middle between the lightest ink and the darkest paper: as far as possible from both.
    public var proposedLevel: Double? {
        guard let paper, let ink, paper.dark > ink.light else { return nil }
        return Double(paper.dark + ink.light) / 2
    }

    /// - Parameter image: a side with print, as scanned.
    public init(of image: GrayImage) { self.init(of: image, leavingOut: []) }

    /// - Parameter areas: what is neither ink nor paper, such as printed grays.
    init(of image: GrayImage, leavingOut areas: [PixelArea]) {
        let paperMap = PaperMap(of: image)
        shareInUse = Double(paperMap.inkShare(of: image)) / 256
        var (all, paper, ink) = (
            [Int](repeating: 0, count: 256), [Int](repeating: 0, count: 256), [Int](repeating: 0, count: 256)
        )
        let bitmap = Bitmap(image, darkerThan: Int(shareInUse * 256), of: paperMap)
        let background = Background(of: image)
        // One bit of what is left out costs less than to ask every area at every pixel.
        var left = Bitmap(width: image.width, height: image.height)
        for area in areas { left.fill(area) }
        // The middle of ink and of paper: all eight neighbours are the same.
        for y in 1..<max(1, image.height - 1) {
            for x in 1..<max(1, image.width - 1) where !background.contains(x, y) && !left[x, y] {
                let gray = Int(image[x, y])
                all[gray] += 1
                let inked = bitmap[x, y]
                guard
                    bitmap[x - 1, y] == inked, bitmap[x + 1, y] == inked, bitmap[x, y - 1] == inked,
                    bitmap[x, y + 1] == inked, bitmap[x - 1, y - 1] == inked, bitmap[x + 1, y - 1] == inked,
                    bitmap[x - 1, y + 1] == inked, bitmap[x + 1, y + 1] == inked
                else { continue }
                if inked { ink[gray] += 1 } else { paper[gray] += 1 }
            }
        }
        counts = all
        self.paper = GrayGroup(paper)
        let solid = GrayGroup(ink)
        self.ink = solid.flatMap { $0.count >= ThresholdLimits.leastInk ? $0 : nil }
        otsuLevel = Self.otsu(all)
    }

    private static func otsu(_ counts: [Int]) -> Int {
        // The histogram of the judged part, as a picture of one row, thinned so that it stays small.
        let total = max(1, counts.reduce(0, +))
        let pixels = counts.enumerated().flatMap { gray, count in
            [UInt8](repeating: UInt8(gray), count: Int((Double(count) / Double(total) * 65536).rounded(.up)))
        }
        guard !pixels.isEmpty else { return 127 }
        return Int(Histogram(of: GrayImage(width: pixels.count, height: 1, pixels: pixels)).otsuLevel)
    }
}

/// A rectangle of pixels, ends included.
struct PixelArea: Hashable {
    let columns, rows: ClosedRange<Int>

    /// What a square of the target sheet covers in a picture, and a millimetre around it.
    init(of square: TargetSheet.Square, _ map: Affine) {
        let rim = 1.0
        let (x, y, end) = (square.x - rim, square.y - rim, square.side + 2 * rim)
        let corners = [map(x, y), map(x + end, y), map(x, y + end), map(x + end, y + end)]
        let (xs, ys) = (corners.map(\.x), corners.map(\.y))
        columns = Int(xs.min() ?? 0)...Int(xs.max() ?? 0)
        rows = Int(ys.min() ?? 0)...Int(ys.max() ?? 0)
    }
}

extension Bitmap {
    fileprivate mutating func fill(_ area: PixelArea) {
        for y in area.rows.clamped(to: 0...height - 1) {
            for x in area.columns.clamped(to: 0...width - 1) { self[x, y] = true }
        }
    }
}

/// What a scanner shows beside the sheet, in rows and columns: dark background is no ink.
private struct Background {
    private let columns: [Range<Int>]

    init(of image: GrayImage) {
        // Half the paper's gray is dark; outside the outermost light pixels of a row there is no sheet.
        let level = Histogram(of: image, everyRow: 4).paper / 2
        columns = (0..<image.height).map { y in
            let row = image.pixels[y * image.width..<(y + 1) * image.width]
            guard let first = row.firstIndex(where: { $0 >= level }), let last = row.lastIndex(where: { $0 >= level })
            else { return 0..<0 }
            return first - row.startIndex + 2..<max(first - row.startIndex + 2, last - row.startIndex - 1)
        }
    }

    func contains(_ x: Int, _ y: Int) -> Bool { !columns[y].contains(x) }
}
