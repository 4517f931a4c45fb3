import Raster

/// Which targets of a page seem to belong to one contest: runs in a column, parted by larger gaps or by rules.
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

    /// Indices of the targets of each contest, in reading order: column by column, from top to bottom.
    func contests() -> [[Int]] {
        let runs = columns().flatMap { parted($0) }
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
        guard ruled.contains(false) else { return partedByGaps(column) }
        return parted(column) { ruled[$0] }.flatMap(partedByGaps)
    }

    private func partedByGaps(_ column: [Int]) -> [[Int]] {
        let gaps = zip(column, column.dropFirst()).map { targets[$1].top - targets[$0].top }
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
