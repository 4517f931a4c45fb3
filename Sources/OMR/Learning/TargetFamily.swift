/// Outlines of one form, size and line: an election's targets come in families, letters and drawings are of others.
struct TargetFamily {
    /// A candidate with the page that it stands on.
    struct Member {
        let page: Int
        let candidate: TargetCandidate
        /// Size as shares of the page's shorter side, so that pages scanned at different resolutions can be compared.
        let width, height, thickness: Double
    }

    let members: [Member]
    /// Members that stand in one column or one row with another of the same page.
    let alignedCount: Int

    /// Sizes of one family differ by this share and a pixel or two of the scanner's.
    static let tolerance = 0.12
    static let pixels = 0.0012
    /// The printed line of one family varies by this share and less than a pixel of the scanner's.
    static let lineTolerance = 0.35
    static let linePixels = 0.0005
    /// A family beside the dominant one needs so many aligned members, and this share of the dominant one's.
    static let leastAligned = 3
    static let leastShare = 0.15
    /// Least area of a target of such a family, as a share of the dominant one's: letters are smaller.
    static let leastArea = 0.4

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
                    height: $0.height / Double(shortSides[page]), thickness: $0.thickness / Double(shortSides[page]))
            }
        }
        var families: [TargetFamily] = []
        while let family = largest(in: left) {
            families.append(family)
            left.removeAll { member in family.members.contains { $0.isSame(as: member) } }
        }
        families.sort { $0.weight > $1.weight }
        guard let dominant = families.first, dominant.alignedCount >= 2 else { return [] }
        return families.prefix(1)
            + families.dropFirst().filter {
                $0.alignedCount >= leastAligned && $0.area >= leastArea * dominant.area
                    && Double($0.alignedCount) >= leastShare * Double(dominant.alignedCount)
            }
    }

    /// All that are like the median of those of which most are alike; nil when no two are alike.
    private static func largest(in members: [Member]) -> TargetFamily? {
        var best: [Member] = []
        for centre in members {
            let alike = members.filter { $0.isLike(centre) }
            if alike.count > best.count { best = alike }
        }
        guard best.count >= 2 else { return nil }
        // The member with the most followers may itself be an outlier between two families.
        let median = Member.median(of: best)
        let alike = members.filter { $0.isLike(median) }
        return TargetFamily(members: alike.count >= 2 ? alike : best)
    }

    /// Mean area that a member covers.
    var area: Double { members.reduce(0) { $0 + $1.width * $1.height } / Double(members.count) }

    /// How much of the pages the family covers, in columns and rows: what dominates.
    private var weight: Double { Double(alignedCount) * area }

    private init(members: [Member]) {
        self.members = members
        alignedCount = members.count { member in
            members.contains { $0.page == member.page && !$0.isSame(as: member) && $0.isAligned(with: member) }
        }
    }
}

extension TargetFamily.Member {
    fileprivate func isSame(as other: Self) -> Bool { page == other.page && candidate == other.candidate }

    /// A member of median measures; its place means nothing.
    fileprivate static func median(of members: [Self]) -> Self {
        func middle(_ measure: (Self) -> Double) -> Double { members.map(measure).sorted()[members.count / 2] }
        return Self(
            page: members[0].page, candidate: members[0].candidate, width: middle(\.width), height: middle(\.height),
            thickness: middle(\.thickness))
    }

    fileprivate func isLike(_ other: Self) -> Bool {
        candidate.shape == other.candidate.shape
            && (width - other.width).magnitude <= TargetFamily.tolerance * other.width + TargetFamily.pixels
            && (height - other.height).magnitude <= TargetFamily.tolerance * other.height + TargetFamily.pixels
            && (thickness - other.thickness).magnitude
                <= TargetFamily.lineTolerance * other.thickness + TargetFamily.linePixels
    }

    fileprivate func isAligned(with other: Self) -> Bool {
        (candidate.left - other.candidate.left).magnitude < candidate.width / 4
            || (candidate.centreY - other.candidate.centreY).magnitude < candidate.height / 4
    }
}
