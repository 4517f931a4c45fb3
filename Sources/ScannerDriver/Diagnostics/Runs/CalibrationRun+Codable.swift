import ScannerDriver

extension CalibrationRun {
    private enum CodingKeys: String, CodingKey {
        case version, kind, date, device, paper, software, verdict, results, sensorTables, doubleFeedValues, pictures
        case operatorName = "operator"
    }

    /// Reads a record of this version whose parts fit together; nothing is repaired.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let version = try fields.decode(Int.self, forKey: .version)
        guard version == Self.version else {
            throw DecodingError.dataCorruptedError(
                forKey: .version, in: fields,
                debugDescription: "is \(version): this program reads version \(Self.version)")
        }
        self.init(
            try fields.decode(RunKind.self, forKey: .kind), on: try fields.decode(RunDate.self, forKey: .date),
            device: try fields.decode(Device.self, forKey: .device),
            operatorName: try fields.decode(String.self, forKey: .operatorName),
            paper: try fields.decode(String.self, forKey: .paper),
            software: try fields.decode(String.self, forKey: .software),
            results: try fields.decode([CheckResult].self, forKey: .results),
            sensorTables: try fields.decodeIfPresent(SensorTables.self, forKey: .sensorTables),
            doubleFeedValues: try fields.decodeIfPresent(DoubleFeedValues.self, forKey: .doubleFeedValues),
            pictures: try fields.decode([Picture].self, forKey: .pictures))
        // The verdict is in the file for people and scripts; it follows from the results.
        guard try fields.decode(Verdict.self, forKey: .verdict) == verdict else {
            throw DecodingError.dataCorruptedError(
                forKey: .verdict, in: fields, debugDescription: "is not what the results say: the file was changed")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(Self.version, forKey: .version)
        try fields.encode(kind, forKey: .kind)
        try fields.encode(date, forKey: .date)
        try fields.encode(device, forKey: .device)
        try fields.encode(operatorName, forKey: .operatorName)
        try fields.encode(paper, forKey: .paper)
        try fields.encode(software, forKey: .software)
        try fields.encode(verdict, forKey: .verdict)
        try fields.encode(results, forKey: .results)
        try fields.encodeIfPresent(sensorTables, forKey: .sensorTables)
        try fields.encodeIfPresent(doubleFeedValues, forKey: .doubleFeedValues)
        try fields.encode(pictures, forKey: .pictures)
    }
}
