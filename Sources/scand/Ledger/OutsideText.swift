/// A text file that people carried here: a checkpoint, a policy, a key, a proof.
///
/// Editors and mail put a byte-order mark before a text and CRLF at its line ends. Where that is all, the text is what it was
/// without them: no format of ours has a mark or a carriage return. Everything else that is not plain is named, so that
/// nobody looks for the fault in another file.
public enum OutsideText {
    private static let (newline, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The text as it was before it was saved with a byte-order mark or with CRLF.
    public static func plain(_ bytes: [UInt8]) throws(OutsideTextError) -> [UInt8] {
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else { throw .utf16 }
        let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        guard text.contains(carriageReturn) else { return Array(text) }
        var lines = text.split(separator: newline, omittingEmptySubsequences: false)
        // What stands behind the last line end is not a line, and has no end of its own.
        let rest = lines.removeLast()
        for (index, line) in lines.enumerated() {
            guard line.last == carriageReturn, !line.dropLast().contains(carriageReturn) else {
                throw .mixedLineEnds(line: index + 1)
            }
        }
        guard !rest.contains(carriageReturn) else { throw .mixedLineEnds(line: lines.count + 1) }
        return Array(lines.map { $0.dropLast() + [newline] }.joined()) + rest
    }

    /// A leaf as it was before it was saved with a byte-order mark, or with CRLF at all its line ends. A leaf can be any bytes: what
    /// else is in it belongs to it, and whether it is the right one its hash tells.
    public static func leaf(_ bytes: [UInt8]) -> [UInt8] {
        let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        let lines = text.split(separator: newline, omittingEmptySubsequences: false)
        guard let rest = lines.last, lines.dropLast().allSatisfy({ $0.last == carriageReturn }) else {
            return Array(text)
        }
        return Array(lines.dropLast().map { $0.dropLast() + [newline] }.joined()) + rest
    }
}

/// Why a file is not plain text.
public enum OutsideTextError: Error, Hashable, CustomStringConvertible {
    /// Each letter has two bytes, as some editors save.
    case utf16
    /// Some lines end in CRLF and others do not, or a carriage return stands within one; the first line, from 1, that is not
    /// as CRLF would have it.
    case mixedLineEnds(line: Int)

    public var description: String {
        switch self {
        case .utf16: "is saved as UTF-16: save it as plain UTF-8 text, or take a copy that no editor has changed"
        case .mixedLineEnds(let line):
            "line \(line): some lines end in CRLF and this one does not, so that nobody knows what was signed: take a "
                + "copy that no editor has changed"
        }
    }
}
