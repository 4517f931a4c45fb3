/// What a scanner is and can do, known once it is open and constant while it stays open.
public struct ScannerCapabilities: Hashable, Sendable, Codable {
    /// How paper gets into the scanner.
    public enum Feeder: String, Hashable, Sendable, Codable {
        /// Pulls sheet after sheet from a tray: a batch, which has an end.
        case adf
        /// A slot into which people put sheet after sheet: there is no last one.
        case slot
        /// A glass plate: it holds one sheet, laid there by hand, and has nothing to feed after it.
        case flatbed
    }

    /// The resolutions that can be asked of the scanner, in dots per inch.
    public enum Resolutions: Hashable, Sendable, Codable {
        case anyOf([Double])
        case range(ClosedRange<Double>)
        /// The device does not say, or its images come from files.
        case unknown
    }

    /// Things that some scanners can do and some cannot.
    public enum Feature: String, Hashable, Sendable, Codable, CaseIterable {
        /// Holds a sheet until it is told to accept or to return it.
        ///
        /// Without an escrow (every office document feeder) the sheet lies in the output tray when its image arrives:
        /// accepting only acknowledges it, and returning means that the operator takes the sheet out of the tray.
        case escrow
        /// Scans the held sheet again.
        case rescan
        /// Stops when two sheets go in at once, and is set to do so.
        case doubleFeedDetection
        /// Says where paper is: `readStatus` answers more than "unknown".
        case paperSensors
        /// Prints on sheets as they pass. Never used by scand: a number on the paper would tell the order of casting.
        case imprinter
        /// Gives its sensors' tables: `readSensorTables`.
        case sensorTables
        /// Gives its double-feed values: `readDoubleFeedValues`.
        case doubleFeedValues
    }

    /// The name that opens this device, such as `test:0`.
    public let name: String
    /// Maker as the device states it; empty when it does not.
    public let vendor: String
    /// Model as the device states it; empty when it does not.
    public let model: String
    /// Serial number as the device states it; empty when it does not.
    public let serialNumber: String
    /// Version of the device's own program; empty when it does not say.
    public let firmware: String
    /// Whether sheets come with both sides. A replayed list may leave a side out, a device does not.
    public let isDuplex: Bool
    public let feeder: Feeder
    public let features: Set<Feature>
    /// What `calibrate` can be asked for.
    public let calibrations: Set<DeviceCalibration>
    public let resolutions: Resolutions

    public var hasEscrow: Bool { features.contains(.escrow) }

    public init(
        name: String, vendor: String = "", model: String = "", serialNumber: String = "", firmware: String = "",
        isDuplex: Bool, feeder: Feeder, features: Set<Feature>, calibrations: Set<DeviceCalibration> = [],
        resolutions: Resolutions = .unknown
    ) {
        self.name = name
        self.vendor = vendor
        self.model = model
        self.serialNumber = serialNumber
        self.firmware = firmware
        self.isDuplex = isDuplex
        self.feeder = feeder
        self.features = features
        self.calibrations = calibrations
        self.resolutions = resolutions
    }
}
