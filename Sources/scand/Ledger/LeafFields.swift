/// The fields of a leaf being read: each is taken once, and none may be left over.
struct LeafFields {
    private var fields: [LeafText.Field]

    init(_ text: LeafText) { fields = text.fields }

    /// Takes the value of a key of one word.
    mutating func text(_ key: String) throws(LeafError) -> String {
        guard let place = fields.firstIndex(where: { $0.key == [key] }) else { throw .field(key, "missing") }
        return fields.remove(at: place).value
    }

    /// Takes a whole number.
    mutating func number(_ key: String) throws(LeafError) -> Int {
        try Self.number(try text(key), of: key)
    }

    /// Takes a whole number of fixed width.
    mutating func number(_ key: String, width: Int) throws(LeafError) -> Int {
        let value = try text(key)
        guard let number = Decimal.parse(value.utf8, width: width) else { throw .field(key, "not \(width) digits") }
        return number
    }

    /// Takes a SHA-256 digest in hexadecimal.
    mutating func digest(_ key: String) throws(LeafError) -> FileDigest {
        guard let digest = FileDigest(hex: try text(key)) else { throw .field(key, "not 64 hexadecimal digits") }
        return digest
    }

    /// Takes a commitment to the ballot box.
    mutating func commitment(_ key: String) throws(LeafError) -> BoxCommitment {
        guard let commitment = BoxCommitment(hex: try text(key)) else {
            throw .field(key, "not 64 hexadecimal digits")
        }
        return commitment
    }

    /// Takes every number whose key begins with a word, in order, with the rest of the key.
    mutating func numbers(under word: String) throws(LeafError) -> [(key: ArraySlice<String>, number: Int)] {
        var numbers: [(key: ArraySlice<String>, number: Int)] = []
        var others: [LeafText.Field] = []
        for field in fields {
            if field.key.first == word {
                numbers.append((field.key.dropFirst(), try Self.number(field.value, of: word)))
            } else {
                others.append(field)
            }
        }
        fields = others
        return numbers
    }

    /// Requires that everything has been taken.
    func finish() throws(LeafError) {
        if let field = fields.first { throw .field(field.key.joined(separator: "/"), "not expected here") }
    }

    private static func number(_ value: String, of key: String) throws(LeafError) -> Int {
        guard let number = Decimal.parse(value.utf8) else { throw .field(key, "not a whole number") }
        return number
    }
}
