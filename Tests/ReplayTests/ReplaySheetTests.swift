import Replay
import ScannerDriver
import Testing

@Suite struct ReplaySheetTests {
    @Test(arguments: [
        ("scan.png", ReplaySide(path: "scan.png")),
        ("scan.tif#0", ReplaySide(path: "scan.tif", frame: 0)),
        ("scan.tif#12", ReplaySide(path: "scan.tif", frame: 12)),
        ("scan#a", ReplaySide(path: "scan#a")),
        ("scan#", ReplaySide(path: "scan#")),
        ("scan#1a", ReplaySide(path: "scan#1a")),
        ("scan#3#0", ReplaySide(path: "scan#3", frame: 0)),
        ("./#3/x", ReplaySide(path: "./#3/x")),
        ("бюллетень 1.tif#2", ReplaySide(path: "бюллетень 1.tif", frame: 2)),
        ("scan#٣", ReplaySide(path: "scan#٣")),
    ])
    func `digits behind the last hash are a frame`(text: String, side: ReplaySide) throws {
        #expect(try ReplaySide(parsing: text) == side)
        #expect(side.description == text)
    }

    @Test(arguments: [
        ("", "a path is empty"),
        ("#3", "'#3' has a frame but no path"),
        ("a\0b", "a path has a zero byte"),
        ("a#1000000", "'a#1000000': frames go from 0 to 999999"),
        ("a#99999999999999999999", "'a#99999999999999999999': frames go from 0 to 999999"),
    ])
    func `a side without a path or with an absurd frame is refused`(text: String, detail: String) {
        let fault = #expect(throws: ScannerFault.self) { try ReplaySide(parsing: text) }
        #expect(fault?.code == .badInput)
        #expect(fault?.detail == detail)
    }

    @Test func `single paths are one-sided sheets`() throws {
        #expect(
            try ReplaySheet.singles(of: ["a", "b#1"]) == [
                ReplaySheet(sideA: ReplaySide(path: "a")), ReplaySheet(sideA: ReplaySide(path: "b", frame: 1)),
            ])
    }

    @Test func `each two paths are the sides of a sheet`() throws {
        #expect(
            try ReplaySheet.pairs(of: ["1", "2", "3", "4"]) == [
                ReplaySheet(sideA: ReplaySide(path: "1"), sideB: ReplaySide(path: "2")),
                ReplaySheet(sideA: ReplaySide(path: "3"), sideB: ReplaySide(path: "4")),
            ])
        #expect(try ReplaySheet.pairs(of: []) == [])
    }

    @Test func `an odd number of images names the last one`() {
        let fault = #expect(throws: ScannerFault.self) { try ReplaySheet.pairs(of: ["1", "2", "3"]) }
        #expect(fault?.code == .oddSide)
        #expect(fault?.detail == "3 images are not pairs: '3' has no other side")
    }
}
