/// Where the threshold report draws its lines, and where each number comes from.
public enum ThresholdLimits {
    /// Least distance of the level in use to solid ink and to paper, in share of the distance between these.
    ///
    /// Our choice, a tenth: noise and texture of both are counted as theirs already (``GrayGroup/light`` and ``GrayGroup/dark``),
    /// so this is what may change between the bench and the last ballot, by dust, wear and warmth.
    public static let margin = 0.1
    /// Least contrast of solid ink, in share of the paper's gray: the reader takes for ink what is darker than 0.8 of the
    /// paper at most, and print is needed to register a page.
    public static let contrast = 0.4
    /// How much darker than the level in use a pen's strokes have to be, in share of the paper's gray: the contrast at which
    /// a column counts as dirty (``BlankSheetLimits/columnContrast``), so that dirt of that kind hides no stroke.
    public static let penMargin = 0.05
    /// Pixels of solid ink without which nothing is said about ink: half of one target mark at 200 dpi.
    public static let leastInk = 800
    /// Share of a pen box's pixels that have to be darker than paper for a stroke to be there: a dot of 1 mm in a box of
    /// 10 mm has 0.8 %.
    public static let penShare = 0.004
    /// What is darker than this share of the paper is a stroke or its rim: three times the texture of office paper.
    public static let strokeShare = 0.9
}
