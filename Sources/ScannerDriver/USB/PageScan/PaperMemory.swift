internal import ScannerDriver

/// What the driver remembers of paper, over a lost connection too.
struct PaperMemory {
    /// The sheet that was scanned and waits.
    struct HeldSheet {
        /// Why the paper in the scanner may no longer be the sheet that was scanned; `nil` while it must be.
        var interruption: String?
        /// It was sent to the box, and nobody has seen it since.
        var mayHaveLeft = false

        /// It was on its way to the box when nobody watched. Paper in the path may then be another person's, drawn in
        /// behind it because the feeder was still on: to return that would be to say that this one never fell.
        var wasLostInDrop: Bool { mayHaveLeft && interruption != nil }
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
}
