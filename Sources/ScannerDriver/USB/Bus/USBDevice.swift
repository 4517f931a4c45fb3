internal import CLibUSB
internal import ScannerDriver

/// A device that was on the bus when it was listed.
///
/// Safe to hold: libusb counts the references to it.
@safe final class USBDevice {
    let vendorID: UInt16
    let productID: UInt16
    /// Bus and the ports on the way, as in `1-2.4`: it stays the same when the device is plugged into the same socket again.
    let path: String
    let device: OpaquePointer
    let context: USBContext
    private let serialNumberIndex: UInt8

    init(_ device: OpaquePointer, of context: USBContext) {
        unsafe self.device = unsafe libusb_ref_device(device)
        self.context = context
        var descriptor = libusb_device_descriptor()
        // Never fails since libusb 1.0.16.
        _ = unsafe libusb_get_device_descriptor(device, &descriptor)
        vendorID = descriptor.idVendor
        productID = descriptor.idProduct
        serialNumberIndex = descriptor.iSerialNumber
        path = unsafe USBDevice.path(of: device)
    }

    deinit { unsafe libusb_unref_device(device) }

    private static func path(of device: OpaquePointer) -> String {
        // USB 3.0, section 8.9: at most seven ports deep.
        var ports = [UInt8](repeating: 0, count: 7)
        let depth = unsafe libusb_get_port_numbers(device, &ports, Int32(ports.count))
        let bus = unsafe libusb_get_bus_number(device)
        return "\(bus)-" + (depth > 0 ? ports.prefix(Int(depth)).map(String.init).joined(separator: ".") : "0")
    }

    /// - Throws: `accessDenied` when this user may not use it, with what to do about it.
    func open() throws(ScannerFault) -> USBHandle { try USBHandle(self) }

    /// The serial number in the descriptor of an open device; empty when there is none.
    func serialNumber(_ handle: USBHandle) -> String {
        guard serialNumberIndex != 0 else { return "" }
        var text = [UInt8](repeating: 0, count: 128)
        let count = unsafe libusb_get_string_descriptor_ascii(
            handle.handle, serialNumberIndex, &text, Int32(text.count))
        guard count > 0 else { return "" }
        return String(decoding: text.prefix(Int(count)).filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }
}
