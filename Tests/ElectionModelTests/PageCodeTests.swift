import ElectionModel
import Foundation
import Testing

@Suite struct PageCodeTests {
    private func codes(_ json: String) throws -> [PageCode] {
        let layout = """
            {"version": 1, "pages": [{"id": "p", "reference": "p.png", "targets": [], "codes": [\(json)]}]}
            """
        return try JSONDecoder().decode(Layout.self, from: Data(layout.utf8)).pages[0].codes
    }

    @Test func `a code is read with its defaults`() throws {
        #expect(
            try codes(#"{"box": [1, 2, 30, 40]}"#) == [
                PageCode(box: PixelBox(x: 1, y: 2, width: 30, height: 40), payload: nil)
            ])
        let code = try #require(try codes(#"{"box": [1, 2, 30, 40], "payload": "aé", "required": true}"#).first)
        #expect(code.payload == [0x61, 0xC3, 0xA9] && code.isRequired)
    }

    @Test(arguments: [
        ("VlABFA==", [0x56, 0x50, 0x01, 0x14]), ("/+8=", [0xFF, 0xEF]), ("AAAA", [0, 0, 0]),
    ]) func `base64 gives bytes`(text: String, bytes: [UInt8]) throws {
        #expect(try codes(#"{"box": [1, 2, 30, 40], "payloadBase64": "\#(text)"}"#)[0].payload == bytes)
    }

    @Test(arguments: ["VlABFA", "VlABF===", "Vl=BFA==", "VlAB FA=", "_w==", "VlABFB==", "====", "A==="])
    func `what is not base64 is refused`(text: String) {
        #expect(throws: DecodingError.self) {
            try codes(#"{"box": [1, 2, 30, 40], "payloadBase64": "\#(text)"}"#)
        }
    }

    @Test func `two payloads for one code are refused`() {
        #expect(throws: DecodingError.self) {
            try codes(#"{"box": [1, 2, 30, 40], "payload": "a", "payloadBase64": "YQ=="}"#)
        }
    }

    @Test(arguments: [
        (#"{"box": [1, 2, 30, 9]}"#, "pages[0].codes[0].box"),
        (#"{"box": [1, 2, 30, 40], "payload": ""}"#, "pages[0].codes[0].payload"),
    ]) func `an impossible code is named`(json: String, field: String) {
        let error = #expect(throws: DefinitionError.self) { try codes(json) }
        #expect(error?.field == field)
    }

    @Test func `a code must lie on its page`() throws {
        let code = PageCode(box: PixelBox(x: 90, y: 0, width: 20, height: 20), payload: nil)
        let page = PageLayout(id: PageID(rawValue: "p"), reference: "p.png", targets: [], codes: [code])
        let error = #expect(throws: DefinitionError.self) { try page.checkBoxes(onPageOf: 100, by: 50, at: "pages[0]") }
        #expect(error?.field == "pages[0].codes[0].box")
    }
}
