import Replay
import ReplayFiles
import ScannerDriver
import Testing

/// Sides as files of one picture or more.
@Suite struct PictureFilesTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.picture("one.pgm", 1)
        let one = try scratch.bytes("one.pgm")
        try scratch.picture("two.pgm", 2)
        try scratch.write("both.pgm", one + (try scratch.bytes("two.pgm")))
    }

    @Test func `a page that is named is taken, and the only one need not be`() throws {
        for (name, frame, gray) in [("one", nil, 1), ("one", 0, 1), ("both", 0, 1), ("both", 1, 2)]
            as [(String, Int?, UInt8)]
        {
            #expect(try PictureFiles.load(ReplaySide(path: scratch("\(name).pgm"), frame: frame)).image == plain(gray))
        }
    }

    @Test(
        arguments: [
            (nil, "expected one picture, found 2 pages"), (2, "the file's last page is #1"),
        ] as [(Int?, String)])
    func `a page that is not named or not there is refused`(frame: Int?, detail: String) {
        let side = ReplaySide(path: scratch("both.pgm"), frame: frame)
        let fault = #expect(throws: ScannerFault.self) { try PictureFiles.load(side) }
        #expect(fault?.code == .badInput && fault?.detail == "\(side): \(detail)")
    }
}
