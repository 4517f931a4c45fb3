public import ElectionModel
public import Raster

/// A layout's page drawn over its blank picture: every box with its name, for a person to compare and to correct.
public struct LayoutOverlay {
    /// The page whose boxes and names are drawn.
    public let page: PageLayout
    /// The picture of the blank page.
    public let image: GrayImage

    /// A page over its picture.
    public init(_ page: PageLayout, over image: GrayImage) {
        self.page = page
        self.image = image
    }

    /// Contests take turns with these, so that neighbours are told apart.
    static let colours: [Colour] = [.blue, .red, .green, .violet, .orange]

    /// Draws it.
    public func canvas() -> Canvas {
        let longSide = max(image.width, image.height)
        // Names must fit between the targets: small pictures are drawn larger.
        let scale = min(max(1, (2200 / Double(longSide)).rounded(.up)), 3)
        let (width, height) = (Int(Double(image.width) * scale), Int(Double(image.height) * scale))
        let letters = max(2, max(width, height) / 1400)
        let strip = 16 * letters
        var canvas = Canvas(width: width, height: height + strip)
        canvas.draw(image.scaled(toWidth: width, height: height), x: 0, y: strip, strength: 0.45)
        canvas.fill(x: 0, y: 0, width: width, height: strip, .black)
        let contests = page.targets.reduce(into: [ContestID]()) { if $0.last != $1.contest { $0.append($1.contest) } }
        canvas.text(
            "PAGE \(page.id): \(page.targets.count) TARGETS IN \(contests.count) CONTESTS", x: 4 * letters,
            y: 4 * letters,
            scale: letters, .white)
        for target in page.targets {
            let colour = Self.colours[(contests.firstIndex(of: target.contest) ?? 0) % Self.colours.count]
            let box = target.box
            let (x, y) = (Int(Double(box.x) * scale), Int(Double(box.y) * scale) + strip)
            let (wide, tall) = (Int(Double(box.width) * scale), Int(Double(box.height) * scale))
            canvas.frame(x: x - 2, y: y - 2, width: wide + 4, height: tall + 4, thickness: 2, colour)
            canvas.text(
                target.choice.description, x: x, y: y - 8 * letters - 2, scale: letters, colour, on: .white)
        }
        return canvas
    }
}
