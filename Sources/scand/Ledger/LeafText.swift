/// The text of a leaf: a type, then `key value` lines in the order of their bytes.
///
/// ```
/// scand/v2 sheet-voided
/// number 0000000042
/// ```
/// A key is escaped words parted by `/`, a value is one escaped word. There is one way to write a leaf and no other is
/// read, so that equal meaning is equal bytes.
struct LeafText {
    let format: LedgerFormat
    let type: String
    /// Sorted when encoded; strictly ascending when read.
    var fields: [Field] = []

    struct Field {
        let key: [String]
        let value: String

        /// Byte by byte: Swift takes texts for equal that Unicode calls equivalent.
        func hasKey(of other: Field) -> Bool {
            key.count == other.key.count && zip(key, other.key).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
        }
    }

    init(_ format: LedgerFormat, type: String) { (self.format, self.type) = (format, type) }

    mutating func add(_ key: String..., value: some CustomStringConvertible) {
        fields.append(Field(key: key, value: value.description))
    }

    var encoded: [UInt8] {
        let lines = fields.map { field in
            let key = field.key.map { PercentEscaping.escape($0, slash: true) }.joined(separator: "/")
            return Array("\(key) \(PercentEscaping.escape(field.value, slash: false))\n".utf8)
        }
        return Array("\(format.header) \(type)\n".utf8) + lines.sorted { $0.lexicographicallyPrecedes($1) }.joined()
    }

    init(parsing bytes: [UInt8], as format: LedgerFormat) throws(LeafError) {
        guard bytes.last == UInt8(ascii: "\n") else { throw .unreadable("it does not end in a line end") }
        var lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        guard let head = lines.popFirst(), head.starts(with: "\(format.header) ".utf8) else {
            throw .unreadable("it does not begin with \(format.header)")
        }
        self.format = format
        type = String(decoding: head.dropFirst(format.header.utf8.count + 1), as: UTF8.self)
        var previous: ArraySlice<UInt8>?
        for line in lines {
            guard let field = Self.field(of: line) else { throw .unreadable("a line is not a key and a value") }
            guard field.key.allSatisfy({ LedgerFormat.isText($0) }) else {
                throw .unreadable("a word of a key does not have 1 to 256 bytes")
            }
            if let previous, !previous.lexicographicallyPrecedes(line) || fields.last?.hasKey(of: field) == true {
                throw .unreadable("its lines are out of order or say something twice")
            }
            previous = line
            fields.append(field)
        }
    }

    private static func field(of line: ArraySlice<UInt8>) -> Field? {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let value = PercentEscaping.unescape(parts[1], slash: false) else { return nil }
        var key: [String] = []
        for word in parts[0].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let part = PercentEscaping.unescape(word, slash: true) else { return nil }
            key.append(part)
        }
        return Field(key: key, value: value)
    }
}

/// Why bytes are not a leaf of ours.
public enum LeafError: Error, Hashable, CustomStringConvertible {
    /// The bytes are no text of lines of ours.
    case unreadable(String)
    /// The first line names a type that this version does not know.
    case unknownType(String)
    /// A field by its key, and what is wrong with it.
    case field(String, String)

    public var description: String {
        switch self {
        case .unreadable(let why): why
        case .unknownType(let type): "unknown type \"\(PercentEscaping.escape(type, slash: false))\""
        case .field(let key, let why): "\(key): \(why)"
        }
    }
}
