/// Makes any text one safe word of a leaf: ASCII, no space, no control character (after RFC 3986, section 2.1).
///
/// `%XX` stands for every UTF-8 byte outside 0x21...0x7E, for `%` itself, and in keys for the `/` that parts them. Each text
/// has exactly one escaped form, and reading refuses all others.
package enum PercentEscaping {
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func escape(_ text: String, slash: Bool) -> String { escape(text.utf8, slash: slash) }

    /// The same of bytes that are not text, such as a file's name in another encoding.
    package static func escape(_ bytes: some Sequence<UInt8>, slash: Bool) -> String {
        var escaped: [UInt8] = []
        for byte in bytes {
            if isSafe(byte, slash: slash) {
                escaped.append(byte)
            } else {
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    static func unescape(_ escaped: some Collection<UInt8>, slash: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = escaped[...]
        while let byte = rest.popFirst() {
            if isSafe(byte, slash: slash) {
                bytes.append(byte)
            } else {
                guard byte == UInt8(ascii: "%"), let high = rest.popFirst().flatMap(digits.firstIndex(of:)),
                    let low = rest.popFirst().flatMap(digits.firstIndex(of:))
                else { return nil }
                let value = UInt8(high << 4 | low)
                guard !isSafe(value, slash: slash) else { return nil }
                bytes.append(value)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isSafe(_ byte: UInt8, slash: Bool) -> Bool {
        0x21...0x7E ~= byte && byte != UInt8(ascii: "%") && !(slash && byte == UInt8(ascii: "/"))
    }
}
