import Raster

/// A line that runs through a target and on, far beyond it on both sides: a fold, a streak of dirt, or a pen stroke across
/// whole rows. No one can say from it that the voter meant this target.
struct PassingLine {
    /// How far beyond the target the line is followed, in target widths or heights.
    static let reach = 2.5
    /// Gap beside the target that is skipped: a mark drawn too large ends there, in target widths or heights.
    static let gap = 0.8
    /// Share of the places beside the target, print aside, at which the line must be seen.
    static let seen = 0.85

    let side: Bitmap
    let page: ReferencePage
    let map: LocalMap
    let growth: Int

    /// True when a line passes through a box, sideways or up and down.
    func runs(through box: WorkBox) -> Bool {
        runsSideways(box) || runsUpAndDown(box)
    }

    private func runsSideways(_ box: WorkBox) -> Bool {
        let (near, far) = (box.width * Self.gap, box.width * (Self.gap + Self.reach))
        let band = WorkBox(x: 0, y: box.y - box.height * 0.4, width: box.width * Self.reach, height: box.height * 1.8)
        return isInked(band.moved(toX: box.x - far), alongX: true)
            && isInked(band.moved(toX: box.x + box.width + near), alongX: true)
    }

    private func runsUpAndDown(_ box: WorkBox) -> Bool {
        let (near, far) = (box.height * Self.gap, box.height * (Self.gap + Self.reach))
        let band = WorkBox(x: box.x - box.width * 0.4, y: 0, width: box.width * 1.8, height: box.height * Self.reach)
        return isInked(band.moved(toY: box.y - far), alongX: false)
            && isInked(band.moved(toY: box.y + box.height + near), alongX: false)
    }

    /// True when nearly every column (or row) of a field has ink that is not the page's print.
    private func isInked(_ field: WorkBox, alongX: Bool) -> Bool {
        let (left, top) = (Int(field.x.rounded()), Int(field.y.rounded()))
        let (width, height) = (Int(field.width.rounded()), Int(field.height.rounded()))
        guard width > 0, height > 0 else { return false }
        let print = page.side.bitmap.cropped(x: left, y: top, width: width, height: height).dilated(times: growth)
        let centre = field.centre
        let ink = side.sampled(
            through: map.affine(at: centre.x, centre.y)
                .after(Affine(xx: 1, xy: 0, dx: Double(left), yx: 0, yy: 1, dy: Double(top))),
            width: width, height: height)
        let added = ink.subtracting(print)
        var (places, inked) = (0, 0)
        for place in 0..<(alongX ? width : height) {
            let (x, y) = alongX ? (place, 0) : (0, place)
            let (wide, tall) = alongX ? (1, height) : (width, 1)
            if added.inkCount(x: x, y: y, width: wide, height: tall) > 0 {
                (places, inked) = (places + 1, inked + 1)
            } else if ink.inkCount(x: x, y: y, width: wide, height: tall) == 0 {
                places += 1
            }
        }
        // Where nearly all places are print, nothing can be said.
        return places * 4 >= (alongX ? width : height) && Double(inked) >= Self.seen * Double(places)
    }
}

extension WorkBox {
    func moved(toX x: Double) -> WorkBox { WorkBox(x: x, y: y, width: width, height: height) }
    func moved(toY y: Double) -> WorkBox { WorkBox(x: x, y: y, width: width, height: height) }
}
