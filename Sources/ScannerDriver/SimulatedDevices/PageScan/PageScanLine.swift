import Raster

/// One side's line of the array, row after row.
///
/// Sixteen bits a pixel and ranges cut before the loop, because so the compiler makes vectors of it: three times as fast.
struct PageScanLine {
    /// What goes over the wire, in its order.
    private(set) var values: [UInt16]
    private let image: GrayImage
    /// The tables in the order of the picture.
    private let dark: [UInt16]
    private let spans: [UInt16]
    private let isMirrored: Bool
    private var hasPaper = false
    /// The part of the line over which paper may lie.
    private var paper: [UInt16]
    private let shown: Int
    private let left: Int

    /// The paper lies in the middle of the array; what it does not cover is black.
    init(_ image: GrayImage, table: PageScanTables.Side, isMirrored: Bool, columns: Int) {
        self.image = image
        self.isMirrored = isMirrored
        dark = table.black.map(UInt16.init)
        spans = zip(table.white, table.black).map { $0 > $1 ? UInt16($0 - $1) : 0 }
        shown = min(image.width, columns)
        left = (columns - shown) / 2
        values = isMirrored ? dark.reversed() : dark
        paper = [UInt16](repeating: 0, count: shown)
    }

    /// Moves the paper so that this row of it lies under the array: none above the first and below the last.
    mutating func see(_ row: Int) {
        guard (0..<image.height).contains(row) else {
            if hasPaper { values = isMirrored ? dark.reversed() : dark }
            hasPaper = false
            return
        }
        hasPaper = true
        let start = row * image.width + (image.width - shown) / 2
        Self.expose(image.pixels, from: start, dark, spans, at: left, to: &paper)
        values = dark
        values.replaceSubrange(left..<left + shown, with: paper)
        if isMirrored { values.reverse() }
    }

    /// What the columns from `left` on answer to these pixels.
    private static func expose(
        _ pixels: [UInt8], from start: Int, _ dark: [UInt16], _ spans: [UInt16], at left: Int, to line: inout [UInt16]
    ) {
        let shown = line.count
        let pixels = pixels.span.extracting(start..<start + shown)
        let slopes = spans.span.extracting(left..<left + shown)
        let darkness = dark.span.extracting(left..<left + shown)
        var target = line.mutableSpan
        for x in 0..<shown {
            // value * span / 255, rounded.
            let product = UInt16(pixels[x]) &* slopes[x] &+ 128
            target[x] = darkness[x] &+ (product &+ product >> 8) >> 8
        }
    }
}
