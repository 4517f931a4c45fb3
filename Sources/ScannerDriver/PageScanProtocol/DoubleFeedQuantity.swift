/// A value of the sensor that tells two sheets from one; its raw value is how the wire spells it.
public enum DoubleFeedQuantity: String, Hashable, Sendable, CaseIterable {
    /// Its answer to one sheet, from calibration.
    case oneSheet = "10"
    /// Its answer to two sheets, from calibration.
    case twoSheets = "20"
    /// Intensity of its lamp.
    case lamp = "30"
    /// Number of sensors across the path.
    case sensors = "40"
    /// What counts as two sheets.
    case threshold = "90"
}
