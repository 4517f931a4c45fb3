import ImageFiles
import Testing

@Suite struct ImageFileErrorTests {
    @Test func `long texts are cut to 200 characters`() {
        let detail = ImageFileError(.damaged, String(repeating: "word ", count: 99)).detail
        #expect(detail.count == 200)
        #expect(detail.hasSuffix("..."))
        #expect(
            ImageFileError(.damaged, String(repeating: "x", count: 200)).detail == String(repeating: "x", count: 200))
    }

    @Test func `control characters and line breaks become single spaces`() {
        #expect(ImageFileError(.damaged, "a\u{1B}[31m\r\n\0b\u{2028}c  d\u{202E}").detail == "a [31m b c d")
    }
}
