import Raster

/// What a side's letters may differ by from the blank page's.
struct WordAllowance {
    /// How much bolder the side's words are, in pixels on each side of a stroke.
    let growth: Double
    /// What a letter may be bolder by on the side, and what it may be thinner by.
    let bolder, thinner: InkShades.Spread

    init(growth: Double) {
        self.growth = growth
        (bolder, thinner) = (Self.spread(growth), Self.spread(-growth))
    }

    /// What a stroke may differ by: a pixel at least, for the place is known no better.
    private static func spread(_ growth: Double) -> InkShades.Spread {
        switch growth {
        case ..<0.3: .cross
        case ..<0.75: .square
        case ..<1.2: .crossTwice
        case ..<1.7: .crossSquare
        default: .squareTwice
        }
    }
}

/// The words of a page that lie on a side where the map puts them, and whose every pixel of ink has ink beside it on the other
/// print, or over a corner: then no letter differs.
struct PlainWords {
    let allowance: WordAllowance
    /// The side and the page, and where the other print may have ink of theirs.
    private let here, words: (ink: Bitmap, allowed: Bitmap)

    init(of page: ReferencePage, on aligned: AlignedSide) {
        allowance = WordAllowance(growth: Self.growth(of: page, on: aligned))
        here = (
            aligned.ink,
            allowance.bolder <= .square
                ? page.grownWords : page.words.spread(allowance.bolder).union(page.aroundRules)
        )
        words = (
            page.freeWords, allowance.thinner <= .square ? aligned.grown : aligned.ink.spread(allowance.thinner)
        )
    }

    func contain(_ cell: OptionPrint.Cell) -> Bool {
        [here, words].allSatisfy {
            !$0.ink.hasInk(outside: $0.allowed, x: cell.left, y: cell.top, width: cell.width, height: cell.height)
        }
    }

    /// How much bolder the words are, as the middle one of some targets' first words has it.
    private static func growth(of page: ReferencePage, on aligned: AlignedSide) -> Double {
        let step = max(1, page.targets.count / growthSamples)
        let growths = stride(from: 0, to: page.targets.count, by: step).compactMap { index -> Double? in
            guard let cell = page.targets[index].words.cells.first else { return nil }
            let ink = aligned.ink.inkCount(
                x: cell.left + cell.word.lowerBound, y: cell.top, width: cell.word.count, height: cell.height)
            return Double(ink - cell.template.inkCount) / Double(max(1, cell.outline))
        }
        return growths.quantile(0.5) ?? 0
    }

    /// Targets whose words are measured: as many as a full page has.
    private static let growthSamples = 60
}

extension Sequence<Double> {
    /// The value that a share of all stay below; nil where there are none.
    func quantile(_ share: Double) -> Double? {
        let sorted = self.sorted()
        return sorted.isEmpty ? nil : sorted[Swift.min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
