import ElectionModel
public import OMR
public import Raster

/// A scan with what the reader saw on it: targets outlined by class, landmarks with their residuals, the outcome above.
public struct EvidencePicture {
    private let text: EvidenceText
    private let name: String
    private let side: SideEvidence?
    private let picture: GrayImage?

    /// Residuals are drawn so many times as long as they are: a pixel alone cannot be seen.
    static let exaggeration = 10.0
    /// Narrowest picture, so that the words above find room.
    static let leastWidth = 900
    /// Longer side of a picture that was refused for its size.
    static let refusedSide = 1200

    /// - Parameters:
    ///   - side: what was seen.
    ///   - image: the scan itself, shown where it was refused by its size.
    ///   - name: its file, for the title.
    public init(_ side: SideEvidence, of image: GrayImage, name: String) {
        text = EvidenceText(side)
        self.name = name
        self.side = side
        picture = side.scan ?? Self.fitted(image)
    }

    /// For a file that gives no picture.
    public init(notOpened detail: String, name: String) {
        text = EvidenceText(notOpened: detail)
        self.name = name
        side = nil
        picture = nil
    }

    public func canvas() -> Canvas {
        let width = max(Self.leastWidth, picture?.width ?? 0)
        let strip = TitleStrip(text: text, image: name, hasLegend: side?.targets.isEmpty == false, width: width)
        var canvas = Canvas(width: width, height: strip.height + (picture?.height ?? 0), colour: .paleGray)
        strip.draw(on: &canvas)
        guard let picture, let side else { return canvas }
        canvas.draw(picture, x: 0, y: strip.height, strength: side.targets.isEmpty ? 1 : 0.5)
        for landmark in side.landmarks { draw(landmark, on: &canvas, below: strip.height) }
        for target in side.targets { draw(target, on: &canvas, below: strip.height) }
        return canvas
    }

    private func draw(_ landmark: LandmarkEvidence, on canvas: inout Canvas, below top: Int) {
        let place = Point(landmark.place.x, landmark.place.y + Double(top))
        let dx = (landmark.place.x - landmark.expected.x) * Self.exaggeration
        let dy = (landmark.place.y - landmark.expected.y) * Self.exaggeration
        canvas.fill(x: Int(place.x) - 2, y: Int(place.y) - 2, width: 5, height: 5, .violet)
        canvas.arrow(from: place, to: Point(place.x + dx, place.y + dy), thickness: 2, .violet)
    }

    private func draw(_ target: TargetEvidence, on canvas: inout Canvas, below top: Int) {
        let style = TargetStyle.style(of: target.finding)
        let corners = target.outline.map { Point($0.x, $0.y + Double(top)) }
        let (xs, ys) = (corners.map(\.x), corners.map(\.y))
        guard let left = xs.min(), let right = xs.max(), let upper = ys.min(), let lower = ys.max() else { return }
        // Around the print, not on it.
        let gap = 3.0 + Double(style.thickness / 2)
        let middle = Point((left + right) / 2, (upper + lower) / 2)
        let around = corners.map { corner in
            Point(corner.x + (corner.x < middle.x ? -gap : gap), corner.y + (corner.y < middle.y ? -gap : gap))
        }
        canvas.polygon(around, thickness: style.thickness, style.colour)
        if style.thickness > 2 {
            let label = "\(target.target.choice.option) \(EvidenceText.score(target.score))"
            canvas.text(
                label, x: Int(left), y: Int(lower + gap) + style.thickness, scale: 2, style.colour, on: .white)
        } else {
            canvas.text(
                EvidenceText.score(target.score), x: Int(left), y: Int(lower + gap) + 3, scale: 1, style.colour,
                on: .white)
        }
        guard target.finding != .read(.marked), case let finding = target.finding, finding != .read(.marginal),
            finding != .read(.unmarked)
        else { return }
        canvas.line(from: around[0], to: around[2], thickness: 3, style.colour)
        canvas.line(from: around[1], to: around[3], thickness: 3, style.colour)
    }

    private static func fitted(_ image: GrayImage) -> GrayImage {
        let longSide = max(image.width, image.height)
        guard longSide > refusedSide else { return image }
        let scale = Double(refusedSide) / Double(longSide)
        return image.scaled(
            toWidth: max(1, Int(Double(image.width) * scale)), height: max(1, Int(Double(image.height) * scale)))
    }
}
