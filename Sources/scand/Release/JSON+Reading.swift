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
