/// A device in libsane's list (SANE standard 1.06, "Device Descriptor Type").
public struct SANEDeviceInfo: Hashable, Sendable, Codable {
    /// The name that opens it, such as `fujitsu:fi-7160:1234`; it may change when the device is plugged in elsewhere.
    public let name: String
    public let vendor: String
    public let model: String
    /// What kind of device it is, such as `sheetfed scanner`.
    public let type: String

    public init(name: String, vendor: String, model: String, type: String) {
        self.name = name
        self.vendor = vendor
        self.model = model
        self.type = type
    }
}
