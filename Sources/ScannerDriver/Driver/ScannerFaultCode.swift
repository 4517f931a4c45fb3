/// The kinds of trouble a scanner can have, each with the sentence that a poll worker reads and the thing to do.
public enum ScannerFaultCode: String, Hashable, Sendable, Codable, CaseIterable {
    // Paper.
    case jam
    case coverOpen
    case doubleFeed
    /// A duplex batch ended between the two sides of a sheet.
    case oddSide
    /// Fewer rows or bytes came than the device announced.
    case shortImage

    // The device.
    case noDevice
    case deviceBusy
    case accessDenied
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

    /// What happened, in one sentence for the person at the scanner.
    public var sentence: String {
        switch self {
        case .jam: "The sheet is stuck in the scanner."
        case .coverOpen: "The scanner's cover is open."
        case .doubleFeed: "More than one sheet went in at once."
        case .oddSide: "One side of the last sheet is missing."
        case .shortImage: "The image of the sheet is incomplete."
        case .noDevice: "The scanner was not found."
        case .deviceBusy: "The scanner is busy or in use by another program."
        case .accessDenied: "This program may not use the scanner."
        case .ioError: "The connection with the scanner failed."
        case .cancelled: "The scan was stopped."
        case .unsupported: "The scanner cannot do what was asked."
        case .badInput: "Something that was given cannot be used."
        case .imageTooLarge: "The image of the sheet is too large."
        case .noMemory: "There is not enough memory for the scan."
        case .sheetNotResolved: "The sheet before this one still waits for a decision."
        case .noSheet: "There is no sheet to accept or to return."
        }
    }

    /// What the person does next. The sheet in question has not been counted.
    public var remedy: String {
        switch self {
        case .jam: "Open the cover, take the sheet out, close the cover and feed the sheet again."
        case .coverOpen: "Close the cover and feed the sheet again."
        case .doubleFeed: "Take the sheets out, separate them and feed them one by one."
        case .oddSide: "Check that the scanner is set to both sides, and scan the batch again."
        case .shortImage: "Feed the sheet again; if it happens again, call the technician."
        case .noDevice: "Check the cable and the power, and the name of the device."
        case .deviceBusy: "Wait a minute, close other scanning programs and try again."
        case .accessDenied: "Call the technician: this user needs permission for the device."
        case .ioError: "Check the cable and the power, then feed the sheet again."
        case .cancelled: "Feed the sheet again."
        case .unsupported: "Call the technician: the settings ask for something that this scanner does not have."
        case .badInput: "Correct what the message names and try again."
        case .imageTooLarge: "Ask for a lower resolution or a smaller area."
        case .noMemory: "Close other programs or ask for a lower resolution, then feed the sheet again."
        case .sheetNotResolved: "Accept or return it first."
        case .noSheet: "Feed a sheet first."
        }
    }
}
