internal import CLibUSB
internal import ScannerDriver

/// An open device and the calls on it that need no transfer of their own.
///
/// Safe to hold: the handle is libusb's own and is closed with this object, once.
@safe final class USBHandle {
    let handle: OpaquePointer
    let device: USBDevice
    private var claimed: Int32?

    init(_ device: USBDevice) throws(ScannerFault) {
        var opened: OpaquePointer?
        let result = unsafe libusb_open(device.device, &opened)
        if USBStatus(rawValue: result) == .access {
            throw ScannerFault(.accessDenied, "the USB device at \(device.path); \(UdevRule.advice)")
        }
        try USBStatus.check(result, "libusb_open \(device.path)")
        guard let handle = unsafe opened else { throw ScannerFault(.ioError, "libusb_open gave no handle") }
        unsafe self.handle = unsafe handle
        self.device = device
    }

    deinit {
        release()
        unsafe libusb_close(handle)
    }

    /// Takes the interface for this program; a driver of the kernel gives it up.
    ///
    /// - Throws: `deviceBusy` when another program has it.
    func claim(_ interface: Int32) throws(ScannerFault) {
        // Not every system can detach drivers: then the claim itself says what is wrong.
        _ = unsafe libusb_set_auto_detach_kernel_driver(handle, 1)
        try USBStatus.check(
            unsafe libusb_claim_interface(handle, interface),
            "interface \(interface) of the USB device at \(device.path) is in use")
        claimed = interface
    }

    func release() {
        if let claimed { _ = unsafe libusb_release_interface(handle, claimed) }
        claimed = nil
    }

    enum AfterReset {
        case sameDevice
        /// This handle is of no use any more: look for the device again.
        case cameBackAsAnother
    }

    /// Brings the device back to its state after power-on. What was claimed is claimed again.
    func reset() throws(ScannerFault) -> AfterReset {
        let result = unsafe libusb_reset_device(handle)
        guard USBStatus(rawValue: result) != .notFound else { return .cameBackAsAnother }
        try USBStatus.check(result, "libusb_reset_device")
        return .sameDevice
    }

    /// Chooses a configuration; the interface must not be claimed.
    func setConfiguration(_ number: Int32) throws(ScannerFault) {
        let result = unsafe libusb_set_configuration(handle, number)
        // A driver of the kernel that came back with the release holds the configuration; the right one may stay.
        if USBStatus(rawValue: result) == .busy {
            var current: Int32 = 0
            if unsafe libusb_get_configuration(handle, &current) == 0, current == number { return }
        }
        try USBStatus.check(result, "libusb_set_configuration")
    }

    /// Lets an endpoint go on after a stall; what it says of this is not looked at: the next transfer tells.
    func clearHalt(_ endpoint: UInt8) { _ = unsafe libusb_clear_halt(handle, endpoint) }
}
