/// The bytes that frame what is said between host and PageScan.
///
/// ```
/// host to device   STX  body  ETX  CRC-8 of the body
/// device to host   STX  body  ETX
/// ```
/// A body may itself hold STX and ETX: in tables, settings and thresholds.
public enum PageScanFrame {
    public static let stx: UInt8 = 0x02
    public static let etx: UInt8 = 0x03
    public static let escape: UInt8 = 0x1B

    /// A body as the host sends it.
    public static func toDevice(_ body: [UInt8]) -> [UInt8] { [stx] + body + [etx, CRC8.checksum(of: body)] }

    /// A body as the device sends it.
    public static func toHost(_ body: [UInt8]) -> [UInt8] { [stx] + body + [etx] }
}
