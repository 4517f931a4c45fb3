import Ledger
import Testing

@Suite struct OutsideTextTests {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    @Test(arguments: ["", "\n", "a", "a\n", "a\n\nb\n", "a\n\n\n", "ä — é\nb", "\u{FEFF}\u{FEFF}"])
    func `a mark and CRLF are taken back, whatever the text is`(_ text: String) throws {
        let plain = Array(text.utf8)
        let crlf = plain.flatMap { $0 == 10 ? [13, 10] : [$0] }
        for saved in [plain, crlf] {
            #expect(try OutsideText.plain(saved) == (text.hasPrefix("\u{FEFF}") ? Array(plain.dropFirst(3)) : plain))
            #expect(try OutsideText.plain(Self.mark + saved) == plain)
        }
    }

    @Test(arguments: [
        ("a\r", 1), ("\r", 1), ("a\rb\n", 1), ("a\r\nb\n", 2), ("a\nb\r\n", 1), ("a\r\r\n", 1), ("a\r\nb\r\nc\r", 3),
        ("a\r\nb\rc\r\n", 2),
    ])
    func `a carriage return that is not part of every line end is named by its line`(_ text: String, _ line: Int) {
        #expect(throws: OutsideTextError.mixedLineEnds(line: line)) { try OutsideText.plain(Array(text.utf8)) }
    }

    @Test(arguments: [
        ("", ""), ("a\n", "a\n"), ("a\r\nb\r\n", "a\nb\n"), ("a\r\nb", "a\nb"), ("a\nb\r\n", "a\nb\r\n"),
        ("a\rb\n", "a\rb\n"),
        ("a\rb\r\n", "a\rb\n"), ("\r", "\r"), ("\r\n\r", "\n\r"), ("\n", "\n"),
    ])
    func `a leaf loses its mark, and CR only where every line end has one`(saved: String, leaf: String) {
        #expect(OutsideText.leaf(Array(saved.utf8)) == Array(leaf.utf8))
        #expect(OutsideText.leaf(Self.mark + saved.utf8) == Array(leaf.utf8))
        #expect(OutsideText.leaf(Self.mark + Self.mark + saved.utf8) == Self.mark + leaf.utf8)
    }

    @Test func `UTF-16 is named`() {
        for bytes: [UInt8] in [[0xFF, 0xFE, 97, 0], [0xFE, 0xFF, 0, 97]] {
            #expect(throws: OutsideTextError.utf16) { try OutsideText.plain(bytes) }
        }
    }
}
