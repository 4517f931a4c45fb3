/// The fields of a leaf being read: each is taken once, and none may be left over.
struct LeafFields {
    /// The version that says how long texts and how great numbers may be.
    let format: LedgerFormat
    private var fields: [LeafText.Field]

    init(_ text: LeafText) { (format, fields) = (text.format, text.fields) }

    /// Takes the value of a key of one word, whatever it is.
    mutating func value(_ key: String) throws(LeafError) -> String {
        guard let place = fields.firstIndex(where: { $0.key == [key] }) else { throw .field(key, "missing") }
        return fields.remove(at: place).value
    }

    /// Takes a text.
    mutating func text(_ key: String) throws(LeafError) -> String {
        let text = try value(key)
        guard LedgerFormat.isText(text) else { throw .field(key, "not 1 to 256 bytes") }
        return text
    }

    /// Takes one of the words that a type has.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ type: Word.Type = Word.self
    ) throws(LeafError) -> Word {
        guard let word = Word(rawValue: try value(key)) else {
            throw .field(key, "not one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// Takes a field that says `none`, and leaves any other.
    mutating func isNone(_ key: String) throws(LeafError) -> Bool {
        guard let place = fields.firstIndex(where: { $0.key == [key] }) else { throw .field(key, "missing") }
        guard fields[place].value == "none" else { return false }
        fields.remove(at: place)
        return true
    }

    /// Takes a time.
    mutating func time(_ key: String = "time") throws(LeafError) -> LedgerTime {
        guard let time = LedgerTime(try value(key)) else {
            throw .field(key, "not a minute YYYY-MM-DDThh:mmZ of the years 2000 to 2099")
        }
        return time
    }

    /// Takes a whole number.
    mutating func number(_ key: String, _ range: ClosedRange<Int> = 0...Int.max) throws(LeafError) -> Int {
        let number = try format.number(try value(key), of: key)
        guard range ~= number else { throw .field(key, "not from \(range.lowerBound) to \(range.upperBound)") }
        return number
    }

    /// Takes the number of a sheet.
    mutating func sheetNumber(_ key: String = "number") throws(LeafError) -> Int {
        let width = LedgerEvent.numberWidth
        guard let number = Decimal.parse(try value(key).utf8, width: width), number > 0 else {
            throw .field(key, "not a sheet's number of \(width) digits")
        }
        return number
    }

    /// Takes a SHA-256 digest in hexadecimal.
    mutating func digest(_ key: String) throws(LeafError) -> FileDigest {
        guard let digest = FileDigest(hex: try value(key)) else { throw .field(key, "not 64 hexadecimal digits") }
        return digest
    }

    /// Takes a commitment to the ballot box.
    mutating func commitment(_ key: String) throws(LeafError) -> BoxCommitment {
        guard let commitment = BoxCommitment(hex: try value(key)) else {
            throw .field(key, "not 64 hexadecimal digits")
        }
        return commitment
    }

    /// Takes every value whose key begins with a word, in order, with the rest of the key.
    mutating func values(under word: String) -> [(key: ArraySlice<String>, value: String)] {
        let taken = fields.filter { $0.key.first == word }
        fields.removeAll { $0.key.first == word }
        return taken.map { ($0.key.dropFirst(), $0.value) }
    }

    /// Takes every number whose key is a word and a name.
    mutating func counts(under word: String) throws(LeafError) -> [Totals.Count] {
        var counts: [Totals.Count] = []
        for (key, value) in values(under: word) {
            guard let id = key.first, key.count == 1 else { throw .field(word, "not under one name") }
            counts.append(Totals.Count(id: id, count: try format.number(value, of: "\(word)/\(id)")))
        }
        return counts
    }

    /// Requires that everything has been taken.
    func finish() throws(LeafError) {
        if let field = fields.first { throw .field(field.key.joined(separator: "/"), "not expected here") }
    }
}

extension LedgerFormat {
    /// A whole number as this version writes it.
    func number(_ value: String, of key: String) throws(LeafError) -> Int {
        guard let number = Decimal.parse(value.utf8), number <= greatestNumber else {
            throw .field(key, self == .one ? "not a whole number" : "not a whole number of at most 15 digits")
        }
        return number
    }
}

/// The words of a field that is true or not.
enum YesOrNo: String, CaseIterable, CustomStringConvertible {
    case yes, no
    var description: String { rawValue }
}
