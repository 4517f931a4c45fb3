public import ScannerDriver

/// What a scanner answered, with payloads in place of pixels.
public enum RecordedAnswer: Hashable, Sendable {
    case sheetScanned(RecordedSheet)
    /// Any event but `sheetScanned`.
    case event(ScannerEvent)
    case fault(ScannerFault)
}

/// One command and its answer: one line of a recording.
public struct RecordedStep: Hashable, Sendable {
    public let command: ScannerCommand
    public let answer: RecordedAnswer

    public init(_ command: ScannerCommand, _ answer: RecordedAnswer) {
        self.command = command
        self.answer = answer
    }

    /// Whether the answer is one that this command can have. A fault can always come.
    var fitsItself: Bool {
        switch answer {
        case .fault: true
        case .sheetScanned: command == .feedSheet || command == .rescanSheet
        case .event(let event):
            switch event {
            case .noSheetYet, .outOfSheets: command == .feedSheet
            case .sheetAccepted: command == .acceptSheet
            case .sheetReturned: command == .returnSheet
            case .status: command == .readStatus
            case .calibrated(let calibration): command == .calibrate(calibration)
            case .sensorTables: command == .readSensorTables
            case .doubleFeedValues: command == .readDoubleFeedValues
            case .sheetScanned: false
            }
        }
    }
}
