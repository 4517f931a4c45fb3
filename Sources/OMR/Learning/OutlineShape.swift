import ElectionModel

/// The printed forms of targets, by how wide they are from top to bottom.
///
/// ```
///  .--.   .----.   +----+   .----.
/// (    ) (      )  |    |   |    |
///  '--'   '----'   +----+   '----'
///  oval   rounded  box      box with round corners
/// ```
enum OutlineShape: CaseIterable {
    case oval, roundEnds, box, roundedBox

    /// How the layout calls it: what decides is whether the corners of the box belong to the inside.
    var targetShape: TargetShape {
        switch self {
        case .oval, .roundEnds: .ellipse
        case .box, .roundedBox: .rectangle
        }
    }

    /// Width at a height, as a share of the full width.
    ///
    /// - Parameters:
    ///   - height: from -1 at the top to 1 at the bottom.
    ///   - aspect: width over height of the whole form.
    private func width(at height: Double, aspect: Double) -> Double {
        // Each is a box with elliptic corners that take a share of its half width and its half height.
        let corner: (x: Double, y: Double) =
            switch self {
            case .oval: (1, 1)
            case .roundEnds: aspect >= 1 ? (1 / aspect, 1) : (1, aspect)
            case .box: (0, 0)
            case .roundedBox: aspect >= 1 ? (0.4 / aspect, 0.4) : (0.4, 0.4 * aspect)
            }
        let intoCorner = corner.y > 0 ? max(0, (height.magnitude - (1 - corner.y)) / corner.y) : 0
        return 1 - corner.x + corner.x * (max(0, 1 - intoCorner * intoCorner)).squareRoot()
    }

    /// Which form a hole has, if it has any.
    init?(of hole: PaperHole) {
        let (width, height) = (Double(hole.width), Double(hole.height))
        let middle = Double(hole.columns.lowerBound + hole.columns.upperBound) / 2
        var lean = 0.0
        var misfits = [Double](repeating: 0, count: Self.allCases.count)
        for (row, span) in hole.spans.enumerated() {
            let at = (Double(row) + 0.5) / height * 2 - 1
            lean += (Double(span.lowerBound + span.upperBound) / 2 - middle).magnitude
            for (index, shape) in Self.allCases.enumerated() {
                misfits[index] += (Double(span.count) / width - shape.width(at: at, aspect: width / height)).magnitude
            }
        }
        guard lean / height / width <= Self.greatestLean,
            let best = misfits.indices.min(by: { misfits[$0] < misfits[$1] }),
            misfits[best] / height <= Self.greatestMisfit
        else { return nil }
        self = Self.allCases[best]
    }

    /// Mean difference from the form, as a share of the width: a form of 20 pixels may be off by 1.6 on average.
    static let greatestMisfit = 0.08
    /// Mean distance of a row's middle from the form's, as a share of the width. Skew and a ragged scan reach 0.03.
    static let greatestLean = 0.06
}
