/// What a scanner did, in answer to one command.
public enum ScannerEvent: Hashable, Sendable {
    /// A sheet was scanned and waits for `acceptSheet` or `returnSheet`.
    case sheetScanned(SheetScan)
    /// Nobody has put a sheet into a hand-fed scanner for a while: ask again.
    case noSheetYet
    /// The batch is over: there is no sheet to feed. Final, see ``SheetCustody``.
    case outOfSheets
    case sheetAccepted
    case sheetReturned

    case status(ScannerStatus)
    /// The device finished a calibration. Its values are read with `readSensorTables` and `readDoubleFeedValues`.
    case calibrated(DeviceCalibration)
    case sensorTables(SensorTables)
    case doubleFeedValues(DoubleFeedValues)
}

/// What a device's own sensors say at one moment.
public struct ScannerStatus: Hashable, Sendable, Codable {
    /// Where paper lies in the path.
    public enum Paper: String, Hashable, Sendable, Codable {
        case none
        /// Under the input's sensors only: a person is putting a sheet in, or can take one out.
        case atInput
        /// In the escrow, behind the scanning array.
        case inEscrow
        /// At the input and in the escrow: a long sheet, or two.
        case atBothEnds
        /// The device has no sensor that tells.
        case unknown
    }

    public let paper: Paper
    /// `nil` when the device does not tell.
    public let isCoverOpen: Bool?
    public let isJammed: Bool
    /// The device asks for a calibration of its sensors.
    public let needsCalibration: Bool

    public init(paper: Paper, isCoverOpen: Bool? = nil, isJammed: Bool = false, needsCalibration: Bool = false) {
        self.paper = paper
        self.isCoverOpen = isCoverOpen
        self.isJammed = isJammed
        self.needsCalibration = needsCalibration
    }
}

/// What each column of the sensors answers to white and to black, 0...255, from the left edge as the image shows it.
public struct SensorTables: Hashable, Sendable, Codable {
    public struct Side: Hashable, Sendable, Codable {
        public let white: [UInt8]
        public let black: [UInt8]

        public init(white: [UInt8], black: [UInt8]) {
            self.white = white
            self.black = black
        }
    }

    public let sideA: Side
    /// `nil` from a device that looks at one side.
    public let sideB: Side?

    public init(sideA: Side, sideB: Side? = nil) {
        self.sideA = sideA
        self.sideB = sideB
    }
}

/// What a double-feed sensor measured when it was calibrated, in the device's own units.
public struct DoubleFeedValues: Hashable, Sendable, Codable {
    /// Its answer to one sheet.
    public let oneSheet: Int
    /// Its answer to two sheets.
    public let twoSheets: Int
    /// Between them: what counts as two sheets.
    public let threshold: Int
    /// Brightness of the sensor's lamp, if the device tells.
    public let lamp: Int?
    /// Number of sensors across the path, if the device tells.
    public let sensors: Int?

    public init(oneSheet: Int, twoSheets: Int, threshold: Int, lamp: Int? = nil, sensors: Int? = nil) {
        self.oneSheet = oneSheet
        self.twoSheets = twoSheets
        self.threshold = threshold
        self.lamp = lamp
        self.sensors = sensors
    }
}
