import ElectionModel
public import OMR
import Raster

/// The ink of a side as it divides, on the page's own frame: found print, new ink with its strokes boxed, missing print.
public struct AccountPicture {
    private let account: InkAccount
    private let name: String

    /// Ink of each kind.
    private static let colours = (
        found: Colour(175, 175, 175), new: Colour.red, specks: Colour.violet, missing: Colour.blue
    )
    /// Pixels between a stroke and its box.
    private static let gap = 4

    /// - Parameter name: of the side's file, for the title.
    public init(_ account: InkAccount, name: String) {
        self.account = account
        self.name = name
    }

    /// Draws it.
    public func canvas() -> Canvas {
        let size = account.found
        let width = max(EvidencePicture.leastWidth, size.width)
        let strip = TitleStrip(text: EvidenceText(account), image: name, legend: [], width: width)
        var canvas = Canvas(width: width, height: strip.height + size.height)
        strip.draw(on: &canvas)
        let kinds = [
            (account.missing, Self.colours.missing), (account.found, Self.colours.found),
            (account.specks, Self.colours.specks), (account.new, Self.colours.new),
        ]
        for (ink, colour) in kinds {
            for run in InkPieces(of: ink).runs {
                canvas.fill(x: run.start, y: strip.height + run.row, width: run.end - run.start, height: 1, colour)
            }
        }
        for (index, stroke) in (account.strokes ?? []).enumerated() {
            let (box, gap) = (stroke.box, Self.gap)
            let (x, y) = (box.x - gap, strip.height + box.y - gap)
            canvas.frame(
                x: x, y: y, width: box.width + 2 * gap, height: box.height + 2 * gap, thickness: 2, .orange)
            let home = stroke.parts.first { $0.isMost }.map { " \($0.choice)" } ?? ""
            canvas.text("\(index)\(home)", x: max(0, x), y: y - Canvas.lineHeight, scale: 1, .orange, on: .white)
        }
        return canvas
    }
}

extension EvidenceText {
    init(_ account: InkAccount) {
        let (found, new, specks) = (account.found.inkCount, account.new.inkCount, account.specks.inkCount)
        let strokes = account.strokes.map { "in \($0.count) strokes" } ?? "in too many pieces to tell strokes"
        self.init(
            headline: "INK OF PAGE \(account.registration.page)",
            detail:
                "Of \(found + new + specks) pixels of ink \(found) are the page's print (gray), \(new) are new (red) "
                + "\(strokes) (boxed, numbered as in the list), \(specks) are specks (violet). Of \(account.printCount) pixels of "
                + "print \(account.missing.inkCount) are missing (blue).",
            colour: .gray)
    }
}
