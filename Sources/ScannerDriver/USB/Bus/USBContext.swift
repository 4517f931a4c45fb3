internal import CLibUSB
internal import ScannerDriver

/// libusb, initialised. What is taken from it keeps it alive.
///
/// Safe to hold: the context is libusb's own and lives as long as this does.
@safe final class USBContext {
    let context: OpaquePointer

    init() throws(ScannerFault) {
        var made: OpaquePointer?
        try USBStatus.check(unsafe libusb_init(&made), "libusb_init")
        guard let context = unsafe made else { throw ScannerFault(.ioError, "libusb_init gave no context") }
        unsafe self.context = unsafe context
    }

    deinit { unsafe libusb_exit(context) }

    /// Every device on the bus now, of whatever kind.
    func devices() throws(ScannerFault) -> [USBDevice] {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = unsafe libusb_get_device_list(context, &list)
        try USBStatus.check(Int32(clamping: count), "libusb_get_device_list")
        guard let list = unsafe list else { return [] }
        defer { unsafe libusb_free_device_list(list, 1) }
        return (0..<Int(count)).compactMap { index in
            unsafe list[index].map { unsafe USBDevice($0, of: self) }
        }
    }

    /// The devices of a kind.
    func devices(of model: USBModel) throws(ScannerFault) -> [USBDevice] {
        try devices().filter { $0.vendorID == model.vendorID && $0.productID == model.productID }
    }

    /// Lets libusb do what is due: finished transfers call back before this returns.
    func handleEvents(within limit: Duration) throws(ScannerFault) {
        let microseconds = max(0, limit.microseconds)
        var time = timeval(tv_sec: Int(microseconds / 1_000_000), tv_usec: Int(microseconds % 1_000_000))
        let result = unsafe libusb_handle_events_timeout_completed(context, &time, nil)
        guard USBStatus(rawValue: result) != .interrupted else { return }
        try USBStatus.check(result, "libusb_handle_events")
    }
}

extension Duration {
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
