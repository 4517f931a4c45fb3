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

    /// Enlargement of the crops, and widest crop: words are shown as large as they fit.
    static let magnification = 3
    static let greatestWidth = 1100
    private static let margin = 16
    private static let textWidth = 420
    private static let titleHeight = 44
    private static let line = 30

    /// Nil where every target is unmarked or none was found.
    public init?(_ side: SideEvidence, name: String) {
        guard let scan = side.scan else { return nil }
        targets = side.targets.filter(\.isWorthShowing)
        guard !targets.isEmpty else { return nil }
        self.scan = scan
        title = "\(name): first the blank page, then the scan"
    }

    /// Draws it.
    public func canvas() -> Canvas {
        let cells = targets.map { Cell($0) }
        // Two columns only where all cells are small; down the first, then down the second, as on the page.
        let columns = cells.count > 6 && !cells.contains(where: \.isStacked) ? 2 : 1
        let perColumn = (cells.count + columns - 1) / columns
        let width = cells.map(\.size.width).max() ?? 1
        let heights = stride(from: 0, to: cells.count, by: perColumn).map { start in
            cells[start..<min(cells.count, start + perColumn)].reduce(0) { $0 + $1.size.height + Self.margin }
        }
        var canvas = Canvas(
            width: max(Self.margin + columns * (width + Self.margin), Canvas.textWidth(title) + 2 * Self.margin),
            height: Self.titleHeight + (heights.max() ?? 0))
        canvas.text(title, x: Self.margin, y: Self.margin, scale: 2, .black)
        var y = Self.titleHeight
        for (index, cell) in cells.enumerated() {
            if index % perColumn == 0 { y = Self.titleHeight }
            draw(cell, on: &canvas, x: Self.margin + index / perColumn * (width + Self.margin), y: y)
            y += cell.size.height + Self.margin
        }
        return canvas
    }

    /// One target's place on the sheet: crops side by side, or one under the other where they are wide.
    private struct Cell {
        let target: TargetEvidence
        let magnification: Int
        let isStacked: Bool
        let crop: (width: Int, height: Int)
        let texts: [(text: String, isVerdict: Bool)]

        init(_ target: TargetEvidence) {
            self.target = target
            magnification = max(
                1, min(ContactSheet.magnification, ContactSheet.greatestWidth / target.blank.width))
            crop = (target.blank.width * magnification, target.blank.height * magnification)
            isStacked = crop.width > ContactSheet.textWidth
            let width = isStacked ? max(crop.width, ContactSheet.textWidth) : ContactSheet.textWidth
            texts =
                Canvas.lines(target.target.choice.description, scale: 3, width: width).map { ($0, false) }
                + Canvas.lines(target.verdict, scale: 3, width: width).map { ($0, true) }
        }

        var size: (width: Int, height: Int) {
            let words = texts.count * ContactSheet.line
            return isStacked
                ? (max(crop.width, ContactSheet.textWidth), 2 * (crop.height + ContactSheet.margin) + words)
                : (2 * (crop.width + ContactSheet.margin) + ContactSheet.textWidth, max(crop.height, words))
        }
    }

    private func draw(_ cell: Cell, on canvas: inout Canvas, x: Int, y: Int) {
        let style = TargetStyle.style(of: cell.target.finding)
        let step = (width: cell.crop.width + Self.margin, height: cell.crop.height + Self.margin)
        canvas.draw(blankCrop(cell.target, cell.magnification), x: x, y: y)
        canvas.frame(x: x, y: y, width: cell.crop.width, height: cell.crop.height, thickness: 1, .gray)
        let second = cell.isStacked ? (x: x, y: y + step.height) : (x: x + step.width, y: y)
        canvas.draw(scanCrop(cell.target, cell.magnification), x: second.x, y: second.y)
        canvas.frame(
            x: second.x - 3, y: second.y - 3, width: cell.crop.width + 6, height: cell.crop.height + 6,
            thickness: style.thickness, style.colour)
        var words = cell.isStacked ? (x: x, y: second.y + step.height) : (x: second.x + step.width, y: y + 4)
        for (text, isVerdict) in cell.texts {
            canvas.text(text, x: words.x, y: words.y, scale: 3, isVerdict ? style.colour : .black)
            words.y += Self.line
        }
    }

    private func blankCrop(_ target: TargetEvidence, _ magnification: Int) -> GrayImage {
        let blank = target.blank
        return GrayImage(magnified: magnification, width: blank.width, height: blank.height) { x, y in
            blank[Int(x.rounded()), Int(y.rounded())] ? 0 : 255
        }
    }

    /// The scan as it lies under the blank target, upright however the page is turned.
    private func scanCrop(_ target: TargetEvidence, _ magnification: Int) -> GrayImage {
        let (width, height) = (target.blank.width, target.blank.height)
        return GrayImage(magnified: magnification, width: width, height: height) { x, y in
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
