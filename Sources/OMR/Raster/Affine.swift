/// A linear map of the plane with a shift: where a point of one picture lies in another, in pixels.
///
/// ```
/// x' = xx * x + xy * y + dx
/// y' = yx * x + yy * y + dy
/// ```
/// Pixel centres have whole coordinates.
public struct Affine: Hashable, Sendable {
    public var xx, xy, dx, yx, yy, dy: Double

    public static let identity = Affine(xx: 1, xy: 0, dx: 0, yx: 0, yy: 1, dy: 0)

    public init(xx: Double, xy: Double, dx: Double, yx: Double, yy: Double, dy: Double) {
        self.xx = xx
        self.xy = xy
        self.dx = dx
        self.yx = yx
        self.yy = yy
        self.dy = dy
    }

    @inlinable public func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        (xx * x + xy * y + dx, yx * x + yy * y + dy)
    }

    /// First `inner`, then `self`.
    public func after(_ inner: Affine) -> Affine {
        Affine(
            xx: xx * inner.xx + xy * inner.yx, xy: xx * inner.xy + xy * inner.yy,
            dx: xx * inner.dx + xy * inner.dy + dx,
            yx: yx * inner.xx + yy * inner.yx, yy: yx * inner.xy + yy * inner.yy,
            dy: yx * inner.dx + yy * inner.dy + dy)
    }

    /// The map back; nil where the plane is flattened to a line.
    public var inverse: Affine? {
        let determinant = xx * yy - xy * yx
        guard determinant.magnitude > 1e-12 else { return nil }
        let (ixx, ixy) = (yy / determinant, -xy / determinant)
        let (iyx, iyy) = (-yx / determinant, xx / determinant)
        return Affine(xx: ixx, xy: ixy, dx: -(ixx * dx + ixy * dy), yx: iyx, yy: iyy, dy: -(iyx * dx + iyy * dy))
    }
}
