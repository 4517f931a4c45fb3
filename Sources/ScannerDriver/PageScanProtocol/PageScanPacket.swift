/// Something that the device said: an answer or an event.
public enum PageScanPacket: Hashable, Sendable {
    case testMessage(String)
    case firmwareVersion(FirmwareVersion)
    /// When the firmware was built, such as `Mar 14 2019/10:21:34`.
    case firmwareBuild(String)
    case status(PageScanStatus)
    case serialNumber(String)
    case settings(PageScanSettings)
    case requiredSensors(needed: Int, total: Int)
    /// The threshold of 1-bit images, in percent.
    case threshold(PageScanSide, Int)
    case doubleFeedValue(DoubleFeedQuantity, Int)
    case table(PageScanTable)
    case register(PageScanRegister, UInt32)
    case registerWritten(PageScanRegister, UInt32)

    case event(PageScanEvent)
    /// An event that this driver has no meaning for: its two characters.
    case unknownEvent(String)
    /// What the device tells a technician while it calibrates its image sensors.
    case calibrationText(String)
    /// Text in the form of a packet, but of none that is known: its whole body.
    case unknown(String)
}

/// The device's answer to `firmwareVersion`.
public struct FirmwareVersion: Hashable, Sendable {
    public let product: String
    public let major: String
    public let minor: String
    /// Version of the programmable logic.
    public let cpld: String
}

extension FirmwareVersion: CustomStringConvertible {
    public var description: String { "\(product) \(major).\(minor).\(cpld)" }
}
