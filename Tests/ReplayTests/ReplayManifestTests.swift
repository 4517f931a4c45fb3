import Replay
import ScannerDriver
import Testing

@Suite struct ReplayManifestTests {
    private func manifest(_ text: String, in directory: String = "") throws -> ReplayManifest {
        try ReplayManifest(bytes: Array(text.utf8), directory: directory)
    }

    private func sheet(_ sideA: String, _ sideB: String? = nil) throws -> ReplaySheet {
        ReplaySheet(sideA: try ReplaySide(parsing: sideA), sideB: try sideB.map { try ReplaySide(parsing: $0) })
    }

    @Test func `a line is a sheet of one side or two`() throws {
        let read = try manifest("one.png\na.tif#0\ta.tif#1\n")
        #expect(read.batches == [[try sheet("one.png"), try sheet("a.tif#0", "a.tif#1")]])
    }

    @Test func `blank lines separate batches, however many, and none is empty`() throws {
        let read = try manifest("\n\n1\n2\n\n \t\n\n3\n\n")
        #expect(read.batches == [[try sheet("1"), try sheet("2")], [try sheet("3")]])
    }

    @Test func `a comment begins with a hash and separates nothing`() throws {
        let read = try manifest("# box 3\n1\n#\n2\n./#3\n #4\n")
        #expect(
            read.batches == [
                [
                    try sheet("1"), try sheet("2"), try sheet("./#3"),
                    ReplaySheet(sideA: ReplaySide(path: " ", frame: 4)),
                ]
            ])
    }

    @Test func `lines may end in CR LF, and the last one in nothing`() throws {
        #expect(try manifest("1\t2\r\n\r\n3").batches == [[try sheet("1", "2")], [try sheet("3")]])
    }

    @Test func `paths are relative to the manifest and keep their spaces`() throws {
        let read = try manifest("a b .png \t/abs.png\n", in: "/elections/2012")
        #expect(read.batches == [[try sheet("/elections/2012/a b .png ", "/abs.png")]])
        #expect(try manifest("x#1", in: "d/").batches == [[try sheet("d/x#1")]])
    }

    @Test(arguments: [
        ("1\n2\t3\t4\n", "line 2: 3 paths; a sheet has one side or two, separated by one TAB"),
        ("1\n\n2\t\n", "line 3: a path is empty"),
        ("\t2\n", "line 1: a path is empty"),
        ("1\na\r\r\n", "line 2: a carriage return inside the line"),
        ("1\nx#1234567\n", "line 2: 'x#1234567': frames go from 0 to 999999"),
        ("a\0b\n", "line 1: a path has a zero byte"),
        ("\u{FEFF}1\n", "line 1: the file begins with a byte order mark; save it as UTF-8 without one"),
        ("# only a comment\n\n", "the manifest lists no sheet"),
        ("", "the manifest lists no sheet"),
    ])
    func `a line that cannot be used is refused with its number`(text: String, detail: String) {
        let fault = #expect(throws: ScannerFault.self) { try manifest(text) }
        #expect(fault?.code == .badInput)
        #expect(fault?.detail == detail)
    }

    @Test func `a path that is not UTF-8 is refused with its line`() {
        let fault = #expect(throws: ScannerFault.self) {
            try ReplayManifest(bytes: [0x31, 0x0A, 0xE9, 0x0A], directory: "")
        }
        #expect(fault?.detail == "line 2: not UTF-8")
    }

    @Test func `a manifest beyond the size limit is refused`() throws {
        let comment = [UInt8](repeating: UInt8(ascii: "#"), count: ReplayManifest.maximumBytes - 2)
        #expect(try ReplayManifest(bytes: comment + [0x0A, 0x31], directory: "").batches.count == 1)
        let fault = #expect(throws: ScannerFault.self) {
            try ReplayManifest(bytes: comment + [0x0A, 0x31, 0x31], directory: "")
        }
        #expect(fault?.detail == "the manifest is larger than 16777216 bytes")
    }

    @Test func `a sheet beyond the limit is refused with its line`() {
        let lines = [[UInt8]](repeating: [0x31, 0x0A], count: ReplayManifest.maximumSheets + 1)
        let fault = #expect(throws: ScannerFault.self) {
            try ReplayManifest(bytes: Array(lines.joined()), directory: "")
        }
        #expect(fault?.detail == "line 1000001: more than 1000000 sheets")
    }
}
