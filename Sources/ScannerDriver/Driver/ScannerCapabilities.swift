/// What a scanner is and can do, known once it is open and constant while it stays open.
public struct ScannerCapabilities: Hashable, Sendable, Codable {
    /// How paper gets into the scanner.
    public enum Feeder: String, Hashable, Sendable, Codable {
        /// Pulls sheet after sheet from a tray or a slot.
        case adf
        /// A glass plate: it holds one sheet, laid there by hand, and has nothing to feed after it.
        case flatbed
    }

    /// The resolutions that can be asked of the scanner, in dots per inch.
    public enum Resolutions: Hashable, Sendable, Codable {
        case anyOf([Double])
        case range(ClosedRange<Double>)
        /// The device does not say, or its images come from files.
        case unknown
    }

    /// The name that opens this device, such as `test:0`.
    public let name: String
    /// Maker as the device states it; empty when it does not.
    public let vendor: String
    /// Model as the device states it; empty when it does not.
    public let model: String
    /// Whether sheets come with both sides. A replayed list may leave a side out, a device does not.
    public let isDuplex: Bool
    public let feeder: Feeder
    /// Whether the scanner holds a sheet until it is told to accept or to return it.
    ///
    /// Without an escrow (every office document feeder) the sheet lies in the output tray when its image arrives:
    /// accepting only acknowledges it, and returning means that the operator takes the sheet out of the tray.
    public let hasEscrow: Bool
    public let resolutions: Resolutions

    public init(
        name: String, vendor: String = "", model: String = "", isDuplex: Bool, feeder: Feeder, hasEscrow: Bool,
        resolutions: Resolutions = .unknown
    ) {
        self.name = name
        self.vendor = vendor
        self.model = model
        self.isDuplex = isDuplex
        self.feeder = feeder
        self.hasEscrow = hasEscrow
        self.resolutions = resolutions
    }
}
