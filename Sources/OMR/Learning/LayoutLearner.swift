public import ElectionModel
public import Raster

/// A picture of a blank page to learn targets from.
public struct BlankPage: Sendable {
    public let id: PageID
    /// How the layout will name the picture's file.
    public let reference: String
    /// Page of a multi-page file, from 0.
    public let frame: Int
    public let image: GrayImage

    public init(id: PageID, reference: String, frame: Int = 0, image: GrayImage) {
        self.id = id
        self.reference = reference
        self.frame = frame
        self.image = image
    }
}

/// Proposes a layout from blank pages: where the targets are, and which of them seem to form contests.
///
/// Read top-down, this is how: outlines that enclose empty paper and stand alone are candidates; those of the sizes that
/// are repeated in columns and rows are targets; runs of them are contests. The names are placeholders for a person.
public enum LayoutLearner {
    /// - Returns: a layout with the pages in the order given; contests are counted through all pages.
    /// - Throws: `DefinitionError` when two pages have one id, or there are no pages.
    public static func layout(from pages: [BlankPage]) throws(DefinitionError) -> Layout {
        let found = pages.map { CandidateSearch(image: $0.image).candidates() }
        let families = TargetFamily.targets(
            among: found, shortSides: pages.map { min($0.image.width, $0.image.height) })
        var contests: [ContestID: ContestRule] = [:]
        var layouts: [PageLayout] = []
        for (index, page) in pages.enumerated() {
            let targets = families.flatMap(\.members).filter { $0.page == index }.map(\.candidate)
                .sorted { ($0.top, $0.left) < ($1.top, $1.left) }
            let bitmap = Bitmap(page.image, darkUpTo: InkLevel.level(of: page.image))
            var named: [Target] = []
            for members in ContestProposal(targets: targets, bitmap: bitmap).contests() {
                let contest = ContestID(rawValue: "contest-\(contests.count + 1)")
                contests[contest] = ContestRule(votesAllowed: 1)
                for (number, member) in members.enumerated() {
                    named.append(
                        targets[member].target(
                            Choice(contest: contest, option: OptionID(rawValue: "option-\(number + 1)")),
                            onPageOf: page.image))
                }
            }
            layouts.append(PageLayout(id: page.id, reference: page.reference, frame: page.frame, targets: named))
        }
        return try Layout(contests: contests, pages: layouts)
    }
}

extension TargetCandidate {
    /// The candidate as a target with a name, its box in whole pixels of its page.
    func target(_ choice: Choice, onPageOf image: GrayImage) -> Target {
        let x = min(max(0, Int(left.rounded())), image.width - 1)
        let y = min(max(0, Int(top.rounded())), image.height - 1)
        let box = PixelBox(
            x: x, y: y, width: min(Int(width.rounded()), image.width - x),
            height: min(Int(height.rounded()), image.height - y))
        return Target(contest: choice.contest, option: choice.option, box: box, shape: shape)
    }
}

/// Where ink ends and paper begins on a blank page.
enum InkLevel {
    /// The level, and a lighter one at which the thin outlines of a coarse picture still hang together: where a line is
    /// narrower than a pixel, it is gray.
    static func levels(of picture: GrayImage) -> [UInt8] {
        let usual = level(of: picture)
        let light = UInt8((Double(Histogram(of: picture).paper) * 0.88).rounded())
        return light > usual ? [usual, light] : [usual]
    }

    /// Otsu's level, kept away from the paper's own noise and from its darkest print alone.
    static func level(of picture: GrayImage) -> UInt8 {
        let histogram = Histogram(of: picture)
        let paper = Double(histogram.paper)
        return UInt8(min(max(Double(histogram.otsuLevel), (paper * 0.45).rounded()), (paper * 0.80).rounded()))
    }
}
