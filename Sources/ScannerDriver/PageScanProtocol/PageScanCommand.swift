/// Everything that the PageScan can be told or asked. Most settings bring no reply: that they arrived shows in later
/// answers, or in the events `commandError` and `commandChecksumError`.
public enum PageScanCommand: Hashable, Sendable {
    // Who are you?
    case testMessage
    case firmwareVersion
    case firmwareBuild
    case serialNumber
    case setSerialNumber(SerialNumber)
    case status
    case settings

    // Feeding.
    case enableFeeder
    case disableFeeder
    case requiredSensors
    /// How many front sensors a sheet must cover before it is drawn in.
    case setRequiredSensors(FrontSensors)
    case disableMomentaryReverse
    /// On: the feeder is to be enabled again after each scan. In practice that holds only once the paper has reached the rear
    /// sensors, which is why the host disables the feeder as soon as a scan ends.
    case pickOnCommand(Bool)
    /// On: while paper lies in the input, ejection waits.
    case ejectPause(Bool)
    /// Off: the sheet is held in escrow at the scan's end.
    case runOutAtEnd(Bool)
    case fullSpeed(Bool)
    /// Not documented; the vendor's program sends it before scanning.
    case autoScanStart
    case maximumLength(DocumentLength)
    case feedDelay(FeedDelay)

    // What is scanned.
    /// 200 dpi.
    case halfResolution
    /// 300 dpi; the PageScan 6 does not have it.
    case mediumResolution
    /// 400 dpi.
    case nativeResolution
    case topOnly
    case bottomOnly
    case duplex
    case grayscale
    case bitonal
    case lamps(Bool)

    // Thresholds of 1-bit images.
    case raiseThreshold(PageScanSide)
    case lowerThreshold(PageScanSide)
    case setThreshold(PageScanSide, Percent)
    case saveThresholds

    // Moving the sheet.
    case ejectToRear
    case ejectToFront
    /// To the front, and hold it in the input's rollers.
    case ejectToFrontAndHold
    case releaseEscrow
    case rescan

    // Two sheets at once.
    case doubleFeedDetection(Bool)
    case calibrateDoubleFeedWithOneSheet
    case calibrateDoubleFeedWithTwoSheets
    case doubleFeedSensitivity(Percent)
    case doubleFeedMinimumLength(DoubleFeedLength)
    case doubleFeedValue(DoubleFeedQuantity)

    // Calibration and inner values.
    /// Two packets, top and bottom.
    case calibrationTables(PageScanTableKind)
    case calibrateImageSensors
    case readRegister(PageScanRegister)
    case writeRegister(PageScanRegister, UInt32)
    case saveRegisters

    case enableChecksums
    case flowControl
    /// The device drops off the bus.
    case reboot
}

/// For which resolution tables are asked.
public enum PageScanTableKind: Hashable, Sendable, CaseIterable {
    /// The one in use.
    case current
    case native
    case half
}

/// A serial number as it can be stored: eight printable ASCII characters.
public struct SerialNumber: Hashable, Sendable {
    public let text: String

    public init?(_ text: String) {
        guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        self.text = text
    }
}

/// A number of front sensors, 1 to 6.
public struct FrontSensors: Hashable, Sendable {
    public let count: UInt8

    public init?(_ count: Int) {
        guard (1...6).contains(count) else { return nil }
        self.count = UInt8(count)
    }

    private init() { count = 2 }

    /// One would let a corner start the feeder.
    public static let two = FrontSensors()
}

/// How long two sheets must overlap to be noticed, in hundredths of an inch: 10 to 250.
public struct DoubleFeedLength: Hashable, Sendable {
    public let hundredthsOfInch: Int

    public init?(hundredthsOfInch length: Int) {
        guard (10...250).contains(length) else { return nil }
        hundredthsOfInch = length
    }

    private init() { hundredthsOfInch = 100 }

    public static let oneInch = DoubleFeedLength()
}
