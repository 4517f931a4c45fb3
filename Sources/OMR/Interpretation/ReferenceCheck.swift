import ElectionModel
import Raster

/// What is wrong with a layout's blank pages, each looked at by itself: a blank that is marked hides that mark on every sheet,
/// and a box on empty paper is unmarked for ever.
public struct ReferenceFinding: Hashable, Sendable, CustomStringConvertible {
    /// The field of the layout, such as `pages[0].targets[2]`.
    public let field: String
    /// What was seen there.
    public let what: String

    public var description: String { "\(field): \(what)" }
}

extension PageInterpreter {
    /// Looks at every reference picture and every target on it. Empty where all is as a blank page should be.
    public var referenceFindings: [ReferenceFinding] {
        let pages = registration.pages
        var findings: [ReferenceFinding] = []
        for (index, page) in pages.enumerated() {
            findings += page.targetFindings(at: "pages[\(index)]")
            let twin = pages[..<index].firstIndex { $0.side.bitmap == page.side.bitmap }
            if let twin {
                findings.append(
                    ReferenceFinding(
                        field: "pages[\(index)].reference",
                        what: "shows what pages[\(twin)].reference shows: sheets of the two cannot be told apart"))
            }
        }
        return findings
    }
}

extension ReferencePage {
    /// Share of a target's middle that may be ink on a blank page, above that of the page's other targets of its shape: dust
    /// stays below it on the blanks of 23 families, the thinnest tick of a pen has 0.2.
    static let mostInk = 0.06
    /// Where letters are printed in the targets, one may have so many times the ink of another: B has 1.4 times that of C.
    static let mostInkOfLetters = 1.6
    /// Share of a target's outline that has to be found: broken ovals keep three quarters, the two ends of an arrow that is to
    /// be completed two fifths; a box on empty paper has nothing.
    static let leastOutline = 0.25

    fileprivate func targetFindings(at field: String) -> [ReferenceFinding] {
        let bitmap = side.bitmap
        let inks = targets.map { bitmap.inkShare(ofMiddleOf: $0.box, $0.target.shape) }
        return targets.indices.compactMap { place in
            let target = targets[place]
            let field = "\(field).targets[\(place)]"
            let name = "\(target.target.contest)/\(target.target.option)"
            let alike = targets.indices.filter { targets[$0].target.shape == target.target.shape }
            let usual = alike.map { inks[$0] }.sorted()[(alike.count - 1) / 2]
            if inks[place] > max(usual + Self.mostInk, usual * Self.mostInkOfLetters) {
                let percent = Int((100 * inks[place]).rounded())
                return ReferenceFinding(
                    field: field,
                    what: "\(name) is not empty on the blank page: \(percent) % of its middle is ink, of the others "
                        + "\(Int((100 * usual).rounded())) %: what is there hides marks on every sheet")
            }
            let outline = bitmap.outlineShare(of: target.box, target.target.shape)
            guard outline < Self.leastOutline else { return nil }
            return ReferenceFinding(
                field: field,
                what: "\(name) has no outline on the blank page, \(Int((100 * outline).rounded())) % of it was found: "
                    + "is the box where the target is printed, and the shape right?")
        }
    }
}

extension Bitmap {
    /// Share of the middle half of a target that is ink.
    fileprivate func inkShare(ofMiddleOf box: WorkBox, _ shape: TargetShape) -> Double {
        let middle = Bitmap(width: width, height: height, shape: shape, in: box.grown(by: -0.25), inset: 0)
        let area = middle.inkCount
        return area == 0 ? 0 : Double(overlap(with: middle)) / Double(area)
    }

    /// Share of places along an outline at which ink is near: within a tenth of the target's smaller side, 2 pixels at least.
    fileprivate func outlineShare(of box: WorkBox, _ shape: TargetShape) -> Double {
        let steps = 64
        let near = max(2, Int((min(box.width, box.height) / 10).rounded(.up)))
        let (halfWidth, halfHeight) = ((box.width - 1) / 2, (box.height - 1) / 2)
        let centre = box.centre
        let found = (0..<steps).count { step in
            let (x, y) = shape.outlinePoint(Double(step) / Double(steps))
            let (column, row) = (Int((centre.x + halfWidth * x).rounded()), Int((centre.y + halfHeight * y).rounded()))
            return inkCount(x: column - near, y: row - near, width: 2 * near + 1, height: 2 * near + 1) > 0
        }
        return Double(found) / Double(steps)
    }
}

extension TargetShape {
    /// A point of the outline in a box from -1 to 1, as far along it as a share says.
    fileprivate func outlinePoint(_ share: Double) -> (x: Double, y: Double) {
        switch self {
        case .rectangle:
            let (side, along) = (Int(share * 4), share * 8 - 2 * (share * 4).rounded(.down) - 1)
            return [(along, -1), (1, along), (-along, 1), (-1, -along)][side]
        case .ellipse:
            // A circle without an angle: the rectangle's point, brought to length 1.
            let (x, y) = Self.rectangle.outlinePoint(share)
            let length = (x * x + y * y).squareRoot()
            return (x / length, y / length)
        }
    }
}
