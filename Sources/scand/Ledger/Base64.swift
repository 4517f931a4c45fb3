/// Standard base64 with padding (RFC 4648, section 4), read strictly.
///
/// Our own because the pure targets do without Foundation, and because a second spelling of the same bytes (white space,
/// missing padding, stray low bits) would let a signed file change without its signature noticing.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// Four characters for every three bytes begun.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
            for place in 0..<4 {
                text.append(place <= count ? alphabet[Int(group >> UInt32(18 - 6 * place) & 63)] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or nil unless the text is exactly what `encode` gives for them.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count % 4 == 0 else { return nil }
        let pads = characters.suffix(2).filter { $0 == padding }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        for start in stride(from: 0, to: characters.count, by: 4) {
            let isLast = start + 4 == characters.count
            let meaningful = isLast ? 4 - pads : 4
            var group: UInt32 = 0
            for offset in 0..<4 {
                let value = offset < meaningful ? values[Int(characters[start + offset])] : 0
                guard value < 64 else { return nil }
                group = group << 6 | UInt32(value)
            }
            for place in 0..<(meaningful - 1) {
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place)))
            }
            let unused = group << UInt32(8 + 8 * (meaningful - 1))
            guard meaningful == 4 || unused == 0 else { return nil }
        }
        guard pads == 0 || characters[characters.count - pads] == padding else { return nil }
        return bytes
    }
}
