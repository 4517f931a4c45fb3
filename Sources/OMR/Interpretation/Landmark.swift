import Raster

/// A distinctive piece of a reference page's print that is looked for on scans; a class, for it holds twelve arrays.
final class Landmark: Sendable {
    /// Centre of the piece in work pixels of the reference page.
    let x, y: Double
    /// The piece at a quarter of the resolution, 16 x 16 cells.
    let coarse: PatchTemplate
    /// The piece at full work resolution, 64 x 64 pixels.
    let fine: PatchTemplate
    /// What lies around the piece's print, to measure how much bolder a side is printed.
    let shells: StrokeGrowth.Shells

    init(x: Double, y: Double, coarse: PatchTemplate, fine: PatchTemplate, shells: StrokeGrowth.Shells) {
        (self.x, self.y, self.coarse, self.fine, self.shells) = (x, y, coarse, fine, shells)
    }

    /// Pixels along a side of the full piece: 8 mm on a letter page, a word or two.
    static let size = 64
    /// Cells along a side of the coarse piece.
    static let coarseSize = 16
    /// Ink from which a cell of 16 pixels counts as dark at the coarse level: a thin line crosses it.
    static let coarseInk: UInt8 = 3
}

/// Picking landmarks from a blank page, evenly over the page and each unlike its own surroundings.
struct LandmarkPicker {
    /// At most one landmark is picked from each field of this many density cells: about 80 on a full letter page.
    static let field = 52
    /// Places are tried this many cells apart.
    static let step = 6
    /// How far around itself a landmark must be alone, in cells: the reach of the coarse search.
    static let reach = 8
    /// A piece must differ from everything within reach by this share of its ink, or a line could slide along itself.
    static let leastDistinctness = 0.22

    let bitmap: Bitmap
    let coarse: Bitmap
    /// Target boxes, in work pixels: pens write there, so no landmark is taken from them.
    let keepOut: [WorkBox]

    func landmarks() -> [Landmark] {
        let field = Self.field
        var picked: [Landmark] = []
        for top in stride(from: 0, to: coarse.height, by: field) {
            for left in stride(from: 0, to: coarse.width, by: field) {
                if let landmark = best(left: left, top: top) { picked.append(landmark) }
            }
        }
        return picked
    }

    private func best(left: Int, top: Int) -> Landmark? {
        let size = Landmark.coarseSize
        var best: (x: Int, y: Int, distinctness: Double)?
        for y in stride(from: top, to: min(top + Self.field, coarse.height - size), by: Self.step) {
            for x in stride(from: left, to: min(left + Self.field, coarse.width - size), by: Self.step) {
                let ink = coarse.inkCount(x: x, y: y, width: size, height: size)
                guard ink >= size * size / 10, ink <= size * size * 7 / 10, !touchesTarget(x, y) else { continue }
                let least = best?.distinctness ?? Self.leastDistinctness
                let distinctness = self.distinctness(x, y, ifMoreThan: least)
                if distinctness > least { best = (x, y, distinctness) }
            }
        }
        guard let best else { return nil }
        let cell = DensityMap.cell
        let fine = bitmap.cropped(x: best.x * cell, y: best.y * cell, width: Landmark.size, height: Landmark.size)
        let middle = Double(Landmark.size - 1) / 2
        return Landmark(
            x: Double(best.x * cell) + middle, y: Double(best.y * cell) + middle,
            coarse: PatchTemplate(coarse.cropped(x: best.x, y: best.y, width: size, height: size)),
            fine: PatchTemplate(fine), shells: StrokeGrowth.Shells(around: fine))
    }

    private func touchesTarget(_ x: Int, _ y: Int) -> Bool {
        let cell = Double(DensityMap.cell)
        let size = Double(Landmark.size)
        return keepOut.contains {
            $0.intersects(WorkBox(x: Double(x) * cell, y: Double(y) * cell, width: size, height: size))
        }
    }

    /// How unlike its surroundings a piece is: 1 minus its greatest overlap with itself when moved by 2 cells or more. Where that is
    /// no more than `least`, some number that is no more either.
    private func distinctness(_ x: Int, _ y: Int, ifMoreThan least: Double) -> Double {
        let size = Landmark.coarseSize
        let around = coarse.cropped(
            x: x - Self.reach, y: y - Self.reach, width: size + 2 * Self.reach, height: size + 2 * Self.reach)
        return 1
            - PatchTemplate(coarse.cropped(x: x, y: y, width: size, height: size))
            .greatestOverlap(in: around, fromMiddle: 2) { 1 - $0 > least }
    }
}

/// A rectangle in work pixels of a reference page.
struct WorkBox: Hashable, Sendable {
    let x, y, width, height: Double

    func intersects(_ other: WorkBox) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }

    /// Grown on all sides by a share of its own size.
    func grown(by share: Double) -> WorkBox {
        let (dx, dy) = (width * share, height * share)
        return WorkBox(x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy)
    }

    var centre: (x: Double, y: Double) { (x + (width - 1) / 2, y + (height - 1) / 2) }

    func moved(toX x: Double) -> WorkBox { WorkBox(x: x, y: y, width: width, height: height) }
    func moved(toY y: Double) -> WorkBox { WorkBox(x: x, y: y, width: width, height: height) }
}
