public import Raster

/// A scan of the target sheet, measured: where it lies in the picture and how it is distorted there.
///
/// Having one means that the sheet was found beyond doubt.
public struct TargetMeasurement: Sendable {
    public let sheet: TargetSheet
    /// How far the sheet is turned clockwise in the picture: 0, 90, 180 or 270 degrees.
    public let rotation: Int
    public let isMirrored: Bool
    /// What is left of its turn, in degrees; above 0 is clockwise.
    public let skewInDegrees: Double
    /// How far the sheet's right angles are from right in the picture, in degrees.
    public let outOfSquareInDegrees: Double
    /// Size in the picture as a share of what the stated resolution says, across the sensor and along the feed.
    public let scaleAcross, scaleAlong: Double
    /// Where the sheet's middle lies from the picture's middle, in millimetres: above 0 is right, and down.
    public let shiftAcross, shiftAlong: Double
    /// The marks with what is left of their places when skew, scale and shift are taken away.
    public let residuals: [Residual]
    /// From millimetres of the sheet to pixels of the picture.
    public let map: Affine

    /// What one mark is off.
    public struct Residual: Hashable, Sendable {
        public let mark: TargetSheet.Mark
        /// Its centre in the picture, in pixels.
        public let x, y: Double
        /// What it is off, in millimetres along the picture's axes.
        public let dx, dy: Double

        public var length: Double { (dx * dx + dy * dy).squareRoot() }
    }

    public var worst: Residual? { residuals.max { $0.length < $1.length } }

    /// Root of the mean square of what the marks are off, in millimetres.
    public var rootMeanSquare: Double {
        (residuals.reduce(0) { $0 + $1.dx * $1.dx + $1.dy * $1.dy } / Double(max(1, residuals.count))).squareRoot()
    }

    /// - Parameters:
    ///   - image: the side as scanned, in any of the four orientations, askew by 5 degrees at most.
    ///   - dpi: dots per inch as stated, 100 to 1200, right to a fifth: scales are measured against it.
    public init(of image: GrayImage, dpi: Double) throws(TargetRefusal) {
        precondition((100...1200).contains(dpi), "a target sheet is measured at 100 to 1200 dpi")
        let found = FoundMark.all(in: image, dpi: dpi)
        guard found.count >= TargetPose.leastMarks else { throw TargetRefusal(.tooFewMarks(found.count)) }
        // Pairs of marks are looked at: a page of a thousand rings is no target sheet.
        guard found.count <= 4 * TargetSheet.columns * TargetSheet.rows, let lattice = MarkLattice(found, dpi: dpi),
            let pose = TargetPose(lattice), let map = Self.fit(pose.marks)
        else { throw TargetRefusal(.noGrid(found.count)) }
        self.map = map
        (sheet, rotation, isMirrored) = (pose.sheet, pose.rotation, pose.isMirrored)

        let pixelsPerMillimetre = dpi / 25.4
        residuals = pose.marks.map { mark, found in
            let place = map(mark.x, mark.y)
            return Residual(
                mark: mark, x: found.x, y: found.y, dx: (found.x - place.x) / pixelsPerMillimetre,
                dy: (found.y - place.y) / pixelsPerMillimetre)
        }
        // The sheet's own right and down, in the picture; after the quarter turns are taken back, they are nearly that.
        let right = Self.turnedBack((map.xx, map.yx), rotation)
        let down = Self.turnedBack((map.xy, map.yy), rotation)
        let mirror = isMirrored ? -1.0 : 1.0
        let rightSlope = Angle.degrees(ofSlope: right.y / right.x)
        let downSlope = Angle.degrees(ofSlope: -down.x / down.y)
        skewInDegrees = (rightSlope + downSlope) / 2
        outOfSquareInDegrees = (rightSlope - downSlope) * mirror
        let scaleOfX = (right.x * right.x + right.y * right.y).squareRoot() / pixelsPerMillimetre
        let scaleOfY = (down.x * down.x + down.y * down.y).squareRoot() / pixelsPerMillimetre
        let isSideways = rotation == 90 || rotation == 270
        (scaleAcross, scaleAlong) = isSideways ? (scaleOfY, scaleOfX) : (scaleOfX, scaleOfY)
        let middle = map(sheet.width / 2, sheet.height / 2)
        shiftAcross = (middle.x - Double(image.width - 1) / 2) / pixelsPerMillimetre
        shiftAlong = (middle.y - Double(image.height - 1) / 2) / pixelsPerMillimetre
    }

    private static func turnedBack(_ way: (x: Double, y: Double), _ rotation: Int) -> (x: Double, y: Double) {
        switch rotation {
        case 90: (way.y, -way.x)
        case 180: (-way.x, -way.y)
        case 270: (-way.y, way.x)
        default: way
        }
    }

    /// The affine map that brings the sheet's marks nearest to those found, by least squares.
    private static func fit(_ pairs: [(mark: TargetSheet.Mark, found: FoundMark)]) -> Affine? {
        let count = Double(pairs.count)
        let (mx, my) = (pairs.reduce(0) { $0 + $1.mark.x } / count, pairs.reduce(0) { $0 + $1.mark.y } / count)
        let (fx, fy) = (pairs.reduce(0) { $0 + $1.found.x } / count, pairs.reduce(0) { $0 + $1.found.y } / count)
        var (sxx, sxy, syy) = (0.0, 0.0, 0.0)
        var (xx, xy, yx, yy) = (0.0, 0.0, 0.0, 0.0)
        for (mark, found) in pairs {
            let (x, y) = (mark.x - mx, mark.y - my)
            (sxx, sxy, syy) = (sxx + x * x, sxy + x * y, syy + y * y)
            (xx, xy) = (xx + x * (found.x - fx), xy + y * (found.x - fx))
            (yx, yy) = (yx + x * (found.y - fy), yy + y * (found.y - fy))
        }
        let determinant = sxx * syy - sxy * sxy
        guard determinant > 1e-6 else { return nil }
        let a = ((xx * syy - xy * sxy) / determinant, (xy * sxx - xx * sxy) / determinant)
        let b = ((yx * syy - yy * sxy) / determinant, (yy * sxx - yx * sxy) / determinant)
        return Affine(
            xx: a.0, xy: a.1, dx: fx - a.0 * mx - a.1 * my, yx: b.0, yy: b.1, dy: fy - b.0 * mx - b.1 * my)
    }
}

/// Why a picture is not taken for the target sheet.
public struct TargetRefusal: Error, Hashable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        /// So many discs and rings of the right size were found, and more are needed.
        case tooFewMarks(Int)
        /// They do not form the sheet's grid, or are not the ones that belong there.
        case noGrid(Int)
    }

    public let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    public var description: String {
        let all = TargetSheet.columns * TargetSheet.rows
        return switch reason {
        case .tooFewMarks(let found):
            "This is not a target sheet, or much of it is missing: \(found) of its \(all) marks were found."
        case .noGrid(let found):
            "This is not a whole target sheet: \(found) marks were found, but not in their \(TargetSheet.columns) columns "
                + "and \(TargetSheet.rows) rows."
        }
    }
}
