import Glibc
import ImageFiles
import Raster
import Testing

@Suite struct LimitTests {
    /// Files of at most a few hundred bytes that claim to be huge.
    static let bombs: [Sample] = [
        Sample("PNG", PNGBuilder(width: 60_000, height: 60_000) { _, _ in [0] }.head()),
        Sample("PNG within the limits", PNGBuilder(width: 8_000, height: 9_000) { _, _ in [0] }.head()),
        Sample("interlaced", PNGBuilder(width: 8_000, height: 9_000, colourType: 6, interlaced: true).head()),
        Sample("JPEG", resized(Written.jpegGray, 60_000, 60_000)),
        Sample("JPEG within the limits", resized(Written.jpegGray, 8_000, 9_000)),
        Sample("progressive JPEG", resized(Written.jpegProgressive, 8_000, 9_000)),
        Sample("TIFF", tiff(60_000, 60_000)),
        Sample("TIFF of 4 G", tiff(0xFFFF_FFFF, 0xFFFF_FFFF)),
        Sample("TIFF within the limits", tiff(8_000, 9_000)),
        Sample("TIFF with a huge strip", tiff(10, 10, [279: [0x7FFF_FFFF], 259: [5]])),
        Sample("TIFF with rows of one each", tiff(20_000, 4_000, [278: [1], 259: [5]])),
        Sample("TIFF with huge tiles", tiff(10, 10, [322: [0x10_0000], 323: [0x10_0000]])),
        Sample("TIFF with many samples", tiff(10, 10, [277: [65_535]])),
        Sample("TIFF in LZW", tiff(8_000, 9_000, [259: [5]])), Sample("TIFF in G4", tiff(20_000, 4_000, fax)),
        Sample("PNM", Array("P5 60000 60000 255\n ".utf8)),
        Sample("PNM within the limits", Array("P5 8000 9000 255\n ".utf8)),
        Sample("PNM in words", Array("P2 8000 9000 255\n ".utf8)),
    ]

    private static let fax: [UInt16: [Int]] = [258: [1], 259: [4]]

    static func resized(_ jpeg: [UInt8], _ width: Int, _ height: Int) -> [UInt8] {
        guard let frame = place(of: 0xC0, in: jpeg) ?? place(of: 0xC2, in: jpeg) else { return [] }
        let sides = [height >> 8, height & 255, width >> 8, width & 255].map { UInt8($0) }
        return jpeg[..<(frame + 5)] + sides + jpeg[(frame + 9)...]
    }

    static func tiff(_ width: Int, _ height: Int, _ more: [UInt16: [Int]] = [:]) -> [UInt8] {
        TIFFBuilder([.gray(width: width, height: height, more: more, strips: [[1, 2, 3]])]).bytes()
    }

    @Test(arguments: bombs)
    func `small files that claim to be huge are errors`(file: Sample) {
        #expect(file.bytes.count < 3_000)
        #expect(failure(file.bytes) != nil)
    }

    @Test(arguments: bombs.filter { ["PNG", "JPEG", "TIFF", "TIFF of 4 G", "PNM"].contains($0.name) })
    func `sides past the limit are named as such`(file: Sample) {
        let error = failure(file.bytes)
        #expect(error?.code == .tooManyPixels)
        #expect(error?.detail.contains("20000") == true)
    }

    @Test func `the same files take no memory`() async {
        // In a process of its own, so that the peak is of this test alone.
        await #expect(processExitsWith: .success) {
            _ = failure(Written.jpegProgressive)
            _ = failure(Written.tiffG4)
            let before = peakKilobytes()
            for bomb in LimitTests.bombs { _ = failure(bomb.bytes) }
            let grown = peakKilobytes() - before
            exit(grown < 8_000 ? 0 : 1)
        }
    }

    @Test(arguments: [
        PNGBuilder(width: 30, height: 20).bytes(), Array("P4 30 20\n".utf8) + [UInt8](repeating: 0, count: 80),
        LimitTests.tiff(30, 20),
    ])
    func `the limits on sides and pixels are exact`(bytes: [UInt8]) {
        #expect(failure(bytes, limits: ImageLimits(maxSide: 29))?.code == .tooManyPixels)
        #expect(failure(bytes, limits: ImageLimits(maxPixels: 599))?.code == .tooManyPixels)
        #expect(failure(bytes, limits: ImageLimits(maxSide: 30, maxPixels: 600))?.code != .tooManyPixels)
    }

    @Test func `a blank fax page may be very much smaller than its pixels`() throws {
        // Each row is one bit, "as above", and the end is 24 bits: 20 million pixels in 128 bytes.
        let strip = [UInt8](repeating: 0xFF, count: 125) + [0x00, 0x10, 0x01]
        let page = TIFFBuilder.Page.gray(
            width: 20_000, height: 1_000, bits: 1, photometric: 0, more: [259: [4]], strips: [strip])
        #expect(try decode(TIFFBuilder([page]).bytes()) == picture(20_000, 1_000) { _, _ in 255 })
    }

    @Test func `more bytes than the limit are refused`() {
        #expect(failure(Written.tiffG4, limits: ImageLimits(maxFileBytes: 99))?.code == .tooManyBytes)
    }
}

extension PNGBuilder {
    /// The file with hardly any pixels behind its header.
    func head() -> [UInt8] {
        Self.signature + Self.chunk("IHDR", header) + Self.chunk("IDAT", Self.stored([0, 0, 0]))
            + Self.chunk("IEND", [])
    }
}

/// The most memory that this program ever held. (getrusage would tell that of the program which started it, too.)
func peakKilobytes() -> Int {
    let file = unsafe open("/proc/self/status", O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    _ = unsafe read(file, &bytes, bytes.count)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let peak = lines.first { $0.hasPrefix("VmHWM:") }?.split(whereSeparator: { !$0.isNumber }).first
    return peak.flatMap { Int($0) } ?? .max
}
