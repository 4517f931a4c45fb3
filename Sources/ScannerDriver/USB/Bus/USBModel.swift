/// What the driver must know of a kind of device before it can talk to it: numbers on the bus, and nothing of its protocol.
public struct USBModel: Hashable, Sendable {
    /// First part of the device's name, as in `pagescan:1-2`.
    public let prefix: String
    public let vendor: String
    public let product: String
    public let vendorID: UInt16
    public let productID: UInt16
    let configuration: Int32
    let interface: Int32
    /// Where commands go.
    let commandEndpoint: UInt8
    /// Where answers and events come from.
    let answerEndpoint: UInt8
    /// Where the pixels come from.
    let imageEndpoint: UInt8

    /// The PageScan 5/6 of precinct scanners: duplex, with an escrow.
    public static let pageScan = USBModel(
        prefix: "pagescan", vendor: "PDI", product: "PageScan", vendorID: 0x0BD7, productID: 0xA002,
        configuration: 1, interface: 0, commandEndpoint: 0x05, answerEndpoint: 0x85, imageEndpoint: 0x86)

    /// The older Custom A4, which answers requests and sends nothing by itself.
    public static let customA4 = USBModel(
        prefix: "customa4", vendor: "Custom", product: "A4", vendorID: 0x0DD4, productID: 0x4103,
        configuration: 1, interface: 0, commandEndpoint: 0x02, answerEndpoint: 0x81, imageEndpoint: 0x81)

    public static let all = [pageScan, customA4]
}
