internal import PageScanProtocol
internal import ScannerDriver

extension PageScanSession {
    /// Drops the sheet into the box and waits until the sensors say that it is gone.
    ///
    /// - Throws: `dropWaits` while a sheet in the input holds the drop up. Asked again, it waits on.
    mutating func accept() throws(ScannerFault) -> ScannerEvent {
        let status = try status()
        let held = memory.held ?? PaperMemory.HeldSheet()
        if held.mayHaveLeft, held.interruption == nil {
            try waitUntilDropped()
            return sheetIsGone()
        }
        try refuseBlockedPath(status)
        try held.checkDrop(isInPath: status.paperIsInPath, "\(status)")
        try link.send(.ejectPause(true), .enableFeeder)
        memory.held?.mayHaveLeft = true
        try link.send(.ejectToRear, .disableFeeder)
        try waitUntilDropped()
        return sheetIsGone()
    }

    /// Moves the sheet to the front, where the rollers hold it until a person takes it.
    mutating func giveBack() throws(ScannerFault) -> ScannerEvent {
        let status = try status()
        try refuseBlockedPath(status)
        try memory.held?.checkReturn(isInPath: status.paperIsInPath, "\(status)")
        // Where the path is empty a person has it already: what lies in the input may be the next sheet.
        if hasPaperInPath(status) { try moveToFront() }
        memory.held = nil
        return .sheetReturned
    }

    /// Scans the sheet in escrow once more.
    mutating func rescan() throws(ScannerFault) -> ScannerEvent {
        let status = try status()
        try refuseBlockedPath(status)
        let held = memory.held ?? PaperMemory.HeldSheet()
        try held.checkDrop(isInPath: status.paperIsInPath, "\(status)")
        try held.checkReturn(isInPath: status.paperIsInPath, "\(status)")
        try configure()
        try link.beginImage(limit: PageScanModel.imageLimit(paperLength: PageScanModel.longestPaper))
        try link.send(.ejectPause(false), .enableFeeder, .rescan, .disableFeeder)
        let deadline = link.now + timing.eject
        while link.now < deadline, let incoming = try link.next(until: deadline) {
            if incoming.isEvent(.scanBegins) { return .sheetScanned(try finishScan(spoilt: nil)) }
            note(incoming)
        }
        throw ScannerFault(.timeout, "the scan of the held sheet did not begin")
    }

    /// After a scan that cannot be used: gives the sheet back where that can be done, and says so if it cannot.
    mutating func giveBackAfter(_ fault: ScannerFault) -> ScannerFault {
        guard !fault.isInHands, !link.isBroken else { return fault }
        do throws(ScannerFault) {
            if hasPaperInPath(try status()) { try moveToFront() } else { try awaitRemoval() }
            return fault
        } catch  where error.code == .joinedDrop {
            return error
        } catch {
            return ScannerFault(fault.code, "\(fault.detail); it could not be moved to the front: \(error.detail)")
        }
    }

    private func refuseBlockedPath(_ status: PageScanStatus) throws(ScannerFault) {
        if status.coverIsOpen { throw ScannerFault(.coverOpen, "\(status)") }
        if status.isJammed { throw ScannerFault(.jam, "\(status)") }
    }

    private mutating func sheetIsGone() -> ScannerEvent {
        memory.mayBeHalfIn = false
        memory.held = nil
        return .sheetAccepted
    }

    private mutating func waitUntilDropped() throws(ScannerFault) {
        var deadline = link.now + (dropIsPaused ? timing.pausedDropLook : timing.eject)
        while true {
            let status = try link.status()
            for incoming in link.takeWaiting() {
                if incoming.isEvent(.ejectPaused) {
                    memory.held?.dropIsPaused = true
                    deadline = link.now + timing.ejectPause
                } else if incoming.isEvent(.ejectResumed) {
                    memory.dropWentOn()
                    deadline = link.now + timing.eject
                } else if incoming.isEvent(.scanBegins) {
                    memory.interrupt("another sheet was drawn in")
                    throw ScannerFault(.joinedDrop, "another sheet was drawn in while it was dropped")
                } else {
                    note(incoming)
                }
            }
            if status.coverIsOpen { memory.coverWasOpened() }
            if !status.paperIsInPath {
                guard let held = memory.held, held.interruption != nil else { return }
                throw held.lost("\(status)")
            }
            // The motor has stopped and the sheet is still there: it has not left.
            if status.coverIsOpen { throw stayed(.coverOpen, "\(status)") }
            if status.isJammed { throw stayed(.jam, "\(status)") }
            if dropIsPaused {
                guard link.now < deadline, !settings.isStopped() else {
                    throw ScannerFault(.dropWaits, "another sheet lies in the input: \(status)")
                }
            } else {
                guard link.now < deadline else { throw stayed(.jam, "the sheet did not leave: \(status)") }
            }
            try pauseInDrop()
        }
    }

    private var dropIsPaused: Bool { memory.held?.dropIsPaused ?? false }

    /// The sheet is still in the scanner though it was sent to the box.
    private mutating func stayed(_ code: ScannerFaultCode, _ detail: String) -> ScannerFault {
        memory.held?.mayHaveLeft = false
        return ScannerFault(code, detail)
    }

    /// Waits a little, and keeps what came for the next look.
    private mutating func pauseInDrop() throws(ScannerFault) {
        _ = try link.answer(until: link.now + timing.poll) { _ in nil as Never? }
    }

    private mutating func moveToFront() throws(ScannerFault) {
        try link.send(.ejectPause(false), .enableFeeder, .ejectToFrontAndHold, .disableFeeder)
        let deadline = link.now + timing.eject
        while true {
            let status = try status()
            // The device may have held a drop, and went on with it.
            if let held = memory.held, held.mayHaveLeft { throw held.lost("\(status)") }
            if let fault = memory.reported, fault.code == .joinedDrop {
                memory.reported = nil
                throw fault
            }
            // A sheet that was half in covers the front sensors from the start: it is there when nothing moves any more.
            if !status.paperIsInPath, !hasPaperInPath(status) || link.now >= deadline {
                memory.mayBeHalfIn = false
                memory.awaited = status.paperIsAtFront ? .returnedSheet : nil
                return
            }
            if status.coverIsOpen { throw ScannerFault(.coverOpen, "\(status)") }
            if status.isJammed { throw ScannerFault(.notReturned, "it jammed on the way: \(status)") }
            guard link.now < deadline else { throw ScannerFault(.notReturned, "it did not reach the front: \(status)") }
            try pause()
        }
    }

    private mutating func awaitRemoval() throws(ScannerFault) {
        memory.awaited = try status().paperIsAtFront ? .returnedSheet : nil
    }
}
