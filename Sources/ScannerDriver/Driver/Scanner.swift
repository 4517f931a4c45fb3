/// What can be asked of a scanner; one thing at a time.
public enum ScannerCommand: String, Hashable, Sendable, Codable, CaseIterable {
    /// Take the next sheet and scan it.
    case feedSheet
    /// Keep the sheet that was scanned: it drops into the box, or stays in the output tray.
    case acceptSheet
    /// Give the sheet that was scanned back to the person.
    case returnSheet
}

/// What a scanner did, in answer to one command.
public enum ScannerEvent: Hashable, Sendable {
    /// A sheet was scanned and waits for `acceptSheet` or `returnSheet`.
    case sheetScanned(SheetScan)
    /// The batch is over: there is no sheet to feed. Final, see ``SheetCustody``.
    case outOfSheets
    case sheetAccepted
    case sheetReturned
}

/// A device that turns sheets into images, or something that behaves as one.
///
/// The machine is synchronous: `perform` blocks until the device has answered, and one thread drives one scanner.
/// Every implementation keeps the order of commands that ``SheetCustody`` draws; the contract suite in Tests/Support
/// checks each of them.
public protocol Scanner {
    var capabilities: ScannerCapabilities { get }

    /// Carries out one command and says what happened.
    ///
    /// - Throws: ``ScannerFault``; after a fault while feeding no sheet is held, and the next `feedSheet` begins with a
    ///   new sheet.
    mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent
}
