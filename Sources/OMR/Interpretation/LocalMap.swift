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
    /// The matches, four at a time.
    private let fours: [MatchedFour]
    /// The map at places all over the page; nil where it is fitted anew for each place.
    private var grid: MapGrid?

    init(_ matches: [Match], global: Affine, range: Double) {
        self.matches = matches
        self.global = global
        self.range = range
        fours = stride(from: 0, to: matches.count, by: 4).map {
            MatchedFour(matches[$0..<min($0 + 4, matches.count)], global)
        }
    }

    /// The same map for many places: fitted once on a grid, and between its places mixed from the four around.
    func gridded(width: Int, height: Int) -> LocalMap {
        var map = self
        map.grid = MapGrid(width: width, height: height) { offset(at: $0, $1) }
        return map
    }

    /// The affine map that holds around a place of the reference page.
    func affine(at x: Double, _ y: Double, leavingOut omitted: Int? = nil) -> Affine {
        guard omitted == nil, let grid else {
            return global.moved(by: offset(at: x, y, leavingOut: omitted), around: x, y)
        }
        let (offset, x, y) = grid.offset(at: x, y)
        return global.moved(by: offset, around: x, y)
    }

    private func offset(at x: Double, _ y: Double, leavingOut omitted: Int? = nil) -> AffineOffset {
        var fit = AffineFit(fours, around: x, y, range: range)
        if let omitted {
            let match = matches[omitted]
            fit.add(match, weight: -Self.weight(match.fromX - x, match.fromY - y, range), relativeTo: x, y, global)
        }
        return fit.offset
    }

    private static func weight(_ dx: Double, _ dy: Double, _ range: Double) -> Double {
        let distance = (dx * dx + dy * dy) / (range * range)
        return 1 / ((1 + distance) * (1 + distance))
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

/// How an affine map differs from another around a place: by `u` and `v` there, and by the rest for each pixel from it.
struct AffineOffset: Sendable {
    var u = 0.0, v = 0.0
    var xx = 0.0, xy = 0.0, yx = 0.0, yy = 0.0
}

extension Affine {
    /// The map that differs by an offset around a place.
    func moved(by offset: AffineOffset, around x: Double, _ y: Double) -> Affine {
        Affine(
            xx: xx + offset.xx, xy: xy + offset.xy, dx: dx + offset.u - offset.xx * x - offset.xy * y,
            yx: yx + offset.yx, yy: yy + offset.yy, dy: dy + offset.v - offset.yx * x - offset.yy * y)
    }
}

/// A local map at places a fixed distance apart: a fit takes 80 matches, a place between four fits takes four numbers' mean.
private struct MapGrid: Sendable {
    private let columns, rows: Int
    /// u, v, xx, xy, yx and yy of each place; two lanes are not used.
    private let offsets: [SIMD8<Double>]

    /// Work pixels between places: half the distance at which a match's word weighs a quarter on a letter page.
    private static let step = 160.0

    init(width: Int, height: Int, _ offset: (Double, Double) -> AffineOffset) {
        (columns, rows) = (Int(Double(width) / Self.step) + 2, Int(Double(height) / Self.step) + 2)
        var offsets: [SIMD8<Double>] = []
        for row in 0..<rows {
            for column in 0..<columns {
                let here = offset(Double(column) * Self.step, Double(row) * Self.step)
                offsets.append(SIMD8(here.u, here.v, here.xx, here.xy, here.yx, here.yy, 0, 0))
            }
        }
        self.offsets = offsets
    }

    /// The offset around a place, or around the nearest one on the grid where it lies beside.
    func offset(at x: Double, _ y: Double) -> (offset: AffineOffset, x: Double, y: Double) {
        let (across, down) = (
            min(max(0, x / Self.step), Double(columns - 1)), min(max(0, y / Self.step), Double(rows - 1))
        )
        let (column, row) = (min(Int(across), columns - 2), min(Int(down), rows - 2))
        let (right, below) = (across - Double(column), down - Double(row))
        let at = row * columns + column
        let upper = offsets[at] * (1 - right) + offsets[at + 1] * right
        let lower = offsets[at + columns] * (1 - right) + offsets[at + columns + 1] * right
        let mixed = upper * (1 - below) + lower * below
        return (
            AffineOffset(u: mixed[0], v: mixed[1], xx: mixed[2], xy: mixed[3], yx: mixed[4], yy: mixed[5]),
            across * Self.step, down * Self.step
        )
    }
}

/// Four matches side by side: where they lie on the page, and how far beside the page's own map they were found.
private struct MatchedFour: Sendable {
    var x = SIMD4<Double>.zero, y = SIMD4<Double>.zero
    var u = SIMD4<Double>.zero, v = SIMD4<Double>.zero
    /// 1 for a match, 0 where there are fewer than four.
    var isThere = SIMD4<Double>.zero

    init(_ matches: ArraySlice<LocalMap.Match>, _ global: Affine) {
        for (lane, match) in matches.enumerated() {
            let place = global(match.fromX, match.fromY)
            (x[lane], y[lane]) = (match.fromX, match.fromY)
            (u[lane], v[lane]) = (match.toX - place.x, match.toY - place.y)
            isThere[lane] = 1
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

    init() {}

    /// A fit to matches that weigh the less the farther they lie.
    fileprivate init(_ fours: [MatchedFour], around x: Double, _ y: Double, range: Double) {
        let scale = 1 / (range * range)
        var (w, wx, wy) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
        var (wxx, wxy, wyy) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
        var (wu, wxu, wyu) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
        var (wv, wxv, wyv) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
        for four in fours {
            let (dx, dy) = (four.x - x, four.y - y)
            let near = 1 + (dx * dx + dy * dy) * scale
            let weight = four.isThere / (near * near)
            let (ax, ay) = (weight * dx, weight * dy)
            w += weight
            wx += ax
            wy += ay
            wxx += ax * dx
            wxy += ax * dy
            wyy += ay * dy
            wu += weight * four.u
            wxu += ax * four.u
            wyu += ay * four.u
            wv += weight * four.v
            wxv += ax * four.v
            wyv += ay * four.v
        }
        (self.w, self.wx, self.wy) = (w.sum(), wx.sum(), wy.sum())
        (self.wxx, self.wxy, self.wyy) = (wxx.sum(), wxy.sum(), wyy.sum())
        (self.wu, self.wxu, self.wyu) = (wu.sum(), wxu.sum(), wyu.sum())
        (self.wv, self.wxv, self.wyv) = (wv.sum(), wxv.sum(), wyv.sum())
    }

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

    /// The best difference around the place.
    var offset: AffineOffset {
        // No match has any weight.
        guard w > 1e-9 else { return AffineOffset() }
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
        return AffineOffset(u: uc, v: vc, xx: ua, xy: ub, yx: va, yy: vb)
    }

    func solution(relativeTo x: Double, _ y: Double, _ global: Affine) -> Affine {
        global.moved(by: offset, around: x, y)
    }
}
