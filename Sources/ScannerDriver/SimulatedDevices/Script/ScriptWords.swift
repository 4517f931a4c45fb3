/// The words of one part of a script's line, taken one by one.
struct ScriptWords {
    let line: Int
    private var words: [String]

    init(_ text: Substring, line: Int) {
        self.line = line
        words = text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map(String.init)
    }

    var isEmpty: Bool { words.isEmpty }
    var isNumber: Bool { words.first.map { $0.allSatisfy(\.isASCIIDigit) } ?? false }

    func isNext(_ word: String) -> Bool { words.first == word }
    func isFollowed(by word: String) -> Bool { words.count > 1 && words[1] == word }

    func unknown(_ word: String, _ expected: String) -> ScriptError {
        ScriptError(line: line, "'\(word)': expected \(expected)")
    }

    mutating func next(_ expected: String) throws(ScriptError) -> String {
        guard !words.isEmpty else { throw ScriptError(line: line, "ends where \(expected) is expected") }
        return words.removeFirst()
    }

    /// Takes the word if it is there.
    mutating func take(_ word: String) -> Bool {
        guard words.first == word else { return false }
        words.removeFirst()
        return true
    }

    mutating func expect(_ word: String) throws(ScriptError) {
        let found = try next("'\(word)'")
        guard found == word else { throw unknown(found, "'\(word)'") }
    }

    mutating func rest(_ expected: String) throws(ScriptError) -> [String] {
        let first = try next(expected)
        defer { words = [] }
        return [first] + words
    }

    func end() throws(ScriptError) {
        if let word = words.first { throw ScriptError(line: line, "'\(word)' is too much") }
    }

    mutating func number(in range: ClosedRange<Int>, _ expected: String) throws(ScriptError) -> Int {
        let word = try next(expected)
        guard let value = Int(word), word.allSatisfy(\.isASCIIDigit), range.contains(value) else {
            throw unknown(word, "\(expected), \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    mutating func percent() throws(ScriptError) -> Int {
        let word = try next("a percentage")
        guard word.hasSuffix("%"), let value = Int(word.dropLast()), (0...100).contains(value) else {
            throw unknown(word, "a percentage such as 40%")
        }
        return value
    }

    /// Two hexadecimal digits.
    mutating func byte(_ expected: String) throws(ScriptError) -> UInt8 {
        let word = try next(expected)
        guard word.count == 2, let value = UInt8(word, radix: 16) else {
            throw unknown(word, "\(expected) of two hexadecimal digits")
        }
        return value
    }

    /// `2 s`, `2s`, `0.5 s` or `300 ms`.
    mutating func time() throws(ScriptError) -> Moment {
        let word = try next("a time")
        let digits = word.prefix { $0.isASCIIDigit || $0 == "." }
        let unit = digits.endIndex == word.endIndex ? try next("s or ms") : String(word[digits.endIndex...])
        guard let value = Double(digits), value <= 86400, unit == "s" || unit == "ms" else {
            throw unknown(word, "a time such as 2 s or 300 ms")
        }
        return unit == "s" ? .seconds(value) : .milliseconds(value)
    }
}

extension Character {
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
