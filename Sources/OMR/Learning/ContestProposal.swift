import Raster

/// Which targets of a page seem to belong to one contest: runs in a row that stand closer than its rows, else runs in a column, parted by
/// larger gaps or by rules.
///
/// ```
/// O Ada      O Ignat       two columns; in the left one the rule parts two contests,
/// O Vera     O Denis       in the right one the gap does
/// --------
/// O Yes      O Lada
/// O No       O Zoya
/// ```
/// Only a proposal: what a contest is, stands in the words, and a person reads them.
struct ContestProposal {
    let targets: [TargetCandidate]
    /// Ink of the page, in the targets' own pixels.
    let bitmap: Bitmap

    /// A gap this much larger than the smallest ones of the column parts two contests.
    static let gapRatio = 1.7
    /// Share of a row of pixels over the target's column that must be ink to be a rule.
    static let ruleShare = 0.9

    /// A row is a question of its own where its targets stand closer than this share of the distance to the next row, or touch each other
    /// as cells of a table do.
    static let rowShare = 0.75
    /// Least targets of such a row.
    static let leastInRow = 3

    /// Indices of the targets of each contest, in reading order: column by column, from top to bottom.
    func contests() -> [[Int]] {
        let columns = columns()
        let rows = rows(across: columns)
        let inRows = Set(rows.joined())
        let place = Dictionary(
            uniqueKeysWithValues: columns.enumerated().flatMap { at, column in column.map { ($0, at) } })
        return (rows + inColumns(columns.map { $0.filter { !inRows.contains($0) } }.filter { !$0.isEmpty }))
            .sorted { (place[$0[0]] ?? 0, targets[$0[0]].top) < (place[$1[0]] ?? 0, targets[$1[0]].top) }
    }

    /// Rows of targets that stand closer side by side than under each other.
    private func rows(across columns: [[Int]]) -> [[Int]] {
        var lines: [[Int]] = []
        for index in targets.indices.sorted(by: { targets[$0].centreY < targets[$1].centreY }) {
            if let line = lines.last, isBeside(targets[index], targets[line[line.count - 1]]) {
                lines[lines.count - 1].append(index)
            } else {
                lines.append([index])
            }
        }
        return lines.flatMap { line in
            let line = line.sorted { targets[$0].left < targets[$1].left }
            return partedByGaps(line, \.left)
        }.filter { run in
            guard run.count >= Self.leastInRow else { return false }
            let pitch = zip(run, run.dropFirst()).map { targets[$1].left - targets[$0].left }.max() ?? 0
            if run.allSatisfy({ pitch <= targets[$0].width + 1 }) { return true }
            return run.allSatisfy { index in
                guard let column = columns.first(where: { $0.contains(index) }), let at = column.firstIndex(of: index)
                else { return true }
                let next = [at - 1, at + 1].filter(column.indices.contains).map {
                    (targets[column[$0]].top - targets[index].top).magnitude
                }
                return next.allSatisfy { pitch < Self.rowShare * $0 }
            }
        }
    }

    private func inColumns(_ columns: [[Int]]) -> [[Int]] {
        let runs = columns.flatMap { parted($0) }
        // Single targets side by side are a question answered in a row.
        var contests: [[Int]] = []
        for run in runs {
            if run.count == 1,
                let row = contests.firstIndex(where: { isRow($0) && isBeside(targets[$0[0]], targets[run[0]]) })
            {
                contests[row] += run
            } else {
                contests.append(run)
            }
        }
        return contests
    }

    private func isRow(_ contest: [Int]) -> Bool {
        contest.allSatisfy { isBeside(targets[$0], targets[contest[0]]) }
    }

    private func isBeside(_ a: TargetCandidate, _ b: TargetCandidate) -> Bool {
        (a.centreY - b.centreY).magnitude < a.height / 2
    }

    /// Targets under each other, from left to right.
    private func columns() -> [[Int]] {
        var columns: [[Int]] = []
        for index in targets.indices.sorted(by: { targets[$0].centreX < targets[$1].centreX }) {
            let isNear = columns.last.map {
                targets[index].centreX - targets[$0[$0.count - 1]].centreX < targets[index].width / 2
            }
            if isNear == true { columns[columns.count - 1].append(index) } else { columns.append([index]) }
        }
        return columns.map { $0.sorted { targets[$0].top < targets[$1].top } }
    }

    /// A column's runs: first parted by rules, then each part by its own gaps.
    private func parted(_ column: [Int]) -> [[Int]] {
        let ruled = zip(column, column.dropFirst()).map { hasRule(between: targets[$0], and: targets[$1]) }
        // Where every gap has its rule, rules part options.
        guard ruled.contains(false) else { return partedByGaps(column, \.top) }
        return parted(column) { ruled[$0] }.flatMap { partedByGaps($0, \.top) }
    }

    private func partedByGaps(_ column: [Int], _ edge: (TargetCandidate) -> Double) -> [[Int]] {
        let gaps = zip(column, column.dropFirst()).map { edge(targets[$1]) - edge(targets[$0]) }
        guard !gaps.isEmpty else { return [column] }
        // The lower quartile: most gaps lie inside contests.
        let usual = gaps.sorted()[gaps.count / 4]
        return parted(column) { gaps[$0] > Self.gapRatio * usual }
    }

    /// - Parameter isEnd: whether a run ends after the element of an index.
    private func parted(_ column: [Int], where isEnd: (Int) -> Bool) -> [[Int]] {
        var runs = [[column[0]]]
        for (index, target) in column.dropFirst().enumerated() {
            if isEnd(index) { runs.append([target]) } else { runs[runs.count - 1].append(target) }
        }
        return runs
    }

    /// A line of ink across the targets' column.
    private func hasRule(between upper: TargetCandidate, and lower: TargetCandidate) -> Bool {
        let left = Int(min(upper.left, lower.left)) - Int(upper.width / 4)
        let width = Int(upper.width * 1.5)
        let rows = Int(upper.top + upper.height) + 1..<max(Int(upper.top + upper.height) + 2, Int(lower.top))
        return rows.contains {
            Double(bitmap.inkCount(x: left, y: $0, width: width, height: 1)) >= Self.ruleShare * Double(width)
        }
    }
}
