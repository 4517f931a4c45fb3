import Raster

/// A guess at how a reference page lies on a scanned side, from the outlines of their print alone.
struct PoseGuess: Sendable {
    /// Index of the page among the layout's pages.
    let page: Int
    /// How far the page is turned clockwise in the image.
    let rotation: Rotation
    /// From work pixels of the reference page to work pixels of the side.
    let map: Affine
}

/// Quarter turns, clockwise, as an image shows them.
enum Rotation: Int, CaseIterable, Sendable {
    case upright = 0
    case quarter = 90
    case half = 180
    case threeQuarters = 270

    /// True when the page's columns run along the image's rows.
    var swapsAxes: Bool { self == .quarter || self == .threeQuarters }

    /// Whether the image's profile along `u` and along `v` runs against the page's profile.
    var reverses: (columns: Bool, rows: Bool) {
        switch self {
        case .upright: (false, false)
        case .quarter: (true, false)
        case .half: (true, true)
        case .threeQuarters: (false, true)
        }
    }
}

/// The profiles of a reference page, stretched in advance, in both directions.
struct PoseTemplates: Sendable {
    let profiles: PrintProfiles
    private let columns: Both
    private let rows: Both

    private struct Both: Sendable {
        let profile: [Float]
        let forward, backward: ProfileTemplate

        init(_ profile: [Float]) {
            self.profile = profile
            let coarse = ProfileTemplate.coarsened(profile)
            forward = ProfileTemplate(coarse, scales: PoseSearch.scales, reversed: false)
            backward = ProfileTemplate(coarse, scales: PoseSearch.scales, reversed: true)
        }
    }

    init(_ profiles: PrintProfiles) {
        self.profiles = profiles
        columns = Both(profiles.columns)
        rows = Both(profiles.rows)
    }

    /// What the image should show along `u` and along `v` when the page is turned.
    func coarse(_ rotation: Rotation) -> (columns: ProfileTemplate, rows: ProfileTemplate) {
        let (u, v) = rotation.swapsAxes ? (rows, columns) : (columns, rows)
        return (
            rotation.reverses.columns ? u.backward : u.forward,
            rotation.reverses.rows ? v.backward : v.forward
        )
    }

    func fine(_ rotation: Rotation, scales: [Double]) -> (columns: ProfileTemplate, rows: ProfileTemplate) {
        let (u, v) = rotation.swapsAxes ? (rows, columns) : (columns, rows)
        return (
            ProfileTemplate(u.profile, scales: scales, reversed: rotation.reverses.columns),
            ProfileTemplate(v.profile, scales: scales, reversed: rotation.reverses.rows)
        )
    }
}

/// Finding likely poses of all pages on a side by laying profiles over each other, coarse first.
struct PoseSearch {
    /// Stretches tried, in 2 % steps: what feeders, cropped edges and padded scan areas do to the longer edge. Half a step
    /// moves the end of a page by less than a bin.
    static let scales: [Double] = (0...40).map { 0.66 + Double($0) * 0.02 }
    /// Indices of the stretches from 0.88 to 1.14, tried first.
    static let usual = 11...24
    /// Centre shifts tried, as a share of the page: first what whole sheets have, then what padded scan areas do.
    static let usualShift = 0.12
    static let greatestShift = 0.2
    /// How much longer the page may seem against its width before it is taken to lie across the image.
    static let likeness = 1.15
    /// Poses handed on to the landmarks.
    static let handedOn = 6

    private let profiles: PrintProfiles
    private let coarseColumns, coarseRows, fineColumns, fineRows: [Float]

    init(_ profiles: PrintProfiles) {
        self.profiles = profiles
        coarseColumns = ProfileTemplate.prepared(ProfileTemplate.coarsened(profiles.columns))
        coarseRows = ProfileTemplate.prepared(ProfileTemplate.coarsened(profiles.rows))
        fineColumns = ProfileTemplate.prepared(profiles.columns)
        fineRows = ProfileTemplate.prepared(profiles.rows)
    }

    /// The most likely poses, best first by their coarse profiles; each is refined only when it is asked for.
    ///
    /// - Parameter usualOnly: true to look only at the stretches, shifts and turns that whole sheets have.
    func guesses(_ pages: [PoseTemplates], usualOnly: Bool) -> some Sequence<PoseGuess> {
        var found: [Coarse] = []
        for page in pages.indices {
            for rotation in Rotation.allCases where !usualOnly || mayLie(pages[page], rotation) {
                found += coarse(page, pages[page], rotation, usualOnly: usualOnly)
            }
        }
        found.sort { ($0.score, $1.page, $1.rotation.rawValue) > ($1.score, $0.page, $0.rotation.rawValue) }
        return found.prefix(Self.handedOn).lazy.map { refined($0, pages[$0.page]) }
    }

    /// False for a turn that would put a plainly oblong page across a plainly oblong image.
    private func mayLie(_ page: PoseTemplates, _ rotation: Rotation) -> Bool {
        let image = Double(profiles.rows.count) / Double(profiles.columns.count)
        let upright = Double(page.profiles.rows.count) / Double(page.profiles.columns.count)
        let turned = rotation.swapsAxes ? 1 / upright : upright
        return max(image / turned, turned / image) < Self.likeness
    }

    private struct Coarse {
        let page: Int
        let rotation: Rotation
        let scaleIndex: Int
        let shiftU, shiftV: Int
        let score: Float
    }

    /// The best two stretches of one page in one rotation.
    private func coarse(
        _ page: Int, _ templates: PoseTemplates, _ rotation: Rotation, usualOnly: Bool
    ) -> [Coarse] {
        let scales = usualOnly ? Self.usual : 0...Self.scales.count - 1
        let greatestShift = usualOnly ? Self.usualShift : Self.greatestShift
        let (columns, rows) = templates.coarse(rotation)
        let reachU = Int(Double(coarseColumns.count) * greatestShift)
        let reachV = Int(Double(coarseRows.count) * greatestShift)
        var all: [Coarse] = []
        for index in scales {
            let u = columns.bestShift(coarseColumns, scaleIndex: index, shifts: -reachU...reachU)
            let v = rows.bestShift(coarseRows, scaleIndex: index, shifts: -reachV...reachV)
            all.append(
                Coarse(
                    page: page, rotation: rotation, scaleIndex: index, shiftU: u.shift, shiftV: v.shift,
                    score: (u.score + v.score) / 2))
        }
        all.sort { ($0.score, $1.scaleIndex) > ($1.score, $0.scaleIndex) }
        guard let best = all.first else { return [] }
        let second = all.first { ($0.scaleIndex - best.scaleIndex).magnitude > 2 }
        return [best] + (second.map { [$0] } ?? [])
    }

    private func refined(_ coarse: Coarse, _ templates: PoseTemplates) -> PoseGuess {
        let around = Self.scales[coarse.scaleIndex]
        let scales = (-5...5).map { around * (1 + Double($0) * 0.003) }
        let (columns, rows) = templates.fine(coarse.rotation, scales: scales)
        func best(_ template: ProfileTemplate, _ profile: [Float], _ shift: Int) -> (scale: Double, shift: Int) {
            let matches = scales.indices.map { index in
                (index, template.bestShift(profile, scaleIndex: index, shifts: shift * 4 - 7...shift * 4 + 7))
            }
            return matches.max { $0.1.score < $1.1.score }.map { (scales[$0.0], $0.1.shift) } ?? (around, shift * 4)
        }
        let (scaleU, shiftU) = best(columns, fineColumns, coarse.shiftU)
        let (scaleV, shiftV) = best(rows, fineRows, coarse.shiftV)
        // From the page's straightened coordinates to the side's.
        let (su, sv, du, dv) = (scaleU, scaleV, Double(shiftU), Double(shiftV))
        let turn =
            switch coarse.rotation {
            case .upright: Affine(xx: su, xy: 0, dx: du, yx: 0, yy: sv, dy: dv)
            case .quarter: Affine(xx: 0, xy: -su, dx: du, yx: sv, yy: 0, dy: dv)
            case .half: Affine(xx: -su, xy: 0, dx: du, yx: 0, yy: -sv, dy: dv)
            case .threeQuarters: Affine(xx: 0, xy: su, dx: du, yx: -sv, yy: 0, dy: dv)
            }
        let back = profiles.straightened.inverse ?? .identity
        return PoseGuess(
            page: coarse.page, rotation: coarse.rotation,
            map: back.after(turn).after(templates.profiles.straightened))
    }
}
