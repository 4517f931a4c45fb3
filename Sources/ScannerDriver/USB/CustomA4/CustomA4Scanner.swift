public import ScannerDriver

/// The Custom A4: an older duplex scanner that answers requests, with an escrow.
///
/// Its protocol is described; it has not been tried on a device. What holds for the PageScan holds here: paper that no
/// scan of ours left in the path goes back to the input, never into the box, and after a cover was opened or the connection
/// lost, the sheet in escrow can only be returned.
///
/// It tells nothing on its own. While a sheet is held its sensors are looked at forty times a second, and fifty times while paper
/// moves: hands that open the cover, change the sheet and close the cover in less than 25 ms are not seen.
public struct CustomA4Scanner: Scanner {
    public let capabilities: ScannerCapabilities
    private let connector: any CustomA4Connector
    private let settings: USBScannerSettings
    private var custody = SheetCustody()
    private var memory = PaperMemory(mayBeHalfIn: false)
    /// `nil` after the connection was lost: the next command makes it anew.
    private var session: CustomA4Session?

    package init(_ connector: any CustomA4Connector, settings: USBScannerSettings) throws(ScannerFault) {
        try settings.check()
        self.connector = connector
        self.settings = settings
        let session = try CustomA4Session(connector, settings: settings)
        self.session = session
        capabilities = ScannerCapabilities(
            name: connector.name, vendor: USBModel.customA4.vendor, model: USBModel.customA4.product,
            serialNumber: session.serialNumber, firmware: session.firmware, isDuplex: true, feeder: .slot,
            features: [.escrow, .doubleFeedDetection, .paperSensors],
            resolutions: .anyOf([Double(CustomA4Parameters.dotsPerInch)]))
    }

    public mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        if let event = try custody.admit(command) { return event }
        var session = try connected()
        session.memory = memory
        defer { remember(session) }
        try session.stopWatching()
        return custody.note(try carryOut(command, with: &session))
    }

    private func connected() throws(ScannerFault) -> CustomA4Session {
        if let session { return session }
        let session = try CustomA4Session(connector, settings: settings)
        guard session.serialNumber == capabilities.serialNumber else {
            session.close()
            throw ScannerFault(
                .noDevice,
                "in its place is the scanner with the serial number '\(session.serialNumber)', not "
                    + "'\(capabilities.serialNumber)'")
        }
        return session
    }

    private mutating func remember(_ session: CustomA4Session) {
        memory = session.memory
        if session.isBroken {
            session.close()
            self.session = nil
            memory.interrupt("the connection was lost")
        } else {
            self.session = session
            if memory.held != nil { session.startWatching() }
        }
    }

    private func carryOut(
        _ command: ScannerCommand, with session: inout CustomA4Session
    ) throws(ScannerFault) -> ScannerEvent {
        switch command {
        case .feedSheet: return try session.feed().map { .sheetScanned($0) } ?? .noSheetYet
        case .acceptSheet: return try session.accept()
        case .returnSheet: return try session.giveBack()
        case .readStatus:
            let status = try session.status()
            let paper: ScannerStatus.Paper =
                switch (status.paperIsInPath, status.paperIsAtInput) {
                case (true, true): .atBothEnds
                case (true, false): .inEscrow
                case (false, true): .atInput
                case (false, false): .none
                }
            return .status(ScannerStatus(paper: paper, isCoverOpen: status.coverIsOpen, isJammed: status.isJammed))
        case .rescanSheet, .calibrate, .readSensorTables, .readDoubleFeedValues:
            throw ScannerFault(.unsupported, "\(capabilities.name): the Custom A4 has no such command")
        }
    }
}
