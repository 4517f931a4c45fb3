public import Diagnostics

extension CheckID {
    /// What the check is called in a report; its name as it is where this version does not know it.
    public var title: String {
        let names = [
            CheckID.sheet: "Blank sheet seen", .sensorCalibration: "Calibration of the image sensors",
            .sensorTables: "Sensor tables", .doubleFeedCalibration: "Calibration of double-feed detection",
            .doubleFeedMargin: "Double-feed threshold", .doubleFeedDrift: "Double-feed values since the last good run",
        ]
        if let name = names[self] { return name }
        for side in SheetSide.allCases {
            let sided: [CheckID: String] = [
                .columns(side): "Columns", .light(side): "Light", .sensorRange(side): "White and black of the sensor",
                .sensorDrift(side): "Sensor since the last good run", .targetMarks(side): "Target sheet seen",
                .skew(side): "Skew", .scale(side): "Scale", .shift(side): "Shift",
                .distortion(side): "Local distortion",
                .levels(side): "Threshold", .pens(side): "Pens",
            ]
            if let name = sided[self] { return "\(name), side \(side.rawValue)" }
        }
        return rawValue
    }
}

extension Verdict {
    /// The verdict in a word.
    public var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .noComparison: "nothing to compare with"
        case .notPossible: "not possible"
        }
    }
}
