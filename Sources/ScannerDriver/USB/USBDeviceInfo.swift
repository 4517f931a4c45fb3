/// A scanner on the USB, as a listing shows it.
public struct USBDeviceInfo: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable {
        case free
        /// Another program uses it.
        case busy
        /// This user may not use it: see ``advice``.
        case accessDenied
        /// It was seen but could not be looked at: see ``advice``.
        case failing
    }

    /// The name that opens it, such as `pagescan:1-2`.
    public let name: String
    public let vendor: String
    public let model: String
    /// From the USB descriptor; empty when it has none or could not be asked.
    public let serialNumber: String
    public let state: State
    /// What to do about a state that is not `free`, in one sentence; empty for `free`.
    public let advice: String

    init(_ device: USBDevice, _ model: USBModel, serialNumber: String = "", state: State, advice: String = "") {
        name = "\(model.prefix):\(device.path)"
        vendor = model.vendor
        self.model = model.product
        self.serialNumber = serialNumber
        self.state = state
        self.advice = advice
    }
}
