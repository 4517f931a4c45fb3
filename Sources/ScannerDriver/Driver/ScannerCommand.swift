/// What can be asked of a scanner; one thing at a time.
///
/// A scanner that cannot do what it is asked answers with the fault `unsupported`: ``ScannerCapabilities`` tells beforehand.
public enum ScannerCommand: Hashable, Sendable, Codable {
    /// Take the next sheet and scan it. A hand-fed scanner waits a while for one and answers `noSheetYet` if none comes.
    case feedSheet
    /// Keep the sheet that was scanned: it drops into the box, or stays in the output tray.
    ///
    /// A scanner with an escrow answers when its sensors say that the sheet is gone.
    case acceptSheet
    /// Give the sheet that was scanned back to the person.
    case returnSheet
    /// Scan the sheet that is held once more.
    case rescanSheet

    /// Tell where paper is and whether the cover is open.
    case readStatus
    /// Run a calibration of the device itself; no sheet may be held.
    case calibrate(DeviceCalibration)
    /// Give the sensors' tables of white and black, column by column.
    case readSensorTables
    /// Give the values by which the device tells two sheets from one.
    case readDoubleFeedValues
}

/// What a device can calibrate by itself.
public enum DeviceCalibration: String, Hashable, Sendable, Codable, CaseIterable {
    /// The image sensors' white and black, with a blank white sheet.
    case imageSensors
    /// Double-feed detection, first step: two blank sheets of the election's paper, one on the other.
    case doubleFeedWithTwoSheets
    /// Double-feed detection, second step: one blank sheet of that paper.
    case doubleFeedWithOneSheet
}
