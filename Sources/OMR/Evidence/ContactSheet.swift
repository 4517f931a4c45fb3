import ElectionModel
public import OMR
import Raster

/// Every target of a side that is not simply unmarked, enlarged, beside its blank appearance.
///
/// ```
/// +---------+---------+
/// |  blank  |  scan   |  mayor/ada
/// +---------+---------+  marked, ink 52%
/// ```
public struct ContactSheet {
    private let scan: GrayImage
    private let targets: [TargetEvidence]
    private let title: String

    /// Enlargement of the crops.
    static let magnification = 3
    private static let margin = 16
    private static let textWidth = 420
    private static let titleHeight = 44

    /// Nil where every target is unmarked or none was found.
    public init?(_ side: SideEvidence, name: String) {
        guard let scan = side.scan else { return nil }
        targets = side.targets.filter(\.isWorthShowing)
        guard !targets.isEmpty else { return nil }
        self.scan = scan
        title = "\(name): left the blank page, right the scan"
    }

    public func canvas() -> Canvas {
        let wide = (targets.map(\.blank.width).max() ?? 1) * Self.magnification
        let tall = max(90, (targets.map(\.blank.height).max() ?? 1) * Self.magnification)
        let cell = (width: 2 * wide + Self.textWidth + 3 * Self.margin, height: tall + Self.margin)
        let columns = targets.count > 6 ? 2 : 1
        let rows = (targets.count + columns - 1) / columns
        var canvas = Canvas(
            width: columns * cell.width + Self.margin, height: rows * cell.height + Self.titleHeight + Self.margin)
        canvas.text(title, x: Self.margin, y: Self.margin, scale: 2, .black)
        for (index, target) in targets.enumerated() {
            // Down the first column, then down the second, as on the page.
            let (column, row) = (index / rows, index % rows)
            draw(
                target, on: &canvas, x: Self.margin + column * cell.width, y: Self.titleHeight + row * cell.height,
                cropWidth: wide)
        }
        return canvas
    }

    private func draw(_ target: TargetEvidence, on canvas: inout Canvas, x: Int, y: Int, cropWidth: Int) {
        let style = TargetStyle.style(of: target.finding)
        let (width, height) = (target.blank.width * Self.magnification, target.blank.height * Self.magnification)
        canvas.draw(blankCrop(target), x: x, y: y)
        canvas.frame(x: x, y: y, width: width, height: height, thickness: 1, .gray)
        let right = x + cropWidth + Self.margin
        canvas.draw(scanCrop(target), x: right, y: y)
        canvas.frame(
            x: right - 2, y: y - 2, width: width + 4, height: height + 4, thickness: style.thickness, style.colour)
        let words = right + cropWidth + Self.margin
        var line = y + 4
        for text in Canvas.lines(target.target.choice.description, scale: 3, width: Self.textWidth).prefix(2) {
            canvas.text(text, x: words, y: line, scale: 3, .black)
            line += 30
        }
        for text in Canvas.lines(target.verdict, scale: 3, width: Self.textWidth) {
            canvas.text(text, x: words, y: line, scale: 3, style.colour)
            line += 30
        }
    }

    private func blankCrop(_ target: TargetEvidence) -> GrayImage {
        let blank = target.blank
        return GrayImage(magnified: Self.magnification, width: blank.width, height: blank.height) { x, y in
            blank[Int(x.rounded()), Int(y.rounded())] ? 0 : 255
        }
    }

    /// The scan as it lies under the blank target, upright however the page is turned.
    private func scanCrop(_ target: TargetEvidence) -> GrayImage {
        let (width, height) = (target.blank.width, target.blank.height)
        return GrayImage(magnified: Self.magnification, width: width, height: height) { x, y in
            let place = target.toSide(x, y)
            let (column, row) = (Int(place.x.rounded()), Int(place.y.rounded()))
            guard column >= 0, row >= 0, column < scan.width, row < scan.height else { return 200 }
            return scan[column, row]
        }
    }
}

extension GrayImage {
    /// An enlarged picture whose every pixel is asked for.
    ///
    /// - Parameter shade: the gray at a place in pixels of the picture before it was enlarged; it is asked only for
    ///   places that round to a pixel inside.
    init(magnified factor: Int, width: Int, height: Int, shade: (Double, Double) -> UInt8) {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * factor * factor)
        for y in 0..<height * factor {
            for x in 0..<width * factor {
                pixels.append(
                    shade((Double(x) + 0.5) / Double(factor) - 0.5, (Double(y) + 0.5) / Double(factor) - 0.5))
            }
        }
        self.init(width: width * factor, height: height * factor, pixels: pixels)
    }
}
