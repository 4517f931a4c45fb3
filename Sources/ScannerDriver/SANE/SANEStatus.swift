internal import CSANE
internal import ScannerDriver

/// What a libsane call answered (SANE standard 1.06, "Status Type").
public struct SANEStatus: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The call did what it was asked.
    public static let good = SANEStatus(rawValue: 0)
    /// The device cannot do this.
    public static let unsupported = SANEStatus(rawValue: 1)
    /// `sane_cancel` was called while the call was under way.
    public static let cancelled = SANEStatus(rawValue: 2)
    /// In use, by this program or another one.
    public static let deviceBusy = SANEStatus(rawValue: 3)
    /// A value is not valid; from `sane_open` also: there is no such device.
    public static let invalid = SANEStatus(rawValue: 4)
    /// The normal end of a frame.
    public static let endOfFile = SANEStatus(rawValue: 5)
    /// Paper is stuck in the feeder.
    public static let jammed = SANEStatus(rawValue: 6)
    /// The feeder is empty: the normal end of a batch, not a failure.
    public static let noDocuments = SANEStatus(rawValue: 7)
    /// The scanner's cover is open.
    public static let coverOpen = SANEStatus(rawValue: 8)
    /// The transfer from or to the device failed.
    public static let ioError = SANEStatus(rawValue: 9)
    /// libsane or the device ran out of memory.
    public static let noMemory = SANEStatus(rawValue: 10)
    /// The device wants a password, or this user lacks permission.
    public static let accessDenied = SANEStatus(rawValue: 11)
    /// The lamp is not ready. Not in the standard's version 1; some backends send it all the same (sane.h).
    public static let warmingUp = SANEStatus(rawValue: 12)
    /// The mechanism is locked for transport, with the same standing as ``warmingUp``.
    public static let locked = SANEStatus(rawValue: 13)

    /// The fault that an operator sees for this status; only `good` has none.
    var faultCode: ScannerFaultCode? {
        switch self {
        case .good: nil
        case .unsupported, .locked: .unsupported
        case .cancelled: .cancelled
        case .deviceBusy, .warmingUp: .deviceBusy
        case .invalid: .badInput
        case .endOfFile, .noDocuments: .shortImage
        case .jammed: .jam
        case .coverOpen: .coverOpen
        case .noMemory: .noMemory
        case .accessDenied: .accessDenied
        default: .ioError
        }
    }

    /// Passes when the call went well.
    ///
    /// - Parameter call: what was called on what, for the fault's detail.
    func check(_ call: @autoclosure () -> String) throws(ScannerFault) {
        if let faultCode { throw ScannerFault(faultCode, "\(call()): \(self)") }
    }

    init(_ status: SANE_Status) { self.init(rawValue: status.rawValue) }
}

extension SANEStatus: CustomStringConvertible {
    /// libsane's own words and the number, such as `Document feeder jammed (6)`.
    public var description: String {
        let words = unsafe sane_strstatus(SANE_Status(rawValue: rawValue)).map { unsafe String(cString: $0) }
        return "\(words ?? "unknown status") (\(rawValue))"
    }
}
