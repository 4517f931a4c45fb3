/// A device that turns sheets into images, or something that behaves as one.
///
/// The machine is synchronous: `perform` blocks until the device has answered, and one thread drives one scanner.
/// Every implementation keeps the order of commands that ``SheetCustody`` draws; the contract suite in Tests/Support
/// checks each of them.
public protocol Scanner {
    var capabilities: ScannerCapabilities { get }

    /// Carries out one command and says what happened.
    ///
    /// - Throws: ``ScannerFault``. After a fault while feeding no sheet is held, and the next `feedSheet` begins with a new
    ///   sheet. After a fault while accepting or returning the sheet is still held, and nobody knows where it is until
    ///   `readStatus` says so.
    mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent
}
