import Raster

/// A line of dirt that the scanner drew down the whole side: dust on the glass or on the roller.
public struct Streak: Hashable, Sendable {
    /// First column, in work pixels of the side.
    public let x: Int
    /// Width in work pixels.
    public let width: Int
    /// Width of the side in work pixels.
    public let sideWidth: Int

    /// The streak's middle: 0 is the left edge of the image, 1 the right.
    public var place: Double { (Double(x) + Double(width) / 2) / Double(sideWidth) }

    /// Where to clean.
    public var region: Region { place < 1.0 / 3 ? .left : place < 2.0 / 3 ? .middle : .right }

    /// Third of the picture's width.
    public enum Region: String, Hashable, Sendable, CaseIterable { case left, middle, right }
}

/// Finding streaks by column sums.
struct StreakSearch {
    /// Share of the side's height that a streak darkens at least.
    static let leastHeight = 0.7
    /// A wider band is no streak but a shadow or the edge of the paper.
    static let greatestWidth = 24
    /// Share of the side's width along both edges where the paper's own edge throws lines.
    static let edge = 0.01
    /// Share of a dark column that the page's own print must explain for it to be a printed rule.
    static let explained = 0.5

    let side: BinarizedSide

    /// Gray of a column as a share of the paper's, in 1/256, below which it is a streak that ink and paper alone do not show:
    /// 0.93, three deviations of a noisy scanner below its paper.
    private static let palest: Int32 = 238
    /// Rows between one in which pale columns are looked for and the next: 130 of a page tell a share of them.
    private static let step = 16

    /// Columns that are dark from top to bottom, printed rules among them.
    func candidates() -> [Streak] { streaks(in: darkColumns()) }

    /// Columns that are darker than paper from top to bottom, and paler than ink perhaps. None where the side's gray is gone.
    func paleCandidates() -> [Streak] {
        guard let (gray, paper) = side.grays else { return [] }
        let rows = (gray.height + Self.step - 1) / Self.step
        let margin = Int(Double(gray.width) * Self.edge)
        let counts = paper.darkCounts(in: gray, below: Self.palest, every: Self.step)
        return streaks(
            in: (margin..<gray.width - margin).filter { Double(counts[$0]) >= Self.leastHeight * Double(rows) })
    }

    /// Pale streaks that are not printed on the page.
    func paleStreaks(besidePrintOf page: ReferencePage, _ map: LocalMap) -> [Streak] {
        paleCandidates().filter { !isPrinted($0, page.shaded, map) { _, _ in true } }
    }

    /// What of a side is darker than paper; nothing where its gray is gone.
    var shaded: Bitmap {
        side.grays.map { Bitmap($0.image, darkerThan: Int(Self.palest), of: $0.paper) } ?? side.bitmap
    }

    private func streaks(in columns: [Int]) -> [Streak] {
        var found: [Streak] = []
        var start = 0
        while start < columns.count {
            var end = start
            while end + 1 < columns.count, columns[end + 1] <= columns[end] + 2 { end += 1 }
            let width = columns[end] - columns[start] + 1
            if width <= Self.greatestWidth {
                found.append(Streak(x: columns[start], width: width, sideWidth: side.bitmap.width))
            }
            start = end + 1
        }
        return found
    }

    /// Streaks that are not printed on the page.
    func streaks(besidePrintOf page: ReferencePage, _ map: LocalMap) -> [Streak] {
        candidates().filter { !isPrinted($0, page.side.bitmap, map) { side.bitmap[$0, $1] } }
    }

    private func darkColumns() -> [Int] {
        let bitmap = side.bitmap
        let margin = Int(Double(bitmap.width) * Self.edge)
        var columns: [Int] = []
        // A cell column that holds a streak has ink in most cells; few others need a closer look.
        let density = side.density
        let inked = density.bitmap(atLeast: 2).inkCounts(ofColumns: 0..<density.width)
        for cell in 0..<density.width
        where Double(inked[cell]) >= Self.leastHeight * Double(density.height) {
            let first = max(margin, cell * DensityMap.cell)
            let end = min((cell + 1) * DensityMap.cell, bitmap.width - margin)
            guard first < end else { continue }
            for (x, ink) in zip(first..<end, bitmap.inkCounts(ofColumns: first..<end))
            where Double(ink) >= Self.leastHeight * Double(bitmap.height) {
                columns.append(x)
            }
        }
        return columns
    }

    /// - Parameters:
    ///   - print: of the blank page.
    ///   - isDark: whether a place of the streak counts.
    private func isPrinted(
        _ streak: Streak, _ print: Bitmap, _ map: LocalMap, where isDark: (Int, Int) -> Bool
    ) -> Bool {
        let (x, step) = (streak.x + streak.width / 2, 16)
        var (dark, printed) = (0, 0)
        for y in stride(from: step, to: side.bitmap.height - step, by: step) where isDark(x, y) {
            dark += 1
            let place = map.source(of: Double(x), Double(y))
            let ink = print.inkCount(
                x: Int(place.x.rounded()) - 4, y: Int(place.y.rounded()) - 4, width: 9, height: 9)
            if ink > 0 { printed += 1 }
        }
        return Double(printed) >= Self.explained * Double(dark)
    }
}

extension LocalMap {
    /// The place of the reference page that lies at a place of the side.
    func source(of x: Double, _ y: Double) -> (x: Double, y: Double) {
        guard let back = global.inverse else { return (x, y) }
        var place = back(x, y)
        // Two steps are exact to a small part of a pixel: the map changes slowly.
        for _ in 0..<2 {
            guard let local = affine(at: place.x, place.y).inverse else { break }
            place = local(x, y)
        }
        return place
    }
}
