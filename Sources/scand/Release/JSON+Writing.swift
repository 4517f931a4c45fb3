/// The one way in which a release writes a value, so that equal content is equal bytes.
///
/// Members stand in the order of their names' bytes. UTF-8; nothing is escaped but `"`, `\` and control characters below
/// 0x20, those as `\b \t \n \f \r` or `\u00xx` in lower case: as Python's `json.dumps(value, sort_keys=True,
/// ensure_ascii=False)` writes it.
extension JSON {
    /// Without any white space: a value is always one line.
    package var compact: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    /// For people: each member and element on a line of its own, indented by one space a level.
    package var indented: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, level: 0)
        return bytes
    }

    /// Adds the value to a buffer.
    ///
    /// - Parameter level: how deep it stands; nil for no line ends and no spaces.
    package func write(to bytes: inout [UInt8], level: Int? = nil) {
        switch self {
        case .text(let text): Self.write(text, to: &bytes)
        case .number(let number): bytes.append(contentsOf: String(number).utf8)
        case .flag(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .list(let list):
            Self.write(list, between: "[", "]", to: &bytes, level) { $0.write(to: &$1, level: $2) }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            Self.write(sorted, between: "{", "}", to: &bytes, level) { member, bytes, level in
                Self.write(member.key, to: &bytes)
                bytes.append(contentsOf: (level == nil ? ":" : ": ").utf8)
                member.value.write(to: &bytes, level: level)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between open: String, _ close: String, to bytes: inout [UInt8], _ level: Int?,
        _ writeElement: (Element, inout [UInt8], Int?) -> Void
    ) {
        bytes.append(contentsOf: open.utf8)
        let inner = level.map { $0 + 1 }
        for (place, element) in elements.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(in: &bytes, inner)
            writeElement(element, &bytes, inner)
        }
        if !elements.isEmpty { breakLine(in: &bytes, level) }
        bytes.append(contentsOf: close.utf8)
    }

    private static func breakLine(in bytes: inout [UInt8], _ level: Int?) {
        guard let level else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level))
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0..<0x20:
                if let short = shortEscapes[byte] {
                    bytes.append(contentsOf: [UInt8(ascii: "\\"), short])
                } else {
                    bytes.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
                }
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Control characters with a letter of their own.
    static let shortEscapes: [UInt8: UInt8] = [
        8: UInt8(ascii: "b"), 9: UInt8(ascii: "t"), 10: UInt8(ascii: "n"), 12: UInt8(ascii: "f"), 13: UInt8(ascii: "r"),
    ]
}
