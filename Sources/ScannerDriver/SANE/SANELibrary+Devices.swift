internal import CSANE
public import SANEMessages
public import ScannerDriver

extension SANELibrary {
    /// Lists the devices that the configured backends find now.
    ///
    /// - Parameter localOnly: leave out devices of other computers.
    public func devices(localOnly: Bool = false) throws(ScannerFault) -> [SANEDeviceInfo] {
        progress.begin(.getDevices)
        defer { progress.begin(.none) }
        var list: UnsafeMutablePointer<UnsafePointer<SANE_Device>?>?
        let status = unsafe sane_get_devices(&list, localOnly ? SANE_TRUE : SANE_FALSE)
        try SANEStatus(status).check("sane_get_devices")
        var found: [SANEDeviceInfo] = []
        // The list ends with a null pointer and belongs to libsane until its next call.
        var next = unsafe list
        while let device = unsafe next?.pointee {
            found.append(unsafe SANEDeviceInfo(device.pointee))
            unsafe next = unsafe next?.successor()
        }
        return found
    }
}

extension SANEDeviceInfo {
    fileprivate init(_ device: SANE_Device) {
        func text(_ pointer: UnsafePointer<CChar>?) -> String {
            unsafe pointer.map { unsafe String(cString: $0) } ?? ""
        }
        unsafe self.init(
            name: text(device.name), vendor: text(device.vendor), model: text(device.model), type: text(device.type))
    }
}
