/// Which target sheet a lattice of marks is, and which way it lies in the picture.
struct TargetPose {
    let sheet: TargetSheet
    /// How far the sheet is turned clockwise in the picture: 0, 90, 180 or 270 degrees.
    let rotation: Int
    /// Whether the picture shows it as in a mirror.
    let isMirrored: Bool
    /// The marks that were found, with what they are on the sheet.
    let marks: [(mark: TargetSheet.Mark, found: FoundMark)]

    /// Marks that have to be found of the sheet's 63: four fifths. Streaks and folds take a column or a row at most.
    static let leastMarks = TargetSheet.columns * TargetSheet.rows * 4 / 5
    /// Marks that may be of the wrong form, or beside the grid: print runs into a mark, or a blot looks like one. The
    /// patterns differ in six.
    static let mostWrong = 2

    /// Tries every sheet, turn and mirror image, and every place of the lattice in the grid.
    ///
    /// - Returns: `nil` unless exactly one of them fits.
    init?(_ lattice: MarkLattice) {
        var fits: [TargetPose] = []
        for paper in TargetSheet.Paper.allCases {
            for rotation in [0, 90, 180, 270] {
                for isMirrored in [false, true] {
                    fits += Self.fits(TargetSheet(paper), rotation, isMirrored, lattice)
                }
            }
        }
        guard fits.count == 1 else { return nil }
        self = fits[0]
    }

    private init(
        _ sheet: TargetSheet, _ rotation: Int, _ isMirrored: Bool, _ marks: [(mark: TargetSheet.Mark, found: FoundMark)]
    ) {
        self.sheet = sheet
        self.rotation = rotation
        self.isMirrored = isMirrored
        self.marks = marks
    }

    private static func fits(
        _ sheet: TargetSheet, _ rotation: Int, _ isMirrored: Bool, _ lattice: MarkLattice
    ) -> [TargetPose] {
        let turned = lattice.places.map { place, found in (onSheet(place, rotation, isMirrored), found) }
        guard let left = turned.map(\.0.column).min(), let right = turned.map(\.0.column).max(),
            let top = turned.map(\.0.row).min(), let bottom = turned.map(\.0.row).max()
        else { return [] }
        let marks = Dictionary(uniqueKeysWithValues: sheet.marks.map { (GridPlace($0.column, $0.row), $0) })
        // The lattice may lack a whole column or row, or have a blot beside it.
        var fits: [TargetPose] = []
        for column in shifts(left, right, of: TargetSheet.columns) {
            for row in shifts(top, bottom, of: TargetSheet.rows) {
                var (pairs, wrong): ([(mark: TargetSheet.Mark, found: FoundMark)], Int) = ([], 0)
                for (place, found) in turned {
                    guard let mark = marks[GridPlace(place.column + column, place.row + row)],
                        mark.isDisc == found.isDisc
                    else {
                        wrong += 1
                        continue
                    }
                    pairs.append((mark, found))
                }
                guard wrong <= mostWrong, pairs.count >= leastMarks else { continue }
                pairs.sort { ($0.mark.row, $0.mark.column) < ($1.mark.row, $1.mark.column) }
                fits.append(TargetPose(sheet, rotation, isMirrored, pairs))
            }
        }
        return fits
    }

    /// By how much a lattice from `first` to `last` may be shifted to lie in a grid, with one column or row on either side to
    /// spare.
    private static func shifts(_ first: Int, _ last: Int, of count: Int) -> ClosedRange<Int> {
        min(-first, count - 1 - last) - 1...max(-first, count - 1 - last) + 1
    }

    /// The place on the sheet, but for a shift, of a place in the picture.
    private static func onSheet(_ place: GridPlace, _ rotation: Int, _ isMirrored: Bool) -> GridPlace {
        let (i, j) = (place.column, place.row)
        let upright =
            switch rotation {
            case 90: GridPlace(j, -i)
            case 180: GridPlace(-i, -j)
            case 270: GridPlace(-j, i)
            default: GridPlace(i, j)
            }
        return isMirrored ? GridPlace(-upright.column, upright.row) : upright
    }
}
