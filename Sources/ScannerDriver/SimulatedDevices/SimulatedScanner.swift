/// A scanner's firmware, motor and sensors in software: bytes and hands in, bytes and happenings out.
///
/// A value without any input or output of its own: time is a parameter, the bus is whoever calls, and the same calls give
/// the same device. ``Station`` puts people and misfortunes around it, `scand-simulator` puts it behind the real libusb.
package protocol SimulatedScanner: Sendable {
    var usb: USBIdentity { get }
    /// Between leaving the bus for a reboot and being back.
    var rebootTime: Moment { get }
    /// Where every sheet went, what was sent, and what the host did wrong.
    var book: SheetBook { get set }

    // Time.
    /// Does the next thing that is due.
    ///
    /// - Returns: what happened, or nil when nothing more is due at `now`.
    mutating func step(at now: Moment) -> Happening?
    /// When ``step(at:)`` has something to do again, unless the host or a hand acts before; nil for never.
    func nextDeadline(after now: Moment) -> Moment?

    // The bus.
    /// Takes one transfer of the host.
    ///
    /// - Returns: false when the endpoint stalls.
    mutating func write(_ bytes: [UInt8], to endpoint: UInt8, at now: Moment) -> Bool
    /// Gives what the device has to say on an endpoint, at most `capacity` bytes, or nil when it has nothing yet.
    mutating func read(from endpoint: UInt8, capacity: Int, at now: Moment) -> USBTransfer?
    /// Tells how many of the host's reads wait on an endpoint.
    mutating func notePendingReads(_ count: Int, on endpoint: UInt8, at now: Moment)
    /// A reset of the port: half-done exchanges are dropped, paper stays where it is.
    mutating func busReset(at now: Moment)
    /// No program has the device open any more, or it was unplugged.
    mutating func hostLeft(at now: Moment)
    /// The device's own program starts anew, after power-on or a reboot. Paper stays where it is.
    mutating func powerUp(at now: Moment)

    // Hands.
    /// Sheets in the path and in the input: what a look under the cover would show, whatever the book says.
    var sheetsInside: Int { get }
    /// What a person who stands before the device sees of it.
    var sight: Sight { get }
    /// Puts paper into the input. False when it cannot go in.
    mutating func insert(_ feed: Feed, at now: Moment) -> Bool
    /// Takes out what lies in the input, be it given back or not yet drawn in.
    mutating func takeFromInput(at now: Moment) -> Feed?
    /// Pulls back a sheet that is being drawn in, if its end still can be grasped.
    mutating func pullBack(at now: Moment) -> Feed?
    mutating func openCover(at now: Moment)
    mutating func closeCover(at now: Moment)
    /// Takes everything out of the path by hand; possible under an open cover only.
    mutating func clearPath(at now: Moment) -> Feed?

    /// Wants to be told when so many percent of a sheet that is in the device are scanned; nil for whatever sheet is.
    mutating func mark(_ percent: Int, ofInsertion number: Int?)

    // Misfortunes.
    /// The sheet in the path is stuck. False without one.
    mutating func jam(at now: Moment) -> Bool
    /// Sheets lie in the path already, left there when the power went. False when the path is taken.
    mutating func leaveInPath(_ feed: Feed) -> Bool
    /// Makes the device behave badly; false for what this device cannot do.
    mutating func misbehave(_ misbehaviour: Misbehaviour, at now: Moment) -> Bool
}

/// Time since the simulation began.
package typealias Moment = Duration

/// How a device shows itself on the bus.
package struct USBIdentity: Hashable, Sendable {
    package let vendor: UInt16
    package let product: UInt16
    package let manufacturerName: String
    package let productName: String
    package let serialNumber: String
    /// Addresses of the bulk endpoints, bit 7 set for those that the host reads.
    package let endpoints: [UInt8]
}

/// The end of one read of the host.
package enum USBTransfer: Equatable, Sendable {
    case data(ArraySlice<UInt8>)
    case stall
}

/// Something that a script, a person or a test may react to.
package enum Happening: Hashable, Sendable {
    /// A sheet, counted by insertions from 1, has come to a place.
    case sheet(Int, Stage)
    /// The host sent a command; its body as the device understood it.
    case command(String)
    /// The device leaves the bus, starts anew and comes back.
    case reboot
}

/// Where a sheet is on its way.
package enum Stage: Hashable, Sendable {
    case insertion
    /// The motor draws it in.
    case feeding
    /// So many percent of it are scanned.
    case scanning(Int)
    /// Scanned and held inside.
    case escrow
    case ejecting
    /// In the box behind the scanner.
    case boxed
    /// Lying in the input rollers, to be taken.
    case offered
    /// Back in the hands of its person.
    case returned
    case jammed
    /// Taken out by hand under the open cover.
    case removed
}

/// What can be done to a device's manners on the bus.
package enum Misbehaviour: Hashable, Sendable {
    /// An event with this code, without any cause.
    case event(UInt8)
    /// The next read of this endpoint stalls.
    case stall(UInt8)
    /// It answers nothing and reads on for so long.
    case silence(Moment)
    /// Packets come in transfers of at most so many bytes; 0 for whole ones.
    case split(Int)
    /// Everything that waits comes in one transfer.
    case merge(Bool)
    /// The next calibration ends with this code.
    case calibrationResult(UInt8)
}

/// What a person at the device sees.
package struct Sight: Hashable, Sendable {
    package enum Input: Hashable, Sendable {
        case free
        /// A sheet that was put in and has not been drawn in; `isStraight` when it covers the sensors that are needed.
        case waiting(isStraight: Bool)
        /// A sheet that the device gives back.
        case offered
        /// A sheet that is on its way through.
        case moving
    }

    package let input: Input
    /// Whether anything lies behind the input.
    package let isPathEmpty: Bool
    package let isJammed: Bool
    package let isCoverOpen: Bool
    /// The device waits for the input to be cleared before it moves the sheet inside.
    package let isPaused: Bool
}
