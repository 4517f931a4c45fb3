internal import PageScanProtocol
internal import Raster
internal import ScannerDriver

/// One connection with a PageScan, from its introduction until the connection is lost.
struct PageScanSession {
    let settings: USBScannerSettings
    let timing: PageScanTiming
    var link: PageScanLink
    var memory = PaperMemory()
    var introduction: PageScanIntroduction
    var isConfigured = false

    /// Connects, by the name's own way, and lets the device introduce itself.
    init(
        _ connector: any PageScanConnector, settings: USBScannerSettings, timing: PageScanTiming
    ) throws(ScannerFault) {
        self.settings = settings
        self.timing = timing
        link = PageScanLink(transport: try connector.connect(), timing: timing, isStopped: settings.isStopped)
        do throws(ScannerFault) {
            introduction = try PageScanIntroduction(over: &link)
        } catch {
            link.transport.close()
            throw error
        }
    }

    var isBroken: Bool { link.isBroken }

    func close() { link.transport.close() }

    mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        switch command {
        case .feedSheet: return try feed()
        case .acceptSheet: return try accept()
        case .returnSheet: return try giveBack()
        case .rescanSheet: return try rescan()
        case .readStatus: return .status(ScannerStatus(try status()))
        case .calibrate(let calibration): return try calibrate(calibration)
        case .readSensorTables:
            introduction.field = try link.flatField()
            return .sensorTables(SensorTables(introduction.field))
        case .readDoubleFeedValues: return .doubleFeedValues(try doubleFeedValues())
        }
    }

    /// What the sensors say, after everything that the device reported before is noted.
    mutating func status() throws(ScannerFault) -> PageScanStatus {
        let status = try link.status()
        for incoming in link.takeWaiting() { note(incoming) }
        if status.coverIsOpen { memory.coverWasOpened() }
        return status
    }

    /// Whether paper lies in the path that no person can simply pull out.
    func hasPaperInPath(_ status: PageScanStatus) -> Bool {
        status.paperIsInPath || memory.mayBeHalfIn && status.documentIsInScanner
    }

    /// Takes note of something that came while nothing was under way.
    mutating func note(_ incoming: PageScanLink.Incoming) {
        guard case .packet(.event(let event)) = incoming else { return }
        if event.saysCoverOpened {
            memory.coverWasOpened()
        } else if event == .ejectResumed {
            memory.dropWentOn()
        } else if event == .scanBegins, memory.held?.mayHaveLeft == true {
            memory.interrupt("another sheet was drawn in")
        } else if event != .jam, let fault = event.fault(watchesDoubleFeeds: settings.detectsDoubleFeeds) {
            // Jams are in the status as long as they last.
            memory.reported = memory.reported ?? fault
        }
    }

    /// Lets time pass while the device moves paper.
    mutating func pause() throws(ScannerFault) {
        if let incoming = try link.next(until: link.now + timing.poll) { note(incoming) }
    }
}

extension PageScanStatus {
    /// Paper that is not just lying in the input. Under the front sensors it may be: whether the device says of such paper
    /// too that a document is in the scanner, no source tells.
    var paperIsInPath: Bool { paperIsAtRear || documentIsInScanner && !paperIsAtFront }
}

extension ScannerStatus {
    init(_ status: PageScanStatus) {
        let paper: Paper =
            switch (status.paperIsInPath, status.paperIsAtFront) {
            case (true, true): .atBothEnds
            case (true, false): .inEscrow
            case (false, true): .atInput
            case (false, false): .none
            }
        self.init(
            paper: paper, isCoverOpen: status.coverIsOpen, isJammed: status.isJammed,
            needsCalibration: status.needsCalibration)
    }
}
