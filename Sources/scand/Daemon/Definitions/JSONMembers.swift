import Foundation

/// Looks for an object with two members of one name in a text that is known to be JSON.
///
/// Foundation's readers keep one of the two and tell nobody.
struct JSONMembers {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The path of the first member whose name was there before; nil where there is none.
    mutating func firstTwice() -> String? {
        place = 0
        return value(at: "")
    }

    private mutating func value(at path: String) -> String? {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return object(at: path)
        case UInt8(ascii: "["): return list(at: path)
        case UInt8(ascii: "\""): _ = text()
        default: while let byte = peek, !Self.ends.contains(byte) { place += 1 }
        }
        return nil
    }

    private mutating func object(at path: String) -> String? {
        var seen = Set<String>()
        place += 1
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else {
                place += 1
                return nil
            }
            let name = text()
            let field = FieldPath.member(name, of: path)
            guard seen.insert(name).inserted else { return field }
            skipSpace()
            // The colon.
            place += 1
            if let found = value(at: field) { return found }
            skipSpace()
            guard peek == UInt8(ascii: ",") else {
                place += 1
                return nil
            }
            place += 1
        }
    }

    private mutating func list(at path: String) -> String? {
        place += 1
        var index = 0
        while true {
            skipSpace()
            guard let byte = peek, byte != UInt8(ascii: "]") else {
                place += 1
                return nil
            }
            if let found = value(at: "\(path)[\(index)]") { return found }
            skipSpace()
            if peek == UInt8(ascii: ",") { place += 1 }
            index += 1
        }
    }

    /// The text that begins here, with its escapes resolved: `"a"` and `"\u0061"` are one name.
    private mutating func text() -> String {
        let start = place
        place += 1
        while let byte = peek, byte != UInt8(ascii: "\"") { place += byte == UInt8(ascii: "\\") ? 2 : 1 }
        place = min(place + 1, bytes.count)
        let raw = bytes[start..<place]
        return (try? JSONDecoder().decode(String.self, from: Data(raw))) ?? String(decoding: raw, as: UTF8.self)
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    private static let ends: Set<UInt8> = Set(",]} \t\r\n".utf8)
}
