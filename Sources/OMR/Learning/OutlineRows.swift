import ElectionModel

/// Outlines that stand side by side at an even distance: bubbles in a row, with a letter in each, or with a digit beside each; and
/// empty cells of a table.
///
/// ```
/// 1. O O O O O      2. (A) (B) (C)      3. [] 0  [] 1  [] 2      +---+---+
///                                                                | 4 |   |
///                                                                +---+---+
///                                                                | 5 |   |
/// ```
/// One alone could be a letter of a word, a sign in a circle, or a frame; three alike at one distance are none of these.
struct OutlineRows {
    /// Outlines of the page, in its pixels.
    private let all: [Outline]

    /// Sizes of one row differ by this share and so many pixels.
    static let tolerance = 0.12
    static let pixels = 2.0
    /// Outlines of a run with a letter inside, for any of them to be one.
    static let leastLetters = 3
    /// Distances differ by this share and the same pixels.
    static let pitchTolerance = 0.08
    /// The distance from one to the next in widths (in a column, heights). Capital letters of one word stand at 1.1.
    static let pitches = 1.2...6.0

    init(_ all: [Outline]) { self.all = all }

    /// Those that belong to a row, or, where no print is beside them, to a column: lines of text have letters under each other too.
    func members(among outlines: [Outline]) -> [TargetCandidate] {
        outlines.filter { isMember($0) || isCell($0) }.map(\.candidate)
    }

    private func isMember(_ outline: Outline) -> Bool {
        let here = outline.candidate
        // Letters are printed into all of a row; what is in one alone is a mark.
        func holds(_ run: [Outline]) -> Bool {
            !run.isEmpty && (outline.isEmpty || run.count { !$0.isEmpty } >= Self.leastLetters)
        }
        let row = run(around: outline, inRow: true) { Self.pitches.contains($0 / here.width) }
        // Three letters of a word may happen to stand at one distance: then print is left and right of each.
        let isOpen = outline.isBox || row.contains { !$0.hasPrintLeft || !$0.hasPrintRight }
        if isOpen, holds(row) { return true }
        return outline.standsAlone
            && holds(run(around: outline, inRow: false) { Self.pitches.contains($0 / here.height) })
    }

    /// Whether it is an empty box that shares its lines with others of its size: measured with both lines, it is one line wider than
    /// the distance to the next.
    private func isCell(_ outline: Outline) -> Bool {
        let here = outline.candidate
        guard here.shape == .rectangle, outline.isEmpty else { return false }
        func isShared(_ pitch: Double, _ extent: Double) -> Bool {
            (extent - here.thickness - pitch).magnitude <= Self.pixels
        }
        return [true, false].contains { inRow in
            let cells = run(around: outline, inRow: inRow) { isShared($0, inRow ? here.width : here.height) }
            return !cells.isEmpty && cells.allSatisfy(\.isEmpty)
        }
    }

    /// The outlines alike that stand in a row with one, or in a column, each at the same distance from the next; none where they are less
    /// than three.
    private func run(around outline: Outline, inRow: Bool, _ isPitch: (Double) -> Bool) -> [Outline] {
        let here = outline.candidate
        let place = inRow ? \Outline.candidate.centreX : \.candidate.centreY
        let across = inRow ? \Outline.candidate.centreY : \.candidate.centreX
        let breadth = inRow ? here.height : here.width
        let line = all.filter {
            isAlike($0.candidate, here)
                && ($0[keyPath: across] - outline[keyPath: across]).magnitude < breadth / 4
        }.sorted { $0[keyPath: place] < $1[keyPath: place] }
        guard let at = line.firstIndex(of: outline) else { return [] }
        func pitch(_ index: Int) -> Double { line[index + 1][keyPath: place] - line[index][keyPath: place] }
        func isEven(_ index: Int, _ other: Int) -> Bool {
            let (one, two) = (pitch(index), pitch(other))
            return isPitch(one) && isPitch(two)
                && (one - two).magnitude <= Self.pitchTolerance * max(one, two) + Self.pixels
        }
        let (before, behind) = (at - 1, at)
        // Gaps are counted by the outline before them; a run is one of even gaps that touches this outline.
        let seed = [before, behind].filter { (0..<line.count - 1).contains($0) }.max {
            spread($0).count < spread($1).count
        }
        func spread(_ gap: Int) -> ClosedRange<Int> {
            var (first, last) = (gap, gap)
            while first > 0, isEven(first - 1, gap) { first -= 1 }
            while last + 2 < line.count, isEven(last + 1, gap) { last += 1 }
            return first...last
        }
        guard let seed else { return [] }
        let gaps = spread(seed)
        return gaps.count >= 2 ? Array(line[gaps.lowerBound...gaps.upperBound + 1]) : []
    }

    private func isAlike(_ one: TargetCandidate, _ other: TargetCandidate) -> Bool {
        func isNear(_ measure: (TargetCandidate) -> Double) -> Bool {
            (measure(one) - measure(other)).magnitude <= Self.tolerance * measure(other) + Self.pixels
        }
        return one.shape == other.shape && isNear(\.width) && isNear(\.height)
    }
}
