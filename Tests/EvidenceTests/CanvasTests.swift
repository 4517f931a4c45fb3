import Evidence
import Raster
import Testing

@Suite struct CanvasTests {
    @Test func `what reaches outside is cut off`() {
        var canvas = Canvas(width: 20, height: 10)
        canvas.line(from: Point(-1e12, 5), to: Point(1e12, 5), .red)
        canvas.text("A long text", x: -30, y: -3, .black)
        canvas.draw(GrayImage(width: 2, height: 2, pixels: [0, 0, 0, 0]), x: 19, y: 9)
        #expect(canvas.rgb.count == 3 * 20 * 10)
        #expect(Array(canvas.rgb[(3 * 5 * 20)..<(3 * 5 * 20 + 3)]) == [205, 15, 30])
        #expect(Array(canvas.rgb.suffix(3)) == [0, 0, 0])
    }

    @Test func `text is broken at spaces and long words are cut`() {
        let width = 10 * Canvas.letterWidth
        #expect(Canvas.lines("one two three", scale: 1, width: width) == ["one two", "three"])
        #expect(Canvas.lines("abcdefghijklmn op", scale: 1, width: width) == ["abcdefghij", "klmn op"])
        #expect(Canvas.lines("", scale: 1, width: width) == [])
    }

    @Test func `letters that the font lacks are written in Latin ones or as a question mark`() {
        #expect(Canvas.lines("Щука–ёж \u{1F5F3}", scale: 1, width: 1000) == ["SHCHuka-yozh ?"])
        #expect(Canvas.textWidth("Я", scale: 1) == 2 * Canvas.letterWidth)
    }

    @Test func `every printable letter has its own dots`() {
        let letters = (33..<127).map { code in
            var canvas = Canvas(width: 6, height: 8)
            canvas.text(String(UnicodeScalar(UInt8(code))), x: 0, y: 0, scale: 1, .black)
            return canvas
        }
        #expect(Set(letters).count == letters.count)
        #expect(!letters.contains(Canvas(width: 6, height: 8)))
    }
}
