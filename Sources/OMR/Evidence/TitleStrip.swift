/// The strip above an evidence picture: what became of the image, in words that can be read across a room.
struct TitleStrip {
    let text: EvidenceText
    let image: String
    /// Colours and arrows to explain; empty where there are none.
    let legend: [TargetStyle]
    let width: Int

    private static let margin = 14
    private static let large = 4
    private static let small = 2

    private var headlines: [String] {
        Canvas.lines(text.headline, scale: Self.large, width: width - 2 * Self.margin)
    }

    private var details: [String] {
        Canvas.lines(text.detail, scale: Self.small + 1, width: width - 2 * Self.margin)
    }

    private var images: [String] { Canvas.lines(image, scale: Self.small, width: width - 2 * Self.margin) }

    private static func line(_ scale: Int) -> Int { (Canvas.lineHeight + 2) * scale }

    var height: Int {
        2 * Self.margin + headlines.count * Self.line(Self.large) + details.count * Self.line(Self.small + 1)
            + images.count * Self.line(Self.small) + (!legend.isEmpty ? 2 * Self.line(Self.small) + Self.margin : 0)
    }

    func draw(on canvas: inout Canvas) {
        canvas.fill(x: 0, y: 0, width: width, height: height, .white)
        let banner = headlines.count * Self.line(Self.large) + Self.margin
        canvas.fill(x: 0, y: 0, width: width, height: banner, text.colour)
        var y = Self.margin
        func write(_ lines: [String], _ scale: Int, _ colour: Colour) {
            for line in lines {
                canvas.text(line, x: Self.margin, y: y, scale: scale, colour)
                y += Self.line(scale)
            }
        }
        write(headlines, Self.large, .white)
        y += Self.margin / 2
        write(details, Self.small + 1, .black)
        write(images, Self.small, .gray)
        if !legend.isEmpty { drawLegend(on: &canvas, y: y + Self.margin / 2) }
        canvas.fill(x: 0, y: height - 2, width: width, height: 2, .black)
    }

    private func drawLegend(on canvas: inout Canvas, y: Int) {
        var x = Self.margin
        for style in legend {
            canvas.frame(x: x, y: y - 2, width: 30, height: 20, thickness: style.thickness, style.colour)
            canvas.text(style.name, x: x + 38, y: y + 1, scale: Self.small, .black)
            x += 38 + Canvas.textWidth(style.name, scale: Self.small) + 26
        }
        let next = y + Self.line(Self.small)
        canvas.fill(x: Self.margin, y: next + 5, width: 5, height: 5, .violet)
        canvas.arrow(
            from: Point(Double(Self.margin + 2), Double(next + 7)),
            to: Point(Double(Self.margin + 30), Double(next + 7)), thickness: 2, .violet)
        canvas.text(
            "a landmark, and how far from its neighbours' word it lies, 10 times enlarged", x: Self.margin + 38,
            y: next + 1, scale: Self.small, .black)
    }
}
