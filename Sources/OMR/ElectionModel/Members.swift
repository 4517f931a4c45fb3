extension Decoder {
    /// The members of an object of a definition file. A member of another name is refused: it would be a wish that nobody heard.
    ///
    /// - Throws: `DecodingError.dataCorrupted` at the member that is unknown, with the name that was probably meant.
    func members<Key: CodingKey & CaseIterable>(_ keys: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let values = try container(keyedBy: keys)
        let known = Key.allCases.map(\.stringValue)
        let names = try container(keyedBy: MemberName.self).allKeys.map(\.stringValue).sorted()
        // The name of a JSON Schema is for editors.
        for name in names where !known.contains(name) && !(codingPath.isEmpty && name == "$schema") {
            let meant = Spelling.nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath + [MemberName(name)],
                    debugDescription: "is not known here: "
                        + (meant ?? "expected \(known.map { "\"\($0)\"" }.joined(separator: ", "))")))
        }
        return values
    }
}

extension KeyedDecodingContainer {
    /// A word of a known few; nil where the member is not there.
    ///
    /// - Parameter allowed: those that may stand here.
    func wordIfPresent<Word: RawRepresentable<String> & CaseIterable & Equatable>(
        _ words: Word.Type, forKey key: Key, among allowed: [Word] = Array(Word.allCases)
    ) throws -> Word? {
        guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
        if let word = Word(rawValue: text), allowed.contains(word) { return word }
        throw DecodingError.dataCorruptedError(
            forKey: key, in: self, debugDescription: Spelling.problem(of: text, among: allowed.map(\.rawValue)))
    }

    /// The same, of a member that must be there.
    func word<Word: RawRepresentable<String> & CaseIterable & Equatable>(
        _ words: Word.Type, forKey key: Key
    ) throws -> Word {
        guard let word = try wordIfPresent(words, forKey: key) else {
            throw DecodingError.keyNotFound(
                key, DecodingError.Context(codingPath: codingPath, debugDescription: "is missing"))
        }
        return word
    }

    /// A list of words of a known few; nil where the member is not there.
    func words<Word: RawRepresentable<String> & CaseIterable>(_ words: Word.Type, forKey key: Key) throws -> [Word]? {
        guard let texts = try decodeIfPresent([String].self, forKey: key) else { return nil }
        return try texts.enumerated().map { index, text in
            if let word = Word(rawValue: text) { return word }
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath + [key, PlaceInList(index)],
                    debugDescription: Spelling.problem(of: text, among: Word.allCases.map(\.rawValue))))
        }
    }
}

/// A place in a list, in the path of a field.
private struct PlaceInList: CodingKey {
    let intValue: Int?
    var stringValue: String { String(intValue ?? 0) }

    init(_ index: Int) { intValue = index }
    init?(stringValue: String) { nil }
    init?(intValue: Int) { self.init(intValue) }
}

/// The name of any member.
private struct MemberName: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// Words that differ by a slip of the fingers.
enum Spelling {
    /// What is wrong with a word that is none of the known ones.
    static func problem(of text: String, among known: [String]) -> String {
        if known.isEmpty { return "is \"\(text)\", and there are none" }
        let meant = nearest(to: text, among: known).map { "did you mean \"\($0)\"?" }
        return "is \"\(text)\": " + (meant ?? "expected \(known.map { "\"\($0)\"" }.joined(separator: ", "))")
    }

    /// The word that was probably meant: at most two letters away, and not half of the word; capitals are no difference.
    static func nearest(to word: String, among words: [String]) -> String? {
        let nearest = words.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= 2, nearest.distance * 2 < nearest.word.count else { return nil }
        return nearest.word
    }

    /// Fewest letters that are put in, taken out or exchanged to make one word of the other (Levenshtein).
    static func distance(_ first: String, _ second: String) -> Int {
        let second = Array(second)
        var row = Array(0...second.count)
        for (line, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (place, other) in second.enumerated() {
                let exchanged = diagonal + (letter == other ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(exchanged, row[place] + 1, row[place + 1] + 1)
            }
        }
        return row[second.count]
    }
}
