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
        for (first, second) in registration.undecidable where pages[first].side.bitmap != pages[second].side.bitmap {
            findings.append(
                ReferenceFinding(
                    field: "pages[\(second)].reference",
                    what:
                        "differs from pages[\(first)].reference by less than a letter that can be told from another on every "
                        + "scan, or only in free areas: sheets of the two may not be told apart"))
        }
        return findings
    }

    /// What is unusual on the blank pages and no fault: shapes like targets that the layout does not declare, in which marks are
    /// not read; and options of one contest beside which the same words stand, or none, for that such options change places on a
    /// sheet cannot be seen.
    public var referenceNotes: [ReferenceFinding] {
        registration.pages.enumerated().flatMap { index, page in
            let undeclared = page.lookAlikeCount
            let shapes =
                undeclared == 0
                ? []
                : [
                    ReferenceFinding(
                        field: "pages[\(index)].targets",
                        what:
                            "\(undeclared) shapes like these stand on the page and are not declared: marks in them are "
                            + "not read")
                ]
            return shapes
                + page.equalWords.map { first, second in
                    ReferenceFinding(
                        field: "pages[\(index)].targets[\(page.places[second])]",
                        what: "\(page.targets[second].target.choice) has the same words beside it as "
                            + "\(page.targets[first].target.choice): are both boxes where they belong?")
                }
        }
    }
}

extension ReferencePage {
    /// For each target the first one before it of the same contest that has the same words; write-ins have none.
    fileprivate var equalWords: [(first: Int, second: Int)] {
        targets.indices.compactMap { second in
            targets[..<second].firstIndex { first in
                let (a, b) = (first.target, targets[second].target)
                return a.contest == b.contest && !a.writeIn && !b.writeIn
                    && first.words.isSame(as: targets[second].words)
            }.map { ($0, second) }
        }
    }
}

extension OptionPrint {
    /// Share of words' ink that equal words have in common, a pixel forgiven: the bow of й is a twentieth of a short word.
    private static let same = 0.98
    /// By how many pixels equal words differ in width, and lie off.
    private static let off = 3

    fileprivate func isSame(as other: OptionPrint) -> Bool {
        cells.count == other.cells.count
            && zip(cells, other.cells).allSatisfy { mine, theirs in
                guard abs(mine.word.count - theirs.word.count) <= Self.off else { return false }
                let word = PatchTemplate(
                    mine.ink.cropped(
                        x: mine.word.lowerBound, y: mine.line.lowerBound, width: mine.word.count,
                        height: mine.line.count))
                let window = theirs.ink.cropped(
                    x: theirs.word.lowerBound - Self.off, y: theirs.line.lowerBound - Self.off,
                    width: word.width + 2 * Self.off, height: word.height + 2 * Self.off)
                let match = word.bestMatch(in: window)
                let agreement = word.agreement(in: window, x: match.x, y: match.y)
                return min(agreement.found, agreement.explained) >= Self.same
            }
    }
}

extension ReferencePage {
    /// Gap between two targets that a pen keeps, as a share of the smaller one's shorter side: at 0.24 marks stayed apart.
    private static let leastGap = 0.2

    fileprivate func targetFindings(at field: String) -> [ReferenceFinding] {
        targets.indices.flatMap { place in
            var found: [String] = []
            if let fault = faults[place] { found.append(fault.description) }
            if let other = targets[..<place].first(where: { isTooNear($0, targets[place]) }) {
                found.append("is so near to \(name(other)) that a pen's stroke reaches both")
            }
            return found.map {
                ReferenceFinding(field: "\(field).targets[\(places[place])]", what: "\(name(targets[place])) \($0)")
            }
        }
    }

    private func name(_ target: ReferenceTarget) -> String { "\(target.target.contest)/\(target.target.option)" }

    private func isTooNear(_ a: ReferenceTarget, _ b: ReferenceTarget) -> Bool {
        let gap = Self.leastGap * min(min(a.box.width, a.box.height), min(b.box.width, b.box.height))
        return a.box.padded(by: gap).intersects(b.box)
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
