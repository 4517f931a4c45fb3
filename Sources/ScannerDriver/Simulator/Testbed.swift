import CUMockdev
import Glibc
import SimulatedDevices

/// A folder that looks like /dev and /sys to programs with umockdev's library loaded, with one USB device in it.
@safe final class Testbed {
    private static let node = "/dev/bus/usb/001/001"
    private static let system = "/sys/devices/usb1"

    private let bed: UnsafeMutablePointer<UMockdevTestbed>
    private let handler: UnsafeMutablePointer<UMockdevIoctlBase>
    private let description: String
    /// What `UMOCKDEV_DIR` must name.
    let folder: String
    var deviceFile: String { folder + Self.node }

    init?(_ usb: USBIdentity) {
        guard let bed = unsafe umockdev_testbed_new(), let handler = unsafe umockdev_ioctl_base_new(),
            let root = unsafe umockdev_testbed_get_root_dir(bed)
        else { return nil }
        unsafe self.bed = bed
        unsafe self.handler = handler
        folder = unsafe String(cString: root)
        description = Self.description(of: usb)
    }

    deinit {
        unsafe g_object_unref(handler)
        unsafe g_object_unref(bed)
    }

    /// Sends the requests of programs to the bus. The bus must outlive the testbed.
    func connect(_ bus: VirtualBus) {
        let callback:
            @convention(c) (
                UnsafeMutablePointer<UMockdevIoctlBase>, UnsafeMutablePointer<UMockdevIoctlClient>, gpointer?
            ) -> gboolean = { _, client, bus in
                guard let bus = unsafe bus else { return 0 }
                return unsafe Unmanaged<VirtualBus>.fromOpaque(bus).takeUnretainedValue().handle(client) ? 1 : 0
            }
        unsafe g_signal_connect_data(
            handler, "handle-ioctl", unsafeBitCast(callback, to: GCallback.self),
            Unmanaged.passUnretained(bus).toOpaque(), nil, GConnectFlags(rawValue: 0))
    }

    /// Puts the device in place. `isNews` for programs that are already running.
    func plug(isNews: Bool) -> Bool {
        guard unsafe umockdev_testbed_attach_ioctl(bed, Self.node, handler, nil) != 0,
            unsafe umockdev_testbed_add_from_string(bed, description, nil) != 0
        else { return false }
        if isNews { unsafe umockdev_testbed_uevent(bed, Self.system, "add") }
        return true
    }

    func unplug() {
        unsafe umockdev_testbed_uevent(bed, Self.system, "remove")
        unsafe umockdev_testbed_remove_device(bed, Self.system)
        unsafe _ = umockdev_testbed_detach_ioctl(bed, Self.node, nil)
    }

    private static func description(of usb: USBIdentity) -> String {
        """
        P: /devices/usb1
        N: bus/usb/001/001
        E: SUBSYSTEM=usb
        E: DRIVER=usb
        E: BUSNUM=001
        E: DEVNUM=001
        E: DEVNAME=/dev/bus/usb/001/001
        E: DEVTYPE=usb_device
        A: bConfigurationValue=1\\n
        A: busnum=1\\n
        A: devnum=1\\n
        A: speed=480\\n
        A: idVendor=\(hex(usb.vendor))\\n
        A: idProduct=\(hex(usb.product))\\n
        A: manufacturer=\(usb.manufacturerName)\\n
        A: product=\(usb.productName)\\n
        A: serial=\(usb.serialNumber)\\n
        H: descriptors=\(descriptors(of: usb))

        """
    }

    private static func hex(_ value: UInt16) -> String { UInt8(value >> 8).hex + UInt8(value & 0xFF).hex }

    /// Device, configuration, interface and endpoint descriptors (USB 2.0, 9.6): vendor class, bulk, 512 bytes a packet.
    private static func descriptors(of usb: USBIdentity) -> String {
        func littleEnd(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
        var bytes: [UInt8] = [18, 1, 0x00, 0x02, 0, 0, 0, 64]
        bytes += littleEnd(usb.vendor) + littleEnd(usb.product) + [0x00, 0x01, 1, 2, 3, 1]
        let total = UInt16(9 + 9 + 7 * usb.endpoints.count)
        bytes += [9, 2] + littleEnd(total) + [1, 1, 0, 0x80, 50]
        bytes += [9, 4, 0, 0, UInt8(usb.endpoints.count), 0xFF, 0, 0, 0]
        for endpoint in usb.endpoints { bytes += [7, 5, endpoint, 2] + littleEnd(512) + [0] }
        return bytes.map(\.hex).joined()
    }
}
