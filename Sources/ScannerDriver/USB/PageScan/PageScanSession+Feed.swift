internal import PageScanProtocol
internal import ScannerDriver

extension PageScanSession {
    /// Waits for a sheet, scans it and holds it in escrow.
    mutating func feed() throws(ScannerFault) -> ScannerEvent {
        guard try inputIsFree() else { return .noSheetYet }
        try configure()
        try link.beginImage(limit: PageScanModel.imageLimit(paperLength: PageScanModel.longestPaper))
        let spoilt: ScannerFault?
        switch try waitForScan() {
        case .none: return .noSheetYet
        case .began(let fault): spoilt = fault
        }
        do throws(ScannerFault) {
            let scan = try finishScan(spoilt: spoilt)
            memory.held = PaperMemory.HeldSheet()
            return .sheetScanned(scan)
        } catch {
            throw giveBackAfter(error)
        }
    }

    /// Whether the next sheet may be drawn in: nothing in the path, and what was given back was taken.
    ///
    /// - Throws: what stands in the way for longer than a person needs to take a sheet.
    private mutating func inputIsFree() throws(ScannerFault) -> Bool {
        let deadline = link.now + settings.waitForSheet
        while true {
            let status = try status()
            try refuseTrouble(status)
            if hasPaperInPath(status) { throw moveStrayPaper() }
            memory.mayBeHalfIn = false
            guard status.paperIsAtFront else {
                memory.awaited = nil
                return true
            }
            switch memory.awaited {
            case nil: return true
            case .strayPaper:
                guard link.now < deadline, !settings.isStopped() else {
                    throw ScannerFault(.paperInPath, "it was moved to the front and waits there")
                }
            case .returnedSheet:
                if settings.isStopped() { return false }
                guard link.now >= deadline else { break }
                // Whoever left it there so long offers it again, or has put another in between two looks at the sensors.
                memory.awaited = nil
                return false
            }
            try pause()
        }
    }

    private mutating func refuseTrouble(_ status: PageScanStatus) throws(ScannerFault) {
        if status.coverIsOpen { throw ScannerFault(.coverOpen, "\(status)") }
        // The sheet that jammed was told of when it did: this is no other one.
        if status.isJammed { throw ScannerFault(.paperInPath, "it is stuck, open the cover: \(status)") }
        if status.isInDiagnosticMode { throw ScannerFault(.deviceFailure, "it is in its diagnostic mode: \(status)") }
        if status.needsCalibration { throw ScannerFault(.calibrationNeeded, "\(status)") }
        if let fault = memory.reported {
            memory.reported = nil
            throw fault
        }
    }

    /// Moves paper that no scan of ours left there to where a person can take it.
    private mutating func moveStrayPaper() -> ScannerFault {
        let fault = giveBackAfter(ScannerFault(.paperInPath, "it lay there before this sheet, and goes to the front"))
        if memory.awaited != nil { memory.awaited = .strayPaper }
        return fault
    }

    /// How often it is asked whether to stop while nobody comes.
    private static let stopLook = Duration.milliseconds(200)

    private enum Wait {
        case none
        /// With a reason why this scan cannot be used, if there is one already.
        case began(spoilt: ScannerFault?)
    }

    private mutating func waitForScan() throws(ScannerFault) -> Wait {
        memory.mayBeHalfIn = true
        do throws(ScannerFault) {
            try link.send(.enableFeeder)
            if let began = try listenForScan(until: link.now + settings.waitForSheet) { return began }
            // Paper may have come at this very moment. No question is asked until it is sure that no scan is under way.
            try link.send(.disableFeeder)
            if let late = try listenForScan(until: link.now + timing.lateScan) { return late }
        } catch {
            if !link.isBroken { try link.send(.disableFeeder) }
            throw error
        }
        let status = try link.status()
        let came = link.takeWaiting()
        if came.contains(where: { $0.isEvent(.scanBegins) }) {
            return .began(spoilt: ScannerFault(.cancelled, "the sheet came when the wait for it was over"))
        }
        for incoming in came { note(incoming) }
        memory.mayBeHalfIn = status.paperIsInPath
        return .none
    }

    private mutating func listenForScan(until deadline: Duration) throws(ScannerFault) -> Wait? {
        var early: (bytes: Int, since: Duration)?
        while link.now < deadline {
            guard let incoming = try link.next(until: min(deadline, link.now + PageScanSession.stopLook)) else {
                if settings.isStopped() { return nil }
                continue
            }
            switch incoming {
            case .packet(.event(.scanBegins)):
                guard let early, link.now - early.since > timing.earlyImage else { return .began(spoilt: nil) }
                return .began(
                    spoilt: ScannerFault(.ioError, "\(early.bytes) bytes of another image came before the scan began"))
            case .packet(.event(let event)):
                if event.saysCoverOpened { memory.coverWasOpened() }
                if let fault = event.fault(watchesDoubleFeeds: settings.detectsDoubleFeeds) { throw fault }
            case .packet: break
            case .garbage(let text): throw ScannerFault(.ioError, text)
            case .image(let count): early = ((early?.bytes ?? 0) + count, early?.since ?? link.now)
            }
        }
        return nil
    }
}

extension PageScanLink.Incoming {
    func isEvent(_ event: PageScanEvent) -> Bool {
        if case .packet(.event(event)) = self { true } else { false }
    }
}
