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
    /// Gap between two targets that a pen keeps, as a share of the smaller one's shorter side: at 0.24 marks stayed apart.
    private static let leastGap = 0.2
    /// How far beside a target the words are compared, in its widths; up to the next target.
    private static let wordsInWidths = 12.0
    /// A piece of ink of so many pixels that only one of two options' words has, a pixel forgiven, tells them apart: a dot.
    private static let leastOwnPiece = 5

    fileprivate func targetFindings(at field: String) -> [ReferenceFinding] {
        targets.indices.flatMap { place in
            var found: [String] = []
            if let fault = faults[place] { found.append(fault.description) }
            if let other = targets[..<place].first(where: { isTooNear($0, targets[place]) }) {
                found.append("is so near to \(name(other)) that a pen's stroke reaches both")
            }
            if let other = targets[..<place].first(where: { haveSameWords($0, targets[place]) }) {
                found.append(
                    "has the same words beside it as \(name(other)): sheets on which the two are exchanged cannot be told apart"
                )
            }
            return found.map {
                ReferenceFinding(field: "\(field).targets[\(place)]", what: "\(name(targets[place])) \($0)")
            }
        }
    }

    private func name(_ target: ReferenceTarget) -> String { "\(target.target.contest)/\(target.target.option)" }

    private func isTooNear(_ a: ReferenceTarget, _ b: ReferenceTarget) -> Bool {
        let gap = Self.leastGap * min(min(a.box.width, a.box.height), min(b.box.width, b.box.height))
        return a.box.padded(by: gap).intersects(b.box)
    }

    /// True for two options of a contest in one column beside which the same is printed. Lines for names to be written are meant
    /// to be alike.
    private func haveSameWords(_ a: ReferenceTarget, _ b: ReferenceTarget) -> Bool {
        guard a.target.contest == b.target.contest, !(a.target.writeIn && b.target.writeIn),
            (a.box.x - b.box.x).magnitude < a.box.width / 2, (a.box.y - b.box.y).magnitude > a.box.height / 2
        else { return false }
        let width = min(wordsWidth(a), wordsWidth(b))
        guard width > 0 else { return false }
        let reach = OptionPrint.searchReach
        let words = band(beside: a, width: width, padded: 0)
        let around = band(beside: b, width: width, padded: reach)
        guard words.inkCount >= OptionPrint.leastInk else { return false }
        let match = PatchTemplate(words).bestMatch(in: around)
        let others = around.cropped(x: match.x, y: match.y, width: words.width, height: words.height)
        return [(words, others), (others, words)].allSatisfy { mine, theirs in
            mine.subtracting(theirs.dilated()).withoutPieces(smallerThan: Self.leastOwnPiece).inkCount == 0
        }
    }

    /// Pixels beside a target up to the next.
    private func wordsWidth(_ target: ReferenceTarget) -> Int {
        let box = target.box
        let gaps = targets.map(\.box).filter { $0.y < box.y + box.height && box.y < $0.y + $0.height }.map { other in
            wordSide == .right ? other.x - box.x - box.width : box.x - other.x - other.width
        }
        let gap = gaps.filter { $0 > 0 }.min() ?? .infinity
        return Int(min(gap * 0.7, box.width * Self.wordsInWidths))
    }

    private func band(beside target: ReferenceTarget, width: Int, padded: Int) -> Bitmap {
        let (box, gap) = (target.box, target.box.width * 0.3)
        let left = wordSide == .right ? box.x + box.width + gap : box.x - gap - Double(width)
        let (top, height) = (box.y - box.height * 0.15, box.height * 1.3)
        return print.cropped(
            x: Int(left.rounded()) - padded, y: Int(top.rounded()) - padded, width: width + 2 * padded,
            height: Int(height.rounded()) + 2 * padded)
    }
}

extension ReferenceFault {
    /// What was seen, after the target's name.
    fileprivate var description: String {
        func percent(_ share: Double) -> Int { Int((100 * share).rounded()) }
        return switch self {
        case .notPrinted(let outline):
            "has no outline on the blank page, \(percent(outline)) % of it was found: is the box where the target is printed, "
                + "and the shape right?"
        case .inked(let share, let usual):
            "is not empty on the blank page: \(percent(share)) % of its middle is ink, of the others \(percent(usual)) %: "
                + "what is there hides marks on every sheet"
        case .closed:
            "is so small, or so full of print on the blank page, that no mark can be seen in it"
        case .streak(let place):
            "has a line through it on the blank page, \(percent(place)) % from the left edge and all down the page: clean the "
                + "scanner's glass and scan the blank page again"
        }
    }
}
