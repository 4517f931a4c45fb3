public import ScannerDriver

/// The kinds of run that a technician makes.
public enum RunKind: String, Hashable, Sendable, Codable, CaseIterable {
    case blank, sensors
    case doubleFeed = "double-feed"
    case target, threshold

    /// What the check is called in reports.
    public var title: String {
        switch self {
        case .blank: "Blank sheet"
        case .sensors: "Sensor tables"
        case .doubleFeed: "Double-feed detection"
        case .target: "Target sheet"
        case .threshold: "Thresholds"
        }
    }
}

/// One run of a check as it is kept: who did what with which device, and everything that was found.
///
/// Kept beside the election and never in its ledger: it says nothing about votes, and has a time.
public struct CalibrationRun: Hashable, Sendable, Codable {
    /// The form of these records. Other versions are refused by name, not guessed at.
    public static let version = 1

    public let kind: RunKind
    public let date: RunDate
    public let device: Device
    /// Who did it, as typed.
    public let operatorName: String
    /// Name of the paper, as the technician calls it; empty where it does not matter.
    public let paper: String
    /// The program and version that judged.
    public let software: String
    public let results: [CheckResult]
    /// The tables that were read, for the next run to compare with.
    public let sensorTables: SensorTables?
    /// The values that were read, for the next run to compare with.
    public let doubleFeedValues: DoubleFeedValues?
    public let pictures: [Picture]

    /// The device as it named itself, or as the technician did.
    public struct Device: Hashable, Sendable, Codable {
        public let name, vendor, model, serialNumber, firmware: String

        public init(
            name: String, vendor: String = "", model: String = "", serialNumber: String = "", firmware: String = ""
        ) {
            self.name = name
            self.vendor = vendor
            self.model = model
            self.serialNumber = serialNumber
            self.firmware = firmware
        }

        public init(_ capabilities: ScannerCapabilities) {
            self.init(
                name: capabilities.name, vendor: capabilities.vendor, model: capabilities.model,
                serialNumber: capabilities.serialNumber, firmware: capabilities.firmware)
        }

        /// Whether two records speak of one device: by its serial number where both have one, else by its name, which may
        /// change with the socket it is plugged into.
        public func isSame(as other: Device) -> Bool {
            if !serialNumber.isEmpty, !other.serialNumber.isEmpty {
                return serialNumber == other.serialNumber && model == other.model
            }
            return name == other.name
        }
    }

    /// A drawing of what was found.
    public struct Picture: Hashable, Sendable, Codable {
        /// What it shows, as a heading.
        public let title: String
        /// How to read it, in a sentence.
        public let caption: String
        /// The PNG file in Base64 (RFC 4648, section 4).
        public let png: String

        public init(title: String, caption: String, png: String) {
            self.title = title
            self.caption = caption
            self.png = png
        }
    }

    public init(
        _ kind: RunKind, on date: RunDate, device: Device, operatorName: String, paper: String, software: String,
        results: [CheckResult], sensorTables: SensorTables? = nil, doubleFeedValues: DoubleFeedValues? = nil,
        pictures: [Picture] = []
    ) {
        self.kind = kind
        self.date = date
        self.device = device
        self.operatorName = operatorName
        self.paper = paper
        self.software = software
        self.results = results
        self.sensorTables = sensorTables
        self.doubleFeedValues = doubleFeedValues
        self.pictures = pictures
    }

    public var verdict: Verdict { results.verdict }

    /// Name of its file: date, device and check, in letters that every file system takes.
    public var fileName: String {
        let device = device.name.unicodeScalars.map { scalar -> String in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || scalar == "." || scalar == "_" ? String(scalar) : "-"
        }.joined()
        return "\(date.compact)-\(device.prefix(60))-\(kind.rawValue).json"
    }
}
