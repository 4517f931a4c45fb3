/// Where the checks of the sensors' tables draw their lines, and where each number comes from.
///
/// Makers publish none: these follow from what a column's white and black are used for,
/// `gray = 255 * (value - black) / (white - black)` (PageScan, and every contact sensor with flat-field correction).
public enum SensorLimits {
    /// Least difference between a column's white and black, in the table's own 256 levels.
    ///
    /// At 64 one level of the sensor becomes four of the picture, and its usual noise of two levels becomes eight: a quarter of
    /// the contrast that a pale pen has.
    public static let leastRange = 64.0
    /// How much less than its neighbours a column's white may be, in share: there was dirt during calibration, which the
    /// picture will show as a light line. Neighbouring photodiodes differ by a few percent; this is twice
    /// ``BlankSheetLimits/columnContrast``, because a column's own sensitivity is in it too.
    public static let whiteBesideNeighbours = 0.1
    /// Columns on each side that count as neighbours.
    public static let neighbours = 10
    /// How far a column's range may move against the others' since the last good run, in share of it: what the table gets wrong
    /// the picture shows as a line, so this is ``BlankSheetLimits/columnContrast``.
    public static let columnDrift = 0.05
    /// How far all columns together may move since the last good run, in share of their range: half of what the reader bears
    /// (`BlankSheetLimits.unevenness` says why) for the whole life of a lamp between two cleanings.
    public static let meanDrift = 0.15
}
