/// Where the blank sheet's checks draw their lines, and where each number comes from.
public enum BlankSheetLimits {
    /// Contrast from which a column is dirty, in share of the paper's gray.
    ///
    /// scand's reader takes for ink what is darker than 0.45 to 0.80 of its paper (Raster, `PaperMap.inkShare`): dirt counts from
    /// a contrast of 20 %. A quarter of that shows before the day what would harm on the day; paper's texture leaves less than
    /// 2 % in a column (DiagnosticsTests: 24 drawn sheets with noise of up to 9 levels, askew by up to 5 degrees).
    public static let columnContrast = 0.05
    /// A column with less than this share of the paper's gray sees nothing.
    ///
    /// A dead column gives its black, or 0 where white and black are the same (PageScan: a denominator of 0 gives 0). Our choice of
    /// a quarter only picks the words: dirt and dead columns both fail.
    public static let deadShare = 0.25
    /// Share of a column's bands that show the contrast.
    ///
    /// The PageScan's own software refuses a sheet at 75 %, and dust that moves with the sheet was missed by it; a speck or
    /// a fibre in the paper is in one or two bands of thirty.
    public static let columnHeight = 0.4
    /// Height of the bands into which the sheet is cut, in millimetres. A speck spoils one of them.
    public static let band = 8.0
    /// Width over which a column is compared with its neighbours, to each side, in millimetres.
    ///
    /// Streaks up to this width are seen as streaks, wider shades as uneven light.
    public static let neighbourhood = 7.5
    /// Width along the paper's edges that is not judged, in millimetres: the edge's own shadow and frayed fibres.
    /// PageScan's software leaves out 20 px, which are 2.5 mm; at 5 px it took edges for streaks.
    public static let margin = 3.0
    /// Greatest difference of light across the sheet, in share of the lightest.
    ///
    /// The reader loses paper that is darker than 0.7 of what is around it (`PaperMap.leastOfNeighbours`); this is half of that.
    public static let unevenness = 0.15
    /// Least gray of the paper: the reader looks for paper among the grays from 128, and a lamp that ages loses a tenth.
    public static let leastPaper = 145.0
    /// Greatest difference of the sheet's width on its two sides, in millimetres.
    ///
    /// One sheet has one width: where a side shows less, its outermost columns are black and look like the scanner's dark
    /// background. Edges are found to 0.5 mm each.
    public static let widthDifference = 2.0
    /// Side of the squares in which print is looked for, in millimetres: about the size of a target.
    public static let cell = 2.5
    /// A square with this share of dark pixels holds print, as in the PageScan's own diagnostic.
    public static let cellInk = 0.05
    /// Share of the paper's gray below which a pixel is dark here: between the reader's own levels, 0.45 and 0.80.
    public static let inkShare = 0.75
    /// Share of squares with print from which the sheet is not blank: a line of text on A4 has 0.3 %, a fibre of 2 cm 0.1 %.
    public static let printShare = 0.002
    /// A column whose values vary by less than this share of its neighbours' variation does not answer.
    public static let stuckShare = 0.2
}
