/// The name of a check, the same in every run and every version, so that runs can be compared.
public struct CheckID: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    private init(_ name: String, _ side: SheetSide? = nil) {
        rawValue = side.map { "\(name).side\($0.rawValue)" } ?? name
    }

    public static let sheet = CheckID("blank.sheet")
    public static func columns(_ side: SheetSide) -> CheckID { CheckID("blank.columns", side) }
    public static func light(_ side: SheetSide) -> CheckID { CheckID("blank.light", side) }

    public static let sensorCalibration = CheckID("sensors.calibration")
    public static let sensorTables = CheckID("sensors.tables")
    public static func sensorRange(_ side: SheetSide) -> CheckID { CheckID("sensors.range", side) }
    public static func sensorDrift(_ side: SheetSide) -> CheckID { CheckID("sensors.drift", side) }

    public static let doubleFeedCalibration = CheckID("double-feed.calibration")
    public static let doubleFeedMargin = CheckID("double-feed.margin")
    public static let doubleFeedDrift = CheckID("double-feed.drift")

    public static func targetMarks(_ side: SheetSide) -> CheckID { CheckID("target.marks", side) }
    public static func skew(_ side: SheetSide) -> CheckID { CheckID("target.skew", side) }
    public static func scale(_ side: SheetSide) -> CheckID { CheckID("target.scale", side) }
    public static func shift(_ side: SheetSide) -> CheckID { CheckID("target.shift", side) }
    public static func distortion(_ side: SheetSide) -> CheckID { CheckID("target.distortion", side) }

    public static func levels(_ side: SheetSide) -> CheckID { CheckID("threshold.levels", side) }
    public static func pens(_ side: SheetSide) -> CheckID { CheckID("threshold.pens", side) }
}

/// A side of a sheet as the scanner delivers it; which one is the front is nobody's concern here.
public enum SheetSide: String, Hashable, Sendable, Codable, CaseIterable {
    case a = "A"
    case b = "B"
}
