/// Telling the shadow of the sheet's own edge from dirt, where the scanner's background is as white as paper.
///
/// Both are thin dark lines along the feed. Behind its edge the sheet ends: the backing has another gray. Behind dirt it
/// is the same paper. Only within ``reach`` of the picture's left and right edges can a sheet's edge lie; and where the two
/// grays are alike, it is called dirt: a needless wipe costs less than a dirty column that nobody sees. A line so near the
/// picture's edge that nothing is judged behind it is taken for the sheet's edge.
struct SheetEdgeSearch {
    /// Width along the picture's sides in which the sheet may end, in millimetres: the sensors are 216 to 220 mm wide, and
    /// A4 is 210.
    static let reach = 15.0
    /// Least difference of gray between paper and backing, in share: four times what paper's texture leaves between means
    /// of two neighbouring millimetres.
    static let step = 0.015
    /// Wider dark lines are no edge's shadow, in millimetres.
    static let greatestWidth = 1.5

    let bands: BandMeans
    let dpi: Double
    /// Whether the sheet's left and right edges are not known from a dark background.
    let isLeftOpen, isRightOpen: Bool

    /// The findings without the shadows of edges and what lies beyond them, and the columns between the edges.
    func withoutEdges(_ findings: [ColumnFinding]) -> (findings: [ColumnFinding], inside: Range<Int>) {
        var (from, to) = (0, bands.width)
        for finding in findings where finding.kind == .dirt || finding.kind == .dead {
            guard isEdge(finding) else { continue }
            if finding.first < bands.width / 2 {
                from = max(from, finding.last + 1)
            } else {
                to = min(to, finding.first)
            }
        }
        return (findings.filter { $0.first >= from && $0.last < to }, from..<to)
    }

    private func isEdge(_ finding: ColumnFinding) -> Bool {
        let pixels = { (millimetres: Double) in Int((millimetres / 25.4 * dpi).rounded()) }
        guard finding.widthInPixels <= pixels(Self.greatestWidth) else { return false }
        let isLeft = finding.first < bands.width / 2
        guard isLeft ? isLeftOpen : isRightOpen else { return false }
        let beyond = isLeft ? finding.first : bands.width - 1 - finding.last
        guard beyond <= pixels(Self.reach) else { return false }
        let (gap, width) = (pixels(0.5), pixels(5))
        let before = finding.first - gap - width..<finding.first - gap
        let after = finding.last + 1 + gap..<finding.last + 1 + gap + width
        guard let left = gray(before), let right = gray(after) else { return true }
        return (left - right).magnitude >= Self.step * max(left, right)
    }

    private func gray(_ columns: Range<Int>) -> Double? {
        let columns = columns.clamped(to: 0..<bands.width)
        let values = columns.compactMap { bands.median(of: $0, bands.means) }.sorted()
        // A narrower strip does not tell its gray.
        guard values.count >= Int(1 / 25.4 * dpi) else { return nil }
        return Double(values[values.count / 2])
    }
}
