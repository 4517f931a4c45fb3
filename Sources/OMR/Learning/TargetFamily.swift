/// Outlines of one form and one size: an election's targets come in families, the letter O does not.
struct TargetFamily {
    /// A candidate with the page that it stands on.
    struct Member {
        let page: Int
        let candidate: TargetCandidate
        /// Size as shares of the page's shorter side, so that pages scanned at different resolutions can be compared.
        let width, height: Double
    }

    let members: [Member]
    /// Members that stand in one column or one row with another of the same page.
    let alignedCount: Int

    /// Sizes of one family differ by this share and a pixel or two of the scanner's.
    static let tolerance = 0.12
    static let pixels = 0.0012
    /// A family beside the dominant one needs so many aligned members, and this share of the dominant one's.
    static let leastAligned = 3
    static let leastShare = 0.15

    /// The families that are an election's targets: the one with the most aligned members, and others that come near it.
    ///
    /// - Parameters:
    ///   - candidates: what was found, page by page.
    ///   - shortSides: the pages' shorter sides in pixels.
    static func targets(among candidates: [[TargetCandidate]], shortSides: [Int]) -> [TargetFamily] {
        var left = candidates.enumerated().flatMap { page, found in
            found.map {
                Member(
                    page: page, candidate: $0, width: $0.width / Double(shortSides[page]),
                    height: $0.height / Double(shortSides[page]))
            }
        }
        var families: [TargetFamily] = []
        while let family = largest(in: left) {
            families.append(family)
            left.removeAll { member in family.members.contains { $0.isSame(as: member) } }
        }
        families.sort { ($0.alignedCount, $0.members.count) > ($1.alignedCount, $1.members.count) }
        guard let dominant = families.first else { return [] }
        return families.filter {
            $0.alignedCount == dominant.alignedCount
                || $0.alignedCount >= leastAligned
                    && Double($0.alignedCount) >= leastShare * Double(dominant.alignedCount)
        }
    }

    /// All that are like the member that most others are like; nil when no two are alike.
    private static func largest(in members: [Member]) -> TargetFamily? {
        var best: [Member] = []
        for centre in members {
            let alike = members.filter { $0.isLike(centre) }
            if alike.count > best.count { best = alike }
        }
        guard best.count >= 2 else { return nil }
        return TargetFamily(members: best)
    }

    private init(members: [Member]) {
        self.members = members
        alignedCount = members.count { member in
            members.contains { $0.page == member.page && !$0.isSame(as: member) && $0.isAligned(with: member) }
        }
    }
}

extension TargetFamily.Member {
    fileprivate func isSame(as other: Self) -> Bool { page == other.page && candidate == other.candidate }

    fileprivate func isLike(_ other: Self) -> Bool {
        candidate.shape == other.candidate.shape
            && (width - other.width).magnitude <= TargetFamily.tolerance * other.width + TargetFamily.pixels
            && (height - other.height).magnitude <= TargetFamily.tolerance * other.height + TargetFamily.pixels
    }

    fileprivate func isAligned(with other: Self) -> Bool {
        (candidate.left - other.candidate.left).magnitude < candidate.width / 4
            || (candidate.centreY - other.candidate.centreY).magnitude < candidate.height / 4
    }
}
