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
    fileprivate func targetFindings(at field: String) -> [ReferenceFinding] {
        zip(targets, faults).enumerated().compactMap { place, pair in
            let (target, fault) = pair
            let name = "\(target.target.contest)/\(target.target.option)"
            return fault.map {
                ReferenceFinding(field: "\(field).targets[\(place)]", what: "\(name) \($0.description)")
            }
        }
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
