/// Where the checks with the target sheet draw their lines, and where each number comes from.
public enum TargetLimits {
    /// Greatest skew, in degrees. KOIB machines straighten or return sheets from 5; feeders that pull straight stay below 2, and
    /// a technician who feeds by hand along the guide is between.
    public static let skew = 3.0
    /// Greatest error of a right angle, in degrees: over A4's length the sheet would be 2.6 mm out.
    public static let outOfSquare = 0.5
    /// Greatest error of scale, as a share: 0.985 is the least print scale that the PageScan's software reads.
    public static let scale = 0.015
    /// Greatest difference between the scales across and along, as a share: real feeders were seen at 0.7 %.
    public static let aspect = 0.01
    /// Greatest shift to a side, in millimetres: a PageScan's sensor is 219.5 mm wide (1728 px at 200 dpi), so A4 that lies more
    /// than 4.7 mm off its middle is cut. Devices that lay sheets along one edge are told apart by their constant shift.
    public static let shift = 5.0
    /// Greatest distance of a mark from where the rest says it should be, in millimetres: a twelfth of the smallest target
    /// (6 mm squares), and half of what the PageScan's software can follow (7 px at 200 dpi).
    public static let distortion = 0.5
}
