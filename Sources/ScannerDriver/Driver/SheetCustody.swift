/// Who has the sheet: the rule of order that every scanner keeps, so that no sheet is fed over one that waits.
///
/// ```
///                feedSheet: sheetScanned
///            .-----------------------------.
///            |                             v
///        +-------+  accept / return    +------+
///        | empty | <------------------ | held |   feedSheet, calibrate here: sheetNotResolved
///        +-------+                     +------+   rescanSheet: sheetScanned
///            | feedSheet: outOfSheets      accept / return / rescan in empty or finished: noSheet
///            v
///       +----------+
///       | finished |  feedSheet here: outOfSheets, for ever
///       +----------+
/// ```
/// A batch that has ended stays ended: some devices begin to feed again when they are asked once more (SANE's `test`
/// does), and a sheet that slips in behind the end would be missing from the batch's count. Open the scanner anew for
/// the next batch. A hand-fed scanner has no batch: it answers `noSheetYet` and stays empty.
///
/// A scanner asks ``admit(_:)`` before it touches the device, and tells ``note(_:)`` what the device then did. A fault needs
/// no note: after it everything is as it was.
public struct SheetCustody: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        case empty
        case held
        case finished
    }

    public private(set) var state = State.empty

    public init() {}

    /// Refuses a command that is out of order.
    ///
    /// - Returns: the answer where it needs no device: a batch that has ended; else `nil`.
    public func admit(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent? {
        switch (command, state) {
        case (.feedSheet, .held):
            throw ScannerFault(.sheetNotResolved, "feedSheet before acceptSheet or returnSheet")
        case (.calibrate, .held):
            throw ScannerFault(.sheetNotResolved, "calibrate before acceptSheet or returnSheet")
        case (.feedSheet, .finished):
            return .outOfSheets
        case (.acceptSheet, .empty), (.acceptSheet, .finished):
            throw ScannerFault(.noSheet, "acceptSheet while no sheet is held")
        case (.returnSheet, .empty), (.returnSheet, .finished):
            throw ScannerFault(.noSheet, "returnSheet while no sheet is held")
        case (.rescanSheet, .empty), (.rescanSheet, .finished):
            throw ScannerFault(.noSheet, "rescanSheet while no sheet is held")
        case (.feedSheet, .empty), (.acceptSheet, .held), (.returnSheet, .held), (.rescanSheet, .held),
            (.calibrate, .empty), (.calibrate, .finished),
            (.readStatus, _), (.readSensorTables, _), (.readDoubleFeedValues, _):
            return nil
        }
    }

    /// Takes note of what the device did, and gives the event back.
    ///
    /// - Precondition: ``admit(_:)`` let the command pass.
    public mutating func note(_ event: ScannerEvent) -> ScannerEvent {
        switch event {
        case .sheetScanned:
            precondition(state != .finished, "a sheet was fed behind the end of its batch")
            state = .held
        case .outOfSheets:
            precondition(state != .held, "a batch ended over a sheet that waits")
            state = .finished
        case .sheetAccepted, .sheetReturned:
            precondition(state == .held, "a sheet was resolved that nobody held")
            state = .empty
        case .noSheetYet, .status, .calibrated, .sensorTables, .doubleFeedValues:
            break
        }
        return event
    }
}
