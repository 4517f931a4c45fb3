import ElectionModel
import OMR

/// The words on an evidence picture: what became of the side, and why.
struct EvidenceText {
    let headline: String
    let detail: String
    let colour: Colour

    init(headline: String, detail: String, colour: Colour) {
        (self.headline, self.detail, self.colour) = (headline, detail, colour)
    }

    init(_ side: SideEvidence) {
        switch side.interpretation {
        case .read(let found, let targets):
            let marginal = targets.count { $0.mark == .marginal }
            let marked = targets.count { $0.mark == .marked }
            let turned = found.rotation == 0 ? "" : ", TURNED \(found.rotation) DEGREES CLOCKWISE"
            headline = "READ\(marginal > 0 ? ", A PERSON HAS TO LOOK" : ""): PAGE \(found.page)\(turned)"
            detail =
                "\(marked) marked, \(marginal) marginal, \(targets.count - marked - marginal) unmarked. "
                + "\(found.landmarksFound) of \(found.landmarksVisible) landmarks found, "
                + "\(Self.tenths(found.residual)) pixels off on average; "
                + "\(Self.percent(found.printFound)) of the page's print found."
            colour = marginal > 0 ? .orange : .green
        case .blank:
            headline = "BLANK"
            detail = "No print found on this side."
            colour = .gray
        case .rejected(let reason):
            headline = "REJECTED: \(reason.code)"
            detail = reason.message
            colour = .red
        }
    }

    /// A picture that could not even be opened.
    init(notOpened detail: String) {
        headline = "NOT OPENED"
        self.detail = detail
        colour = .red
    }

    static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

    /// A score so that it never looks like the other side of a threshold: one decimal where whole percents are coarse.
    static func score(_ share: Double) -> String {
        share > 0 && share < 0.1 ? "\(tenths(share * 100))%" : percent(share)
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// How a target is drawn: colour and line say the same, so that it is also read without colours.
struct TargetStyle {
    let name: String
    let colour: Colour
    let thickness: Int

    static let unmarked = TargetStyle(name: "unmarked", colour: .blue, thickness: 2)
    static let marginal = TargetStyle(name: "marginal: a person has to look", colour: .orange, thickness: 5)
    static let marked = TargetStyle(name: "marked", colour: .green, thickness: 5)
    static let writing = TargetStyle(name: "line for a name that bears writing", colour: .violet, thickness: 3)
    static let refused = TargetStyle(name: "why the page is refused", colour: .red, thickness: 5)
    static let notRead = TargetStyle(name: "not read", colour: .gray, thickness: 2)

    /// Those that a picture explains.
    static func legend(of side: SideEvidence) -> [TargetStyle] {
        if case .read = side.interpretation {
            let hasWriting = side.targets.contains { $0.writeIn?.isInked == true }
            return [unmarked, marginal, marked] + (hasWriting ? [writing] : [])
        }
        return [refused, notRead]
    }

    static func style(of finding: TargetEvidence.Finding) -> TargetStyle {
        switch finding {
        case .read(.unmarked): unmarked
        case .read(.marginal): marginal
        case .read(.marked): marked
        case .printMissing, .wordsMissing, .streak: refused
        case .notRead: notRead
        }
    }
}

extension TargetEvidence {
    /// What is said of the target in one breath.
    var verdict: String {
        switch finding {
        case .read(let mark):
            "\(mark.rawValue)\(doubt.map { " (\($0.words))" } ?? ""), ink \(EvidenceText.score(score ?? 0))"
        case .printMissing(let found): "outline not found (\(EvidenceText.percent(found)))"
        case .wordsMissing(let found): "other words beside it (\(EvidenceText.percent(found)) agree)"
        case .streak: "a line of dirt runs through it"
        case .notRead: "not read"
        }
    }

    /// A target that a person may want to see by itself.
    var isWorthShowing: Bool { finding != .read(.unmarked) && finding != .notRead }
}
