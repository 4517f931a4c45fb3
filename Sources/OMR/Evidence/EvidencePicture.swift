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

    /// Draws it over the picture of the side.
    public func canvas() -> Canvas {
        let width = max(Self.leastWidth, picture?.width ?? 0)
        let legend = side.map { $0.targets.isEmpty ? [] : TargetStyle.legend(of: $0) } ?? []
        let strip = TitleStrip(text: text, image: name, legend: legend, width: width)
        var canvas = Canvas(width: width, height: strip.height + (picture?.height ?? 0), colour: .paleGray)
        strip.draw(on: &canvas)
        guard let picture, let side else { return canvas }
        canvas.draw(picture, x: 0, y: strip.height, strength: side.targets.isEmpty ? 1 : 0.5)
        for landmark in side.landmarks { draw(landmark, on: &canvas, below: strip.height) }
        for streak in side.streaks {
            canvas.frame(
                x: streak.x - 6, y: strip.height, width: streak.width + 12, height: picture.height, thickness: 3, .red)
        }
        let targets = side.targets.compactMap { TargetDrawing($0, below: strip.height) }
        for target in targets { reveal(target.bounds, on: &canvas, below: strip.height) }
        for target in targets { target.drawWords(on: &canvas) }
        for target in targets { target.drawLabel(on: &canvas, avoiding: targets.map(\.bounds)) }
        for target in targets { target.drawOutline(on: &canvas) }
        return canvas
    }

    private func draw(_ landmark: LandmarkEvidence, on canvas: inout Canvas, below top: Int) {
        let place = Point(landmark.place.x, landmark.place.y + Double(top))
        let dx = (landmark.place.x - landmark.expected.x) * Self.exaggeration
        let dy = (landmark.place.y - landmark.expected.y) * Self.exaggeration
        canvas.fill(x: Int(place.x) - 2, y: Int(place.y) - 2, width: 5, height: 5, .violet)
        canvas.arrow(from: place, to: Point(place.x + dx, place.y + dy), thickness: 2, .violet)
    }

    /// The scan at full strength: what lies in a target is what everything else is about.
    private func reveal(_ box: Rectangle, on canvas: inout Canvas, below top: Int) {
        guard let picture else { return }
        for y in (box.y..<box.y + box.height).clamped(to: top..<canvas.height) {
            for x in (box.x..<box.x + box.width).clamped(to: 0..<picture.width) {
                let shade = picture[x, y - top]
                canvas.set(x, y, Colour(shade, shade, shade))
            }
        }
    }

    private static func fitted(_ image: GrayImage) -> GrayImage {
        let longSide = max(image.width, image.height)
        guard longSide > refusedSide else { return image }
        let scale = Double(refusedSide) / Double(longSide)
        return image.scaled(
            toWidth: max(1, Int(Double(image.width) * scale)), height: max(1, Int(Double(image.height) * scale)))
    }
}
