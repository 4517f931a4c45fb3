internal import ScannerDriver

/// What becomes of paper: into escrow, into the box, back into hands.
extension CustomA4Session {
    private static let moveLimit = Duration.seconds(5)

    /// Waits for a sheet, scans it and holds it; `nil` when none came, or one that was given back was not taken.
    mutating func feed() throws(ScannerFault) -> SheetScan? {
        guard try awaitSheet() else { return nil }
        memory.mayBeHalfIn = true
        do throws(ScannerFault) {
            let scan = try scan()
            memory.held = PaperMemory.HeldSheet()
            memory.mayBeHalfIn = false
            return scan
        } catch {
            throw giveBackAfter(error)
        }
    }

    /// Whether a sheet lies in the input that is to be drawn in.
    private mutating func awaitSheet() throws(ScannerFault) -> Bool {
        let deadline = transport.now + settings.waitForSheet
        while true {
            let status = try status()
            if !status.paperIsAtInput, !status.paperIsInPath { (memory.awaited, memory.mayBeHalfIn) = (nil, false) }
            // The sheet that jammed was told of when it did: this is no other one.
            if status.isJammed, !status.coverIsOpen { throw ScannerFault(.paperInPath, "it is stuck, open the cover") }
            try refuseTrouble(status)
            if status.paperIsInPath { throw moveStrayPaper() }
            if status.paperIsAtInput {
                if memory.mayBeHalfIn {
                    try moveBack()
                } else if memory.awaited == nil {
                    return true
                }
            }
            guard transport.now < deadline, !settings.isStopped() else {
                if memory.awaited == .strayPaper {
                    throw ScannerFault(.paperInPath, "it was moved back to the input and waits there")
                }
                // Whoever left it there so long offers it again, or has put another in between two looks at the sensors.
                if !settings.isStopped() { memory.awaited = nil }
                return false
            }
            transport.wait(CustomA4Session.poll)
        }
    }

    /// Moves paper that no scan of ours left there to where a person can take it.
    private mutating func moveStrayPaper() -> ScannerFault {
        let fault = giveBackAfter(
            ScannerFault(.paperInPath, "it lay there before this sheet, and was moved back to the input"))
        if memory.awaited != nil { memory.awaited = .strayPaper }
        return fault
    }

    /// Gives the sheet back where that can be done, and says so if it cannot.
    private mutating func giveBackAfter(_ fault: ScannerFault) -> ScannerFault {
        guard !isBroken else { return fault }
        do throws(ScannerFault) {
            if memory.mayBeHalfIn { try tell(.stopScan) }
            // Only a sheet that moves can be given back.
            guard fault.code != .jam, fault.code != .coverOpen else { return fault }
            let status = try status()
            if status.paperIsInPath || memory.mayBeHalfIn && status.paperIsAtInput { try moveBack() }
            memory.mayBeHalfIn = false
            return fault
        } catch {
            return ScannerFault(fault.code, "\(fault.detail); it could not be moved back: \(error.detail)")
        }
    }

    /// Drops the sheet into the box and waits until the sensors say that it is gone.
    mutating func accept() throws(ScannerFault) -> ScannerEvent {
        let status = try status()
        try refuseTrouble(status)
        try (memory.held ?? PaperMemory.HeldSheet()).checkDrop(isInPath: status.paperIsInPath, "\(status)")
        memory.held?.mayHaveLeft = true
        try acknowledge(.move(.ejectForward))
        try waitUntilDropped()
        memory.held = nil
        return .sheetAccepted
    }

    private mutating func waitUntilDropped() throws(ScannerFault) {
        let deadline = transport.now + CustomA4Session.moveLimit
        while true {
            transport.wait(CustomA4Session.poll)
            let status = try status()
            if status.paperIsInPath {
                // It is still there: it has not left.
                if status.coverIsOpen { throw stayed(.coverOpen, "\(status)") }
                if status.isJammed { throw stayed(.jam, "\(status)") }
                guard transport.now < deadline else { throw stayed(.jam, "the sheet did not leave: \(status)") }
            } else if status.coverIsOpen || !status.motorIsRunning || transport.now >= deadline {
                guard let held = memory.held, held.interruption != nil else { return }
                throw held.lost("\(status)")
            }
        }
    }

    /// The sheet is still in the scanner though it was sent to the box.
    private mutating func stayed(_ code: ScannerFaultCode, _ detail: String) -> ScannerFault {
        memory.held?.mayHaveLeft = false
        return ScannerFault(code, detail)
    }

    /// Moves the sheet back to the input.
    mutating func giveBack() throws(ScannerFault) -> ScannerEvent {
        let status = try status()
        try refuseTrouble(status)
        try memory.held?.checkReturn(isInPath: status.paperIsInPath, "\(status)")
        // Where the path is empty a person has it already: what lies in the input may be the next sheet.
        if status.paperIsInPath { try moveBack() }
        memory.held = nil
        return .sheetReturned
    }

    private mutating func moveBack() throws(ScannerFault) {
        try acknowledge(.move(.retractBack))
        let deadline = transport.now + CustomA4Session.moveLimit
        while true {
            transport.wait(CustomA4Session.poll)
            let status = try status()
            try refuseTrouble(status)
            if !status.paperIsInPath, !status.motorIsRunning {
                memory.mayBeHalfIn = false
                memory.awaited = status.paperIsAtInput ? .returnedSheet : nil
                return
            }
            guard transport.now < deadline else { throw ScannerFault(.notReturned, "it did not come back: \(status)") }
        }
    }
}
