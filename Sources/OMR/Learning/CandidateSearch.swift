import ElectionModel
import Raster

/// Every outline on a blank page that could be a target by its own form, in the picture's pixels.
struct CandidateSearch {
    /// Longer edges at which outlines are looked for: thin ones need pixels, and from 300 dpi on a letter page more pixels
    /// bring only time.
    static let longSides = 2200...3600
    /// Heights and widths of targets as shares of the page's shorter side: 1.9 to 8.6 mm high and up to 13 mm wide on a
    /// letter page.
    static let heights = 0.009...0.04
    static let widths = 0.008...0.06
    /// The same of cells of a table, and of other boxes in rows: up to 14 mm high and 21 mm wide.
    static let greatestHeight = 0.065
    static let greatestWidth = 0.1
    /// Width over height.
    static let aspects = 0.6...3.0
    /// Growths of ink by which gaps in scanned outlines are closed, in pixels.
    static let growths = 0...2

    let image: GrayImage

    func candidates() -> [TargetCandidate] {
        let longSide = max(image.width, image.height)
        let workSide = min(max(longSide, Self.longSides.lowerBound), Self.longSides.upperBound)
        let scale = Double(workSide) / Double(longSide)
        let picture = image.scaled(
            toWidth: max(1, Int((Double(image.width) * scale).rounded())),
            height: max(1, Int((Double(image.height) * scale).rounded())))
        var found: [Outline] = []
        var others: [Outline] = []
        for level in InkLevel.levels(of: picture) {
            var bitmap = Bitmap(picture, darkUpTo: level)
            for growth in Self.growths {
                if growth > 0 { bitmap = bitmap.dilated() }
                for outline in outlines(picture, bitmap, growth)
                where !found.contains(where: { $0.candidate.isAtPlace(of: outline.candidate) }) {
                    if outline.isEmpty && outline.standsAlone && isTargetSized(outline.candidate, in: picture) {
                        found.append(outline)
                    } else if !others.contains(where: { $0.candidate.isAtPlace(of: outline.candidate) }) {
                        others.append(outline)
                    }
                }
            }
        }
        others.removeAll { other in found.contains { $0.candidate.isAtPlace(of: other.candidate) } }
        return (found.map(\.candidate) + OutlineRows(found + others).members(among: others)).map {
            $0.scaled(by: 1 / scale)
        }
        .sorted { ($0.top, $0.left) < ($1.top, $1.left) }
    }

    /// Whether an outline is no larger than a target that stands for itself.
    private func isTargetSized(_ outline: TargetCandidate, in picture: GrayImage) -> Bool {
        let shortSide = Double(min(picture.width, picture.height))
        return outline.height <= Self.heights.upperBound * shortSide
            && outline.width <= Self.widths.upperBound * shortSide
    }

    private func outlines(_ picture: GrayImage, _ bitmap: Bitmap, _ growth: Int) -> [Outline] {
        let shortSide = Double(min(picture.width, picture.height))
        let heights = Self.heights.lowerBound * shortSide...Self.greatestHeight * shortSide
        let widths = Self.widths.lowerBound * shortSide...Self.greatestWidth * shortSide
        var search = PaperHoles(of: bitmap)
        // A heavy outline leaves little more than half of the height to the hole.
        let holes = search.holes(
            widths: Int(widths.lowerBound / 2)...Int(widths.upperBound),
            heights: Int(heights.lowerBound / 2)...Int(heights.upperBound),
            onPageOf: bitmap.width, by: bitmap.height)
        let examination = OutlineExamination(picture: picture, bitmap: bitmap, grown: growth)
        return holes.compactMap { examination.outline($0) }.filter {
            let outline = $0.candidate
            return heights.contains(outline.height) && widths.contains(outline.width)
                && Self.aspects.contains(outline.width / outline.height)
                && (outline.shape == .rectangle || isTargetSized(outline, in: picture))
        }
    }
}

extension TargetCandidate {
    func isAtPlace(of other: TargetCandidate) -> Bool {
        (centreX - other.centreX).magnitude < max(width, other.width) / 2
            && (centreY - other.centreY).magnitude < max(height, other.height) / 2
    }

    func scaled(by factor: Double) -> TargetCandidate {
        TargetCandidate(
            left: left * factor, top: top * factor, width: width * factor, height: height * factor,
            thickness: thickness * factor, shape: shape)
    }
}
