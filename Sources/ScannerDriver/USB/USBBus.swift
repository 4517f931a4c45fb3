public import ScannerDriver

/// The scanners on this machine's USB that are driven without SANE.
///
/// It and its scanners stay on one thread; scanners keep what they need of it alive.
public final class USBBus {
    private let context: USBContext

    /// - Throws: `ioError` when libusb does not work here.
    public init() throws(ScannerFault) { context = try USBContext() }

    /// The scanners that are plugged in, each with whether it can be used. Nothing is changed in any of them.
    public func devices(
        settings: USBScannerSettings = USBScannerSettings()
    ) throws(ScannerFault) -> [USBDeviceInfo] {
        var found: [USBDeviceInfo] = []
        for model in USBModel.all {
            for device in try context.devices(of: model) {
                found.append(info(of: device, model, lockFolder: settings.lockFolder))
            }
        }
        return found
    }

    /// Whether a name is that of a scanner on the USB, plugged in or not: `pagescan:1-2`, `pagescan`.
    public static func names(_ name: String) -> Bool { (try? USBDeviceName(parsing: name)) != nil }

    /// Opens a scanner, resets it and sets it up.
    ///
    /// - Parameter name: as listed, such as `pagescan:1-2`; `pagescan` for the only one; `pagescan:serial=A17`.
    /// - Throws: `noDevice` that names those there are, `deviceBusy`, `accessDenied` with what to install, or what the
    ///   device itself reports.
    public func scanner(
        named name: String, settings: USBScannerSettings = USBScannerSettings()
    ) throws(ScannerFault) -> any Scanner {
        try settings.check()
        let location = USBLocation(
            context: context, name: try USBDeviceName(parsing: name), lockFolder: settings.lockFolder)
        switch location.name.model {
        case .customA4:
            return
                try CustomA4Scanner(
                    USBCustomA4Connector(location: location, isStopped: settings.isStopped), settings: settings)
        case .pageScan: return try PageScanScanner(USBPageScanConnector(location: location), settings: settings)
        // A model that is listed and has no driver: another's commands would move its paper somehow.
        default: throw ScannerFault(.unsupported, "\(name): no driver for the \(location.name.model.product)")
        }
    }

    private func info(of device: USBDevice, _ model: USBModel, lockFolder: String) -> USBDeviceInfo {
        do throws(ScannerFault) {
            // The lock first: a device that another process of ours scans with is not even opened.
            let lock = try USBLock(folder: lockFolder, model: model, path: device.path)
            defer { _ = lock }
            let handle = try device.open()
            let serialNumber = device.serialNumber(handle)
            try handle.claim(model.interface)
            return USBDeviceInfo(device, model, serialNumber: serialNumber, state: .free)
        } catch {
            let state: USBDeviceInfo.State =
                switch error.code {
                case .deviceBusy: .busy
                case .accessDenied: .accessDenied
                default: .failing
                }
            return USBDeviceInfo(device, model, state: state, advice: error.description)
        }
    }
}
