import CSANE
import Raster
import SANE
import ScannerDriver
import Testing

/// What a backend may announce and deliver, for the cases that neither `test` nor `pnm` produces.
@Suite struct SANEFrameTests {
    private func parameters(
        _ format: SANE_Frame = SANE_FRAME_GRAY, isLast: Bool = true, bytesPerLine: Int32 = 4, width: Int32 = 4,
        lines: Int32 = 1, depth: Int32 = 8
    ) -> SANE_Parameters {
        SANE_Parameters(
            format: format, last_frame: isLast ? 1 : 0, bytes_per_line: bytesPerLine, pixels_per_line: width,
            lines: lines, depth: depth)
    }

    @Test func `the limits are a side of 20,000 and 80 million pixels`() throws {
        _ = try SANEFrame(parameters(bytesPerLine: 20_000, width: 20_000, lines: 4_000))
        for (width, lines): (Int32, Int32) in [(20_000, 4_001), (20_001, 1), (1, 20_001), (.max, .max)] {
            #expect(throws: ScannerFault(.imageTooLarge, ""), "\(width) x \(lines)") {
                try SANEFrame(parameters(bytesPerLine: width, width: width, lines: lines))
            }
        }
    }

    @Test func `a page without pixels is no page`() {
        for (width, lines): (Int32, Int32) in [(0, 10), (10, 0), (-4, 10), (10, -2)] {
            #expect(throws: ScannerFault(.shortImage, ""), "\(width) x \(lines)") {
                try SANEFrame(parameters(bytesPerLine: 10, width: width, lines: lines))
            }
        }
    }

    @Test func `rows too short or absurdly long for their pixels are refused`() throws {
        #expect(throws: ScannerFault(.ioError, "")) { try SANEFrame(parameters(bytesPerLine: 3)) }
        #expect(throws: ScannerFault(.ioError, "")) { try SANEFrame(parameters(bytesPerLine: 1_000_000)) }
        #expect(throws: ScannerFault(.ioError, "")) {
            try SANEFrame(parameters(SANE_FRAME_RGB, bytesPerLine: 23, depth: 16))
        }
        _ = try SANEFrame(parameters(SANE_FRAME_RGB, bytesPerLine: 24, depth: 16))
    }

    @Test func `depths and formats that are not in the standard are refused`() {
        #expect(throws: ScannerFault(.unsupported, "")) { try SANEFrame(parameters(depth: 12)) }
        // 0x0B is a JPEG file in a frame, of a later draft.
        #expect(throws: ScannerFault(.unsupported, "")) { try SANEFrame(parameters(SANE_Frame(rawValue: 0x0B))) }
    }

    @Test func `a colour row of one bit has a byte of red, of green and of blue for eight pixels`() throws {
        let frame = try SANEFrame(parameters(SANE_FRAME_RGB, bytesPerLine: 6, width: 9, depth: 1))
        let row: [UInt8] = [0b1000_0000, 0b0100_0000, 0b0010_0000, 0b1000_0000, 0b1000_0000, 0b1000_0000]
        var expected = [UInt8](repeating: 0, count: 27)
        for (pixel, channel) in [(0, 0), (1, 1), (2, 2), (8, 0), (8, 1), (8, 2)] { expected[pixel * 3 + channel] = 255 }
        #expect(frame.samples(of: row, height: 1) == expected)
    }

    @Test func `every gray of eight bits is kept and sixteen bits are rounded`() throws {
        #expect((0...255).allSatisfy { darkest(red: $0, green: $0, blue: $0) == $0 })
        let frame = try SANEFrame(parameters(bytesPerLine: 8, width: 4, depth: 16))
        let words: [UInt16] = [0xFFFF, 128, 129, 0x8000]
        let bytes = words.flatMap { word in unsafe withUnsafeBytes(of: word) { unsafe Array($0) } }
        #expect(frame.samples(of: bytes, height: 1) == [255, 0, 1, 128])
    }

    @Test func `a page needs each colour once and all of one size`() throws {
        let red = try SANEFrame(parameters(SANE_FRAME_RED, isLast: false))
        let green = try SANEFrame(parameters(SANE_FRAME_GREEN))
        let taller = try SANEFrame(parameters(SANE_FRAME_BLUE, lines: 2))
        var page = SANEPage()
        try page.add(red, [1, 2, 3, 4])
        #expect(throws: ScannerFault(.ioError, "")) { try page.add(red, [1, 2, 3, 4]) }
        #expect(throws: ScannerFault(.ioError, "")) { try page.add(taller, [1, 2, 3, 4, 5, 6, 7, 8]) }
        try page.add(green, [1, 2, 3, 4])
        #expect(throws: ScannerFault(.shortImage, "")) { try page.image() }
    }

    @Test func `rows are counted, and a byte that is missing is noticed`() throws {
        let frame = try SANEFrame(parameters(lines: 2))
        var page = SANEPage()
        #expect(throws: ScannerFault(.shortImage, "")) { try page.add(frame, [1, 2, 3, 4, 5, 6, 7]) }
        #expect(throws: ScannerFault(.shortImage, "")) { try page.add(frame, []) }
        #expect(page.isEmpty)
        let unknown = try SANEFrame(parameters(lines: -1))
        #expect(throws: ScannerFault(.shortImage, "")) { try page.add(unknown, []) }
    }
}
