internal import PageScanProtocol
public import ScannerDriver

/// The PageScan: two arrays, an escrow, a double-feed sensor, behind a slot.
///
/// - The driver drops no paper into the box but the sheet that it scanned and that it is told to accept. Paper that lies in
///   the path when no sheet is held is moved to the front at the next feed, which answers `paperInPath` until it is gone.
/// - After a cover was opened or the connection lost, nobody can tell that the sheet in escrow is still the one whose image
///   was read: accepting is refused, returning is not.
/// - Images keep the black rows that are scanned before and behind the sheet: interpretation removes dark borders, and a
///   sheet whose own edge is printed black loses nothing. Only the sheet's length is measured without them.
public struct PageScanScanner: Scanner {
    public let capabilities: ScannerCapabilities
    private let connector: any PageScanConnector
    private let settings: USBScannerSettings
    private let timing: PageScanTiming
    private var custody = SheetCustody()
    private var memory = PaperMemory()
    /// `nil` after the connection was lost: the next command makes it anew.
    private var session: PageScanSession?

    /// Connects and lets the device introduce itself.
    package init(
        _ connector: any PageScanConnector, settings: USBScannerSettings, timing: PageScanTiming = PageScanTiming()
    ) throws(ScannerFault) {
        try settings.check()
        self.connector = connector
        self.settings = settings
        self.timing = timing
        let session = try PageScanSession(connector, settings: settings, timing: timing)
        self.session = session
        capabilities = ScannerCapabilities(
            name: connector.name, vendor: USBModel.pageScan.vendor, model: USBModel.pageScan.product,
            serialNumber: session.introduction.serialNumber, firmware: "\(session.introduction.firmware)",
            isDuplex: true, feeder: .slot,
            features: [.escrow, .rescan, .doubleFeedDetection, .paperSensors, .sensorTables, .doubleFeedValues],
            calibrations: Set(DeviceCalibration.allCases),
            resolutions: .anyOf([Double(PageScanModel.dotsPerInch)]))
    }

    public mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        if let event = try custody.admit(command) { return event }
        var session = try connected()
        session.memory = memory
        defer { remember(session) }
        return custody.note(try session.perform(command))
    }

    private mutating func connected() throws(ScannerFault) -> PageScanSession {
        if let session { return session }
        let session = try PageScanSession(connector, settings: settings, timing: timing)
        let found = session.introduction.serialNumber
        guard found == capabilities.serialNumber else {
            session.close()
            throw ScannerFault(
                .noDevice,
                "in its place is the scanner with the serial number '\(found)', not '\(capabilities.serialNumber)'")
        }
        return session
    }

    private mutating func remember(_ session: PageScanSession) {
        memory = session.memory
        self.session = session
        guard session.isBroken else { return }
        session.close()
        self.session = nil
        memory.interrupt("the connection was lost")
    }
}
