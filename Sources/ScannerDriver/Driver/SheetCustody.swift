/// Who has the sheet: the rule of order that every scanner keeps, so that no sheet is fed over one that waits.
///
/// ```
///                feedSheet: sheetScanned
///            .-----------------------------.
///            |                             v
///        +-------+  accept / return    +------+
///        | empty | <------------------ | held |   feedSheet here: sheetNotResolved
///        +-------+                     +------+
///            | feedSheet: outOfSheets      accept / return in empty or finished: noSheet
///            v
///       +----------+
///       | finished |  feedSheet here: outOfSheets, for ever
///       +----------+
/// ```
/// A batch that has ended stays ended: some devices begin to feed again when they are asked once more (SANE's `test`
/// does), and a sheet that slips in behind the end would be missing from the batch's count. Open the scanner anew for
/// the next batch.
public struct SheetCustody: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        case empty
        case held
        case finished
    }

    public private(set) var state = State.empty

    public init() {}

    /// Answers a command that needs no paper to be fed, or refuses it; `nil` means: now feed a sheet.
    public mutating func answer(to command: ScannerCommand) throws(ScannerFault) -> ScannerEvent? {
        switch (command, state) {
        case (.feedSheet, .empty):
            return nil
        case (.feedSheet, .held):
            throw ScannerFault(.sheetNotResolved, "feedSheet before acceptSheet or returnSheet")
        case (.feedSheet, .finished):
            return .outOfSheets
        case (.acceptSheet, .held):
            state = .empty
            return .sheetAccepted
        case (.returnSheet, .held):
            state = .empty
            return .sheetReturned
        case (.acceptSheet, .empty), (.acceptSheet, .finished), (.returnSheet, .empty), (.returnSheet, .finished):
            throw ScannerFault(.noSheet, "\(command.rawValue) while no sheet is held")
        }
    }

    /// Takes note of a sheet that was scanned, or with `nil` of the end of the batch, and gives the event to report.
    ///
    /// - Precondition: ``answer(to:)`` has just returned `nil`.
    public mutating func fed(_ scan: SheetScan?) -> ScannerEvent {
        precondition(state == .empty, "a sheet was fed over another one")
        guard let scan else {
            state = .finished
            return .outOfSheets
        }
        state = .held
        return .sheetScanned(scan)
    }
}
