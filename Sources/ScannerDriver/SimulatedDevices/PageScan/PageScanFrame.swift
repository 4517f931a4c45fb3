/// The frames of the PageScan as its firmware sees them: `02 <body> 03 <check>` from the host, `02 <body> 03` to it.
enum PageScanFrame {
    static let start: UInt8 = 0x02
    static let end: UInt8 = 0x03

    /// CRC-8 over the body: polynomial 0x97, begun with 0, highest bit first, nothing reflected.
    static func check(_ body: some Sequence<UInt8>) -> UInt8 {
        var register: UInt8 = 0
        for byte in body {
            register ^= byte
            for _ in 0..<8 { register = register & 0x80 == 0 ? register << 1 : register << 1 ^ 0x97 }
        }
        return register
    }

    static func packet(_ body: [UInt8]) -> [UInt8] { [start] + body + [end] }
    static func packet(_ body: String) -> [UInt8] { packet(Array(body.utf8)) }
}
