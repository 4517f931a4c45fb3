/// The kinds of trouble a scanner can have, each with the sentence that a poll worker reads and the thing to do.
///
/// They cover what the published source of the КОИБ-2010 names (18 codes of the device), and what SANE and the PageScan
/// report besides.
public enum ScannerFaultCode: String, Hashable, Sendable, Codable, CaseIterable {
    // Paper.
    case jam
    case coverOpen
    case doubleFeed
    /// The device did not get hold of the sheet.
    case sheetNotTaken
    case sheetTooLong
    case sheetTooShort
    /// Width or form is that of no ballot.
    case wrongSize
    /// The sheet went in beside its place.
    case shiftedSideways
    /// The person pulled the sheet back while it was scanned.
    case pulledOut
    /// The device could not give the sheet back.
    case notReturned
    /// The sheet came back, but not as it should have: torn off its way, or only in part.
    case badReturn
    /// Two sheets fell into the box together, or the one before was still there.
    case joinedDrop
    /// The drop has begun and waits: a sheet in the input holds it up, and when that is taken away the sheet falls by itself.
    case dropWaits
    /// Paper lies in the path though no sheet is held: left there when the power went.
    case paperInPath
    /// A duplex batch ended between the two sides of a sheet.
    case oddSide
    /// Fewer rows or bytes came than the device announced.
    case shortImage

    // The device's parts.
    case dirtOnSideA
    case dirtOnSideB
    case sensorFailedOnSideA
    case sensorFailedOnSideB
    case doubleFeedSensorFailed
    case calibrationNeeded
    case calibrationFailed
    case powerFailure
    /// The device reports a failure of its own.
    case deviceFailure

    // The way to it.
    case noDevice
    case deviceBusy
    case accessDenied
    /// The device was unplugged or went silent for good; it is looked for again at the next command.
    case disconnected
    /// The device did not answer in time.
    case timeout
    case ioError
    case cancelled

    // What was asked of it.
    case unsupported
    /// A value, a file or a manifest that cannot be used.
    case badInput
    /// The image is beyond the limits that protect this machine.
    case imageTooLarge
    case noMemory

    // The order of commands, see ``SheetCustody``.
    case sheetNotResolved
    case noSheet
}
