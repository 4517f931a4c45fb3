import ImageFiles
import Testing

@Suite struct JPEGTests {
    @Test func `a gray scan is read with its resolution`() throws {
        let frame = try ImageFileReader(bytes: Written.jpegGray).frame(at: 0)
        #expect(difference(frame.image, Expected.grayRamp) <= 3)
        #expect(frame.dpiHint == DotsPerInch(200))
    }

    @Test(arguments: [
        Sample("YCbCr", Written.jpegColour), Sample("progressive", Written.jpegProgressive),
        Sample("RGB", Written.jpegRGB),
        Sample("CMYK", Written.jpegInks),
    ])
    func `colours of every kind become their darkest channel`(file: Sample) throws {
        #expect(difference(try decode(file.bytes), Expected.colourRamp) <= 16)
    }

    @Test func `a density without a unit is no hint`() throws {
        #expect(try ImageFileReader(bytes: Written.jpegColour).frame(at: 0).dpiHint == nil)
    }

    @Test func `pixels per centimetre are turned into inches`() throws {
        var bytes = Written.jpegGray
        let unit = 13
        #expect(bytes[unit] == 1)
        bytes[unit] = 2
        #expect(try ImageFileReader(bytes: bytes).frame(at: 0).dpiHint == DotsPerInch(508))
    }

    @Test func `bytes after the end are ignored`() {
        #expect(failure(Written.jpegGray + [1, 2, 3]) == nil)
    }

    @Test func `blocks below the page are ignored`() throws {
        let end = Written.jpegGray.count - 2
        let bytes = Written.jpegGray[..<end] + [0x28, 0x00, 0xA2, 0x8A] + Written.jpegGray[end...]
        #expect(try decode(Array(bytes)) == decode(Written.jpegGray))
    }

    @Test func `blocks that are missing are an error although the file ends properly`() throws {
        let scan = try #require(place(of: 0xDA, in: Written.jpegGray))
        let bytes = Written.jpegGray[..<(scan + 40)] + [0xFF, 0xD9]
        #expect(failure(Array(bytes))?.code == .damaged)
    }

    @Test func `scans that are missing are an error although the file ends properly`() throws {
        let bytes = Written.jpegProgressive
        let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        #expect(scans.count > 5)
        for scan in scans.dropFirst() {
            // Huffman tables may stand before the scan that is left out: they do no harm.
            #expect(failure(Array(bytes[..<scan]) + [0xFF, 0xD9])?.code == .truncated, "cut at byte \(scan)")
        }
    }

    @Test func `more scans than the limit are refused`() {
        #expect(failure(Written.jpegProgressive, limits: ImageLimits(maxScans: 9))?.code == .unsupported)
        #expect(failure(Written.jpegProgressive, limits: ImageLimits(maxScans: 10)) == nil)
    }

    @Test func `a progressive picture keeps to the working memory`() {
        // 963 blocks of 128 bytes.
        let large = LimitTests.resized(Written.jpegProgressive, 200, 200)
        #expect(failure(large, limits: ImageLimits(maxWorkingBytes: 20_000))?.code == .tooMuchMemory)
    }

    @Test func `arithmetic coding is refused by name`() throws {
        var bytes = Written.jpegGray
        bytes[try #require(place(of: 0xC0, in: bytes)) + 1] = 0xC9
        #expect(failure(bytes)?.code == .unsupported)
    }

    @Test func `12-bit samples are refused`() throws {
        var bytes = Written.jpegGray
        let frame = try #require(place(of: 0xC0, in: bytes))
        bytes[frame + 1] = 0xC1
        bytes[frame + 4] = 12
        #expect(failure(bytes)?.code == .unsupported)
    }
}

/// Where the marker starts.
func place(of marker: UInt8, in bytes: [UInt8]) -> Int? {
    bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == marker }
}
