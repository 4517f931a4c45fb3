/// What the device reports without being asked: `#` and two hexadecimal digits, which are the raw value.
///
/// "Front" is the top array and "back" the bottom one. MSD is the sensor that tells two sheets from one.
public enum PageScanEvent: UInt8, Hashable, Sendable, CaseIterable {
    case ok = 0x00
    case jam = 0x01
    case calibrationNeeded = 0x02
    case commandError = 0x05
    case readError = 0x06
    case doubleFeedSensorNeedsCalibration = 0x07
    /// The sensor is missing, or its firmware is too old.
    case doubleFeedSensorMissing = 0x08
    /// The host left no image reads waiting.
    case fifoOverflow = 0x09
    /// As documented; real devices send ``coverOpened``.
    case coverOpenAsDocumented = 0x0C
    /// As documented; real devices send ``coverClosed``.
    case coverClosedAsDocumented = 0x0D
    case commandChecksumError = 0x0E
    case fpgaOutOfDate = 0x0F

    case calibrationDone = 0x10
    case frontDocumentTooShort = 0x11
    case calibrationDocumentRemoved = 0x12
    case frontPixelErrorBlack = 0x13
    case frontPixelErrorWhite = 0x19
    case calibrationTimedOut = 0x1A
    case speedValueError = 0x1B
    case speedBoxError = 0x1C

    case scanBegins = 0x30
    case scanEnds = 0x31
    case doubleFeed = 0x33
    case coverOpened = 0x34
    case coverClosed = 0x35
    case ejectPaused = 0x36
    case ejectResumed = 0x37

    case backPixelErrorBlack = 0x51
    case backPixelErrorWhite = 0x53
    case backDocumentTooShort = 0x54

    case frontRedTooDark = 0x71
    case frontRedTooBright = 0x72
    case frontBlueTooDark = 0x73
    case frontBlueTooBright = 0x74
    case frontGreenTooDark = 0x75
    case frontGreenTooBright = 0x76
    case frontPixelsTooHigh = 0x77
    case frontPixelsTooLow = 0x78
    case backRedTooDark = 0x81
    case backRedTooBright = 0x82
    case backBlueTooDark = 0x83
    case backBlueTooBright = 0x84
    case backGreenTooDark = 0x85
    case backGreenTooBright = 0x86
    case backPixelsTooHigh = 0x87
    case backPixelsTooLow = 0x88

    case doubleFeedCalibrationDone = 0x90
    /// After about 10 s, which the host can neither change nor cut short.
    case doubleFeedCalibrationTimedOut = 0x9A
}

extension PageScanEvent: CustomStringConvertible {
    /// As on the wire, such as `#0E`.
    public var description: String {
        "#" + String(decoding: Hexadecimal.digits(UInt32(rawValue), count: 2), as: UTF8.self)
    }
}
