/// The Castagnoli checksum (RFC 3720, appendix B.4): finds what a disk or a cable spoiled. It proves nothing against a
/// person; signatures do that.
enum CRC32C {
    /// Reflected polynomial 0x1EDC6F41. `tables[256 * k + b]` is what byte b adds with k more bytes behind it, so that eight
    /// bytes are taken at once ("slicing by 8"); the first 256 are the ordinary table.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
        }
        for index in 256..<2048 { tables.append(tables[index - 256] >> 8 ^ tables[Int(tables[index - 256] & 255)]) }
        return tables
    }()

    static func of(_ bytes: [UInt8]) -> UInt32 { of(bytes[...]) }

    static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        let tables = tables
        var state = UInt32.max
        var place = bytes.startIndex
        while bytes.endIndex - place >= 8 {
            let low =
                state
                ^ (UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
                    | UInt32(bytes[place + 3]) << 24)
            state =
                tables[1792 + Int(low & 255)] ^ tables[1536 + Int(low >> 8 & 255)]
                ^ tables[1280 + Int(low >> 16 & 255)] ^ tables[1024 + Int(low >> 24)]
                ^ tables[768 + Int(bytes[place + 4])] ^ tables[512 + Int(bytes[place + 5])]
                ^ tables[256 + Int(bytes[place + 6])] ^ tables[Int(bytes[place + 7])]
            place += 8
        }
        for byte in bytes[place...] { state = tables[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
        return ~state
    }
}
