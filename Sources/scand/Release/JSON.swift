/// A JSON value of the kinds that a release has: no fractions, which machines write in different ways, and no null.
package enum JSON: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSON])
    case object([String: JSON])

    /// The value of an object's member; nil where this is not an object or has no such member.
    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var number: Int? { if case .number(let number) = self { number } else { nil } }
    package var list: [JSON]? { if case .list(let list) = self { list } else { nil } }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
    package init(arrayLiteral values: JSON...) { self = .list(values) }
    package init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Dictionary(uniqueKeysWithValues: members))
    }
}

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

extension JSON {
    /// Deepest nesting that is read: a release has less.
    static let maximumDepth = 24

    /// Reads a value; nil unless the bytes are exactly what `compact` gives for it.
    package init?(parsing bytes: some Collection<UInt8>) {
        self.init(anySpelling: bytes)
        guard compact.elementsEqual(bytes) else { return nil }
    }

    /// Reads a value that may be spelled in another way than `compact` does: for callers who write anew what they take from it,
    /// and compare bytes.
    init?(anySpelling bytes: some Collection<UInt8>) {
        var reader = JSONReader(bytes: Array(bytes))
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }
}

/// Reads what `JSON.compact` may have written. It need not be strict in small things: whoever calls writes the value anew and
/// compares.
private struct JSONReader {
    let bytes: [UInt8]
    var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    private mutating func next() -> UInt8? {
        guard place < bytes.count else { return nil }
        place += 1
        return bytes[place - 1]
    }

    /// Passes over one character, if it is the next one.
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    mutating func value(depth: Int) -> JSON? {
        guard depth < JSON.maximumDepth, place < bytes.count else { return nil }
        switch bytes[place] {
        case UInt8(ascii: "\""): return text().map(JSON.text)
        case UInt8(ascii: "["): return list(depth)
        case UInt8(ascii: "{"): return object(depth)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return flag()
        default: return number()
        }
    }

    private mutating func list(_ depth: Int) -> JSON? {
        place += 1
        var values: [JSON] = []
        if skip("]") { return .list(values) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        } while skip(",")
        return skip("]") ? .list(values) : nil
    }

    private mutating func object(_ depth: Int) -> JSON? {
        place += 1
        var members: [String: JSON] = [:]
        if skip("}") { return .object(members) }
        repeat {
            guard let name = text(), skip(":"), let value = value(depth: depth + 1),
                members.updateValue(value, forKey: name) == nil
            else { return nil }
        } while skip(",")
        return skip("}") ? .object(members) : nil
    }

    private mutating func flag() -> JSON? {
        for flag in [true, false] where bytes[place...].starts(with: "\(flag)".utf8) {
            place += "\(flag)".utf8.count
            return .flag(flag)
        }
        return nil
    }

    private mutating func number() -> JSON? {
        let digits = bytes[place...].prefix(20).prefix { $0 == UInt8(ascii: "-") || 0x30...0x39 ~= $0 }
        place += digits.count
        return Int(String(decoding: digits, as: UTF8.self)).map(JSON.number)
    }

    private mutating func text() -> String? {
        guard skip("\"") else { return nil }
        var text: [UInt8] = []
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> UInt8? {
        guard let letter = next() else { return nil }
        if letter == UInt8(ascii: "u") {
            let digits = bytes[place...].prefix(4)
            place += digits.count
            return UInt8(String(decoding: digits, as: UTF8.self), radix: 16).flatMap { $0 < 0x20 ? $0 : nil }
        }
        if letter == UInt8(ascii: "\"") || letter == UInt8(ascii: "\\") { return letter }
        return JSON.shortEscapes.first { $0.value == letter }?.key
    }
}
