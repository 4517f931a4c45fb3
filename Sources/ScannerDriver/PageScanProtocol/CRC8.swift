/// The checksum behind each frame to the PageScan: CRC-8 with polynomial 0x97, initial value 0, most significant bit first.
public enum CRC8 {
    /// The checksum of a body, without the bytes that frame it.
    public static func checksum(of bytes: [UInt8]) -> UInt8 {
        var crc: UInt8 = 0
        for byte in bytes {
            crc ^= byte
            for _ in 0..<8 { crc = crc & 0x80 == 0 ? crc << 1 : crc << 1 ^ 0x97 }
        }
        return crc
    }
}
