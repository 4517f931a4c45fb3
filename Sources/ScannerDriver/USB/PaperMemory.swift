internal import ScannerDriver

/// What a driver remembers of paper, over a lost connection too: the same rules for every scanner with an escrow.
struct PaperMemory {
    /// The sheet that was scanned and waits.
    struct HeldSheet {
        /// Why the paper in the scanner may no longer be the sheet that was scanned; `nil` while it must be.
        var interruption: String?
        /// It was sent to the box, and nobody has seen it since.
        var mayHaveLeft = false
        /// The device holds the drop until the input is free, and then goes on with it by itself.
        var dropIsPaused = false

        /// It was on its way to the box when nobody watched. Paper in the path may then be another person's, drawn in
        /// behind it because the feeder was still on: to return that would be to say that this one never fell.
        private var wasLostInDrop: Bool { mayHaveLeft && interruption != nil }

        /// Refuses to drop a sheet that is not there, or that may be another one.
        func checkDrop(isInPath: Bool, _ status: String) throws(ScannerFault) {
            if wasLostInDrop || !isInPath { throw lost(status) }
            if let interruption {
                throw ScannerFault(
                    .paperInPath, "\(interruption) since the scan: it may not be the sheet that was read; return it")
            }
        }

        /// Refuses to return what may have fallen, or may still fall: a drop cannot be called back, and the device may go on with
        /// one that waits at any moment.
        func checkReturn(isInPath: Bool, _ status: String) throws(ScannerFault) {
            if wasLostInDrop || !isInPath && mayHaveLeft { throw lost(status) }
            if mayHaveLeft { throw ScannerFault(.dropWaits, "the drop has begun: \(status)") }
        }

        /// It is not in the path, or not surely: what can be known of where it went.
        func lost(_ status: String) -> ScannerFault {
            guard mayHaveLeft else { return ScannerFault(.pulledOut, "it is no longer in escrow: \(status)") }
            return ScannerFault(
                .joinedDrop,
                "\(interruption ?? "nobody watched") while it was dropped: it is in the box or in somebody's hands")
        }
    }

    /// Paper at the front that a person has to take away before the next sheet is drawn in.
    enum Awaited {
        /// A sheet that was given back: it would be drawn in again at once.
        case returnedSheet
        /// Paper that lay in the path and was moved to the front.
        case strayPaper
    }

    var held: HeldSheet?
    var awaited: Awaited?
    /// A scan began, or may have begun, and nobody knows that its sheet has left the path: it may lie under the front sensors,
    /// half drawn in. True of a device that was not watched yet.
    var mayBeHalfIn = true
    /// Trouble that the device reported while nothing was asked of it, for the next feed.
    var reported: ScannerFault?

    mutating func interrupt(_ why: String) {
        if held?.interruption == nil { held?.interruption = why }
    }

    /// The cover stops the motor: a drop that was paused is over, and its sheet is in the path or in somebody's hands.
    mutating func coverWasOpened() {
        if held?.dropIsPaused == true {
            held?.dropIsPaused = false
            held?.mayHaveLeft = false
        }
        interrupt("the cover was opened")
    }

    /// The device went on with a drop.
    mutating func dropWentOn() {
        if held?.dropIsPaused == true {
            held?.dropIsPaused = false
        } else if held != nil {
            held?.mayHaveLeft = true
            interrupt("a drop went on that was over")
        } else {
            reported = ScannerFault(.joinedDrop, "a drop that nobody watches any more went on: its sheet is in the box")
        }
    }
}
