import ElectionModel
import Raster

/// What each stroke of new ink on a side is: a target's mark, a letter of a stamp, writing on a line, or drawn beside everything.
struct StrokeRoles {
    /// What of a stroke lies in one target.
    struct Part {
        let target: Int
        /// Pixels inside the outline.
        let inside: Int
        /// Pixels inside it and close around it.
        let near: Int
    }

    /// For each stroke its part in each target that it reaches.
    let parts: [[Part]]
    /// For each stroke whether it is a letter among letters.
    let isLetter: [Bool]
    /// For each stroke whether a pen drew it and it is no target's mark, no name where one is to be written, no imprint, no fold
    /// and no streak.
    let isLoose: [Bool]
    /// The same of what has only the size of a mark: a short tick, a filled spot.
    let isStrayMark: [Bool]
    /// How long a line is that crosses out more than one row, in work pixels: a third of the page.
    let longLine: Double

    /// Pixels of a stroke in a target that are more than its tail's end.
    static let leastPart = 8
    /// How a mark may be drawn beyond its outline and still be that target's: a quarter of its size and a millimetre.
    private static let overshoot = (share: 0.25, pixels: 8.0)

    /// - Parameter isInked: for each target of the page whether there is ink enough in it for a mark.
    init(_ account: SideAccount, on page: ReferencePage, isInked: [Bool]) {
        let strokes = account.strokes
        let targets = page.targets
        let near = targets.map { Self.near($0.box) }
        let parts = strokes.map { stroke in
            targets.indices.compactMap { index -> Part? in
                guard stroke.touches(near[index]) else { return nil }
                let target = targets[index]
                return Part(
                    target: index, inside: account.ink(of: stroke, in: target.box, target.target.shape),
                    near: account.ink(of: stroke, in: near[index]))
            }
        }
        let lines = targets.compactMap { $0.writeInLine?.space.padded(by: Double(InkStroke.millimetre)) }
        let isWritten = strokes.map { stroke in
            lines.contains { 2 * account.ink(of: stroke, in: $0) >= stroke.area }
        }
        // What lies in a target is a mark, also where marks stand in a row.
        let free = strokes.indices.map { place in
            !isWritten[place] && !parts[place].contains { 2 * $0.near >= strokes[place].area }
        }
        let isLetter = TextLines(strokes, free: free).isLetter
        let long = Double(max(page.side.bitmap.width, page.side.bitmap.height)) / 3
        let isFree = strokes.indices.map { place in
            let stroke = strokes[place]
            return !isLetter[place] && !isWritten[place] && !(stroke.isLevel && Double(stroke.extent) >= long)
                && !parts[place].contains {
                    isInked[$0.target] && $0.inside >= Self.leastPart && 2 * $0.near >= stroke.area
                }
        }
        isLoose = strokes.indices.map { isFree[$0] && strokes[$0].isDrawn }
        isStrayMark = strokes.indices.map { isFree[$0] && strokes[$0].isOfMarkSize }
        (self.parts, self.isLetter, longLine) = (parts, isLetter, long)
    }

    /// A target with as much around it as a mark may be drawn beyond its outline.
    static func near(_ box: WorkBox) -> WorkBox { box.grown(by: overshoot.share).padded(by: overshoot.pixels) }
}
