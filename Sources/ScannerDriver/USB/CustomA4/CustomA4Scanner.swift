public import ScannerDriver

/// The Custom A4: an older duplex scanner that answers requests, with an escrow.
///
/// Its protocol is described; it has not been tried on a device. What holds for the PageScan holds here: paper that no
/// scan of ours left in the path goes back to the input, never into the box, and after a lost connection the sheet in
/// escrow can only be returned.
public struct CustomA4Scanner: Scanner {
    public let capabilities: ScannerCapabilities
    private let connector: any CustomA4Connector
    private let settings: USBScannerSettings
    private var custody = SheetCustody()
    private var session: CustomA4Session?
    /// Since the sheet in escrow was scanned.
    private var connectionWasLost = false
    /// The sheet was sent to the box, and nobody has seen it since.
    private var mayHaveLeft = false

    package init(_ connector: any CustomA4Connector, settings: USBScannerSettings) throws(ScannerFault) {
        try settings.check()
        self.connector = connector
        self.settings = settings
        let session = try CustomA4Session(connector, settings: settings)
        self.session = session
        capabilities = ScannerCapabilities(
            name: connector.name, vendor: USBModel.customA4.vendor, model: USBModel.customA4.product,
            firmware: session.firmware, isDuplex: true, feeder: .slot,
            features: [.escrow, .doubleFeedDetection, .paperSensors],
            resolutions: .anyOf([Double(CustomA4Parameters.dotsPerInch)]))
    }

    public mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        if let event = try custody.admit(command) { return event }
        var session = try connected()
        defer {
            self.session = session.isBroken ? nil : session
            if session.isBroken {
                session.close()
                connectionWasLost = true
            }
        }
        return custody.note(try carryOut(command, with: &session))
    }

    private func connected() throws(ScannerFault) -> CustomA4Session {
        if let session { return session }
        var session = try CustomA4Session(connector, settings: settings)
        // Nobody knows where a sheet has been meanwhile.
        session.awaitsRemoval = true
        return session
    }

    private mutating func carryOut(
        _ command: ScannerCommand, with session: inout CustomA4Session
    ) throws(ScannerFault) -> ScannerEvent {
        switch command {
        case .feedSheet:
            guard let scan = try session.feed() else { return .noSheetYet }
            (connectionWasLost, mayHaveLeft) = (false, false)
            return .sheetScanned(scan)
        case .acceptSheet: return try accept(with: &session)
        case .returnSheet:
            if try session.status().paperIsInPath {
                try session.move(.retractBack)
            } else if mayHaveLeft {
                throw CustomA4Scanner.lostInDrop
            }
            return .sheetReturned
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

    private mutating func accept(with session: inout CustomA4Session) throws(ScannerFault) -> ScannerEvent {
        guard try session.status().paperIsInPath else {
            guard mayHaveLeft else { throw ScannerFault(.pulledOut, "no sheet in escrow") }
            guard !connectionWasLost else { throw CustomA4Scanner.lostInDrop }
            return .sheetAccepted
        }
        if connectionWasLost {
            throw ScannerFault(.paperInPath, "the connection was lost since the scan: return what is there")
        }
        mayHaveLeft = true
        try session.move(.ejectForward)
        return .sheetAccepted
    }

    private static let lostInDrop = ScannerFault(
        .joinedDrop, "nobody watched while it was dropped: it is in the box or in somebody's hands")
}
