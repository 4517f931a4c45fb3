import Raster

/// How a page lies on a scan, place by place: feeders stretch paper by 1 to 2 % locally, and no single map fits a whole page.
///
/// At every place an affine map is fitted to the landmark matches, the near ones weighing more (moving least squares,
/// S. Schaefer et al., 2006). Skew, scale, mild perspective and local stretch are all absorbed by the one mechanism.
struct LocalMap: Sendable {
    /// A landmark's centre on the reference page and where it was found on the side, in work pixels.
    struct Match: Sendable {
        let fromX, fromY, toX, toY: Double
    }

    let matches: [Match]
    /// Affine map over all matches, on which thin neighbourhoods lean.
    let global: Affine
    /// Distance in work pixels at which a match weighs a quarter of a near one.
    let range: Double

    init(_ matches: [Match], global: Affine, range: Double) {
        self.matches = matches
        self.global = global
        self.range = range
    }

    /// The affine map that holds around a place of the reference page.
    func affine(at x: Double, _ y: Double, leavingOut omitted: Int? = nil) -> Affine {
        var fit = AffineFit()
        for index in matches.indices where index != omitted {
            let match = matches[index]
            let (dx, dy) = (match.fromX - x, match.fromY - y)
            let distance = (dx * dx + dy * dy) / (range * range)
            let weight = 1 / ((1 + distance) * (1 + distance))
            fit.add(match, weight: weight, relativeTo: x, y, global)
        }
        return fit.solution(relativeTo: x, y, global)
    }

    /// By how much a page may be wider at one end than at the other, or higher: no feeder does that, a camera held aslant does.
    /// On the real scans here it is 0.002 at most; on drawn photographs at 3 degrees 0.01, smoothed as the map is.
    private static let greatestKeystone = 0.006

    /// True where a page is seen at an angle, as on a photograph.
    func isSeenAtAngle(over page: Bitmap) -> Bool {
        let (right, bottom) = (Double(page.width), Double(page.height))
        let corners = [(0.0, 0.0), (right, 0), (0, bottom), (right, bottom)].map { affine(at: $0.0, $0.1) }
        let widths = corners.map { ($0.xx * $0.xx + $0.yx * $0.yx).squareRoot() }
        let heights = corners.map { ($0.xy * $0.xy + $0.yy * $0.yy).squareRoot() }
        let keystone = (
            (widths[0] + widths[1]) / (widths[2] + widths[3]), (heights[0] + heights[2]) / (heights[1] + heights[3])
        )
        return max((keystone.0 - 1).magnitude, (keystone.1 - 1).magnitude) > Self.greatestKeystone
    }

    /// How far each match lies from where its neighbours say it should be, in work pixels.
    func residuals() -> [Double] {
        matches.indices.map { index in
            let match = matches[index]
            let map = affine(at: match.fromX, match.fromY, leavingOut: index)
            let place = map(match.fromX, match.fromY)
            let (dx, dy) = (place.x - match.toX, place.y - match.toY)
            return (dx * dx + dy * dy).squareRoot()
        }
    }
}

/// Weighted least squares for the small difference between an affine map and matches, around a place.
///
/// Only the difference from `global` is fitted, with a slight pull to zero: where matches are few or lie on one line, the
/// answer falls back to the page's own map instead of running away.
struct AffineFit {
    private var (w, wx, wy, wxx, wxy, wyy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    private var (wu, wxu, wyu, wv, wxv, wyv) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    /// Pull on the linear part, in units of squared work pixels: as strong as one match 60 pixels away.
    private static let pull = 3600.0

    mutating func add(
        _ match: LocalMap.Match, weight: Double, relativeTo x: Double, _ y: Double, _ global: Affine
    ) {
        let (dx, dy) = (match.fromX - x, match.fromY - y)
        let place = global(match.fromX, match.fromY)
        let (u, v) = (match.toX - place.x, match.toY - place.y)
        w += weight
        wx += weight * dx
        wy += weight * dy
        wxx += weight * dx * dx
        wxy += weight * dx * dy
        wyy += weight * dy * dy
        wu += weight * u
        wxu += weight * dx * u
        wyu += weight * dy * u
        wv += weight * v
        wxv += weight * dx * v
        wyv += weight * dy * v
    }

    func solution(relativeTo x: Double, _ y: Double, _ global: Affine) -> Affine {
        guard w > 0 else { return global }
        // Centre the coordinates, then a 2 x 2 system for the linear part.
        let (mx, my) = (wx / w, wy / w)
        let sxx = wxx - w * mx * mx + Self.pull
        let sxy = wxy - w * mx * my
        let syy = wyy - w * my * my + Self.pull
        let determinant = sxx * syy - sxy * sxy
        func row(_ wu: Double, _ wxu: Double, _ wyu: Double) -> (a: Double, b: Double, c: Double) {
            let (sxu, syu) = (wxu - mx * wu, wyu - my * wu)
            let a = (sxu * syy - syu * sxy) / determinant
            let b = (syu * sxx - sxu * sxy) / determinant
            return (a, b, wu / w - a * mx - b * my)
        }
        let (ua, ub, uc) = row(wu, wxu, wyu)
        let (va, vb, vc) = row(wv, wxv, wyv)
        return Affine(
            xx: global.xx + ua, xy: global.xy + ub, dx: global.dx + uc - ua * x - ub * y,
            yx: global.yx + va, yy: global.yy + vb, dy: global.dy + vc - va * x - vb * y)
    }
}
