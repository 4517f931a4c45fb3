internal import CLibUSB
internal import ScannerDriver

/// What a libusb call answered: 0 or more is success.
struct USBStatus: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    init(rawValue: Int32) { self.rawValue = rawValue }

    /// The transfer failed on the wire, or a second driver took the device away.
    static let inputOutput = USBStatus(rawValue: -1)
    /// A parameter that libusb refuses: our mistake.
    static let invalidParameter = USBStatus(rawValue: -2)
    /// This user may not open the device's node.
    static let access = USBStatus(rawValue: -3)
    /// The device is gone.
    static let noDevice = USBStatus(rawValue: -4)
    /// No such device, interface or endpoint; after a reset: the device came back as another one.
    static let notFound = USBStatus(rawValue: -5)
    /// Another program has claimed the interface.
    static let busy = USBStatus(rawValue: -6)
    static let timeout = USBStatus(rawValue: -7)
    /// The device sent more than was asked for.
    static let overflow = USBStatus(rawValue: -8)
    /// The endpoint stalled: the device refused the transfer.
    static let stall = USBStatus(rawValue: -9)
    static let interrupted = USBStatus(rawValue: -10)
    static let noMemory = USBStatus(rawValue: -11)
    static let notSupported = USBStatus(rawValue: -12)

    /// The fault that an operator sees for this status.
    var faultCode: ScannerFaultCode {
        switch self {
        case .access: .accessDenied
        case .noDevice: .disconnected
        case .notFound: .noDevice
        case .busy: .deviceBusy
        case .timeout: .timeout
        case .noMemory: .noMemory
        case .notSupported: .unsupported
        default: .ioError
        }
    }

    /// Passes when the call went well.
    ///
    /// - Parameter call: what was called on what, for the fault's detail.
    static func check(_ result: Int32, _ call: @autoclosure () -> String) throws(ScannerFault) {
        guard result < 0 else { return }
        let status = USBStatus(rawValue: result)
        throw ScannerFault(status.faultCode, "\(call()): \(status)")
    }
}

extension USBStatus: CustomStringConvertible {
    /// libusb's own name, such as `LIBUSB_ERROR_BUSY`.
    var description: String { unsafe String(cString: libusb_error_name(rawValue)) }
}
