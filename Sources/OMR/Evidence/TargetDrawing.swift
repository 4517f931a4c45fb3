import ElectionModel
import OMR

/// One target as it is drawn over the scan: an outline, and a label where it hides no target.
struct TargetDrawing {
    let target: TargetEvidence
    let style: TargetStyle
    /// Corners of the drawn outline, a little outside the printed one, on the canvas.
    let outline: [Point]
    /// Of a target whose words are missing: the words and the box, on the canvas.
    let words: [Point]
    /// Of a write-in whose line bears writing: the space for the name, on the canvas.
    let writing: [Point]
    /// Everything that is drawn of the target but its label.
    let bounds: Rectangle

    init?(_ target: TargetEvidence, below top: Int) {
        let style = TargetStyle.style(of: target.finding)
        let gap = 3 + style.thickness / 2
        func around(_ corners: [SidePoint]) -> (points: [Point], bounds: Rectangle)? {
            let points = corners.map { Point($0.x, $0.y + Double(top)) }
            guard let box = Rectangle(around: points) else { return nil }
            let grown = points.map { point in
                Point(
                    point.x + Double(point.x < box.middle.x ? -gap : gap),
                    point.y + Double(point.y < box.middle.y ? -gap : gap))
            }
            return (grown, box.grown(by: gap + style.thickness / 2))
        }
        guard let box = around(target.outline) else { return nil }
        (self.target, self.style, outline, bounds) = (target, style, box.points, box.bounds)
        writing = target.writeIn.flatMap { $0.isInked ? around($0.corners)?.points : nil } ?? []
        if case .wordsMissing = target.finding { words = around(target.words)?.points ?? [] } else { words = [] }
    }

    private var label: String {
        let score = target.score.map(EvidenceText.score)
        let name = target.isWorthShowing || score == nil ? "\(target.target.choice.option)" : nil
        return [name, score, target.doubt?.words].compactMap(\.self).joined(separator: " ")
    }

    func drawOutline(on canvas: inout Canvas) {
        canvas.polygon(outline, thickness: style.thickness, style.colour)
        guard case .printMissing = target.finding else { return }
        canvas.line(from: outline[0], to: outline[2], thickness: 3, style.colour)
        canvas.line(from: outline[1], to: outline[3], thickness: 3, style.colour)
    }

    /// Frames the words that are other words, and the line that bears writing.
    func drawWords(on canvas: inout Canvas) {
        canvas.polygon(words, thickness: style.thickness, style.colour)
        canvas.polygon(writing, thickness: TargetStyle.writing.thickness, TargetStyle.writing.colour)
    }

    /// Writes the label above, below or beside the outline: at the first place where no other target is.
    func drawLabel(on canvas: inout Canvas, avoiding others: [Rectangle]) {
        let (width, height) = (Canvas.textWidth(label) + 2, 2 * Canvas.lineHeight)
        let (x, y) = (bounds.x, bounds.y)
        let places = [
            (x, y - height), (x, y + bounds.height + 2), (x - width - 2, y + (bounds.height - height) / 2),
            (x + bounds.width + 4, y + (bounds.height - height) / 2),
        ].map { Rectangle(x: max(0, min($0.0, canvas.width - width)), y: $0.1, width: width, height: height) }
        let free = places.first { place in !others.contains { $0.intersects(place) } } ?? places[0]
        canvas.text(label, x: free.x + 2, y: free.y + 2, style.colour, on: .white)
    }
}

/// A rectangle of whole canvas pixels.
struct Rectangle: Hashable {
    let x, y, width, height: Int

    func intersects(_ other: Rectangle) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }

    func grown(by margin: Int) -> Rectangle {
        Rectangle(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
    }

    var middle: Point { Point(Double(x) + Double(width - 1) / 2, Double(y) + Double(height - 1) / 2) }
}

extension Rectangle {
    /// Nil for no points.
    init?(around points: [Point]) {
        let (xs, ys) = (points.map(\.x), points.map(\.y))
        guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { return nil }
        self.init(
            x: Int(left.rounded()), y: Int(top.rounded()), width: Int((right - left).rounded()) + 1,
            height: Int((bottom - top).rounded()) + 1)
    }
}
