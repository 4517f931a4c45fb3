import Release
import Testing

@Suite struct JSONTests {
    let value: JSON = [
        "b": [.number(-3), .number(0), .flag(true), .flag(false), [], [:]], "a": "q\"\\/ \u{1}\n\u{1F}\u{7F}é\u{1F600}",
        "A": "",
    ]

    @Test func `a value is written in one way and read back`() throws {
        let compact = String(decoding: value.compact, as: UTF8.self)
        #expect(
            compact
                == "{\"A\":\"\",\"a\":\"q\\\"\\\\/ \\u0001\\n\\u001f\u{7F}é\u{1F600}\",\"b\":[-3,0,true,false,[],{}]}")
        #expect(JSON(parsing: value.compact) == value)
        let small: JSON = ["b": [.number(1)], "a": [:]]
        #expect(String(decoding: small.indented, as: UTF8.self) == "{\n \"a\": {},\n \"b\": [\n  1\n ]\n}")
    }

    @Test(arguments: [
        "", " ", "[1, 2]", "[1,2", "[1,]", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":1}", "01", "-0", "+1", "1.0", "1e3",
        "null",
        "\"\\u0041\"", "\"\\u001F\"", "\"\\/\"", "\"a", "\"\n\"", "tru", "[]]", "{\"a\"}", "99999999999999999999",
        "\"\\",
    ])
    func `another spelling is refused`(text: String) {
        #expect(JSON(parsing: Array(text.utf8)) == nil)
    }

    @Test func `bytes that are no UTF-8 and endless depth are refused`() {
        #expect(JSON(parsing: [0x22, 0xFF, 0x22]) == nil)
        #expect(JSON(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) == nil)
    }

    @Test func `references lead somewhere, and to the right kind`() {
        func findings(_ part: JSON) -> [String] {
            var check = ReferenceCheck()
            check.add(["@id": "e", "@type": "CVR.Election"])
            check.add(["@id": "s", "@type": "CVR.CVRSnapshot"])
            check.add(part)
            return check.findings
        }
        #expect(findings(["ElectionId": "e", "CurrentSnapshotId": "s", "UniqueId": "nobody"]) == [])
        #expect(findings(["ElectionId": "x"]) == ["ElectionId leads to x, which is not there"])
        #expect(findings([["ElectionId": "s"]]) == ["ElectionId leads to s, which is CVR.CVRSnapshot"])
        #expect(findings(["PartyIds": ["e"]]) == ["PartyIds leads to e, which is CVR.Election"])
        #expect(findings(["PartyIds": [.number(1)]]) == ["PartyIds is no id"])
        #expect(findings(["@id": "e", "@type": "CVR.Party"]).first == "the id e is there twice")
    }
}
