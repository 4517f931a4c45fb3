/// The head of a Netpbm picture, and where its pixels start.
///
/// ```
/// P1 P2 P3   numbers in words: 1-bit (1 black), gray, RGB; one picture a file
/// P4 P5 P6   the same in bytes; pictures may follow each other
/// P5 # comment
/// 1700 2200 255\n<pixels>
/// ```
struct PNMHeader: Hashable, Sendable {
    let width: Int
    let height: Int
    /// The number that means white; 1 for bitmaps.
    let maxValue: Int
    /// 1, or 3 for RGB.
    let channels: Int
    /// Whether 1 is black and raw rows have eight pixels a byte.
    let isBitmap: Bool
    /// Whether pixels are bytes rather than words.
    let isRaw: Bool
    /// First byte of the pixels.
    let pixelStart: Int

    /// Bytes of a raw picture's row.
    var rowBytes: Int { isBitmap ? (width + 7) / 8 : width * channels * (maxValue > 255 ? 2 : 1) }

    /// The heads of all pictures in the file. Raw pictures follow each other, as `scanimage` batches piped together do;
    /// anything else after a picture is an error, lest a page be lost in silence.
    static func all(in bytes: [UInt8], limits: ImageLimits) throws(ImageFileError) -> [PNMHeader] {
        var headers: [PNMHeader] = []
        var at = 0
        repeat {
            guard headers.count < limits.maxFrames else {
                throw ImageFileError(.tooManyFrames, "expected at most \(limits.maxFrames) PNM pictures, found more")
            }
            let header = try PNMHeader(in: bytes, at: at, limits: limits)
            headers.append(header)
            guard header.isRaw else { return headers }
            let needed = header.rowBytes * header.height
            guard bytes.count - header.pixelStart >= needed else {
                let found = bytes.count - header.pixelStart
                throw ImageFileError(.truncated, "expected \(needed) bytes of pixels, found \(found)")
            }
            at = header.pixelStart + needed
            while at < bytes.count, bytes[at].isPNMSpace { at += 1 }
        } while at < bytes.count
        return headers
    }

    private init(in bytes: [UInt8], at start: Int, limits: ImageLimits) throws(ImageFileError) {
        guard bytes.count - start >= 3, bytes[start] == UInt8(ascii: "P"), (0x31...0x36).contains(bytes[start + 1])
        else {
            throw ImageFileError(.damaged, "expected another PNM picture or the end at byte \(start), found other data")
        }
        let kind = Int(bytes[start + 1] - 0x30)
        isRaw = kind > 3
        isBitmap = kind == 1 || kind == 4
        channels = kind == 3 || kind == 6 ? 3 : 1
        var words = PNMWords(bytes: bytes, at: start + 2)
        width = try words.number("the PNM width")
        height = try words.number("the PNM height")
        maxValue = isBitmap ? 1 : try words.number("the PNM maximum")
        try limits.check(width: width, height: height)
        guard (1...65_535).contains(maxValue) else {
            throw ImageFileError(.damaged, "expected a PNM maximum from 1 to 65535, found \(maxValue)")
        }
        // Exactly one white space parts a raw header from its pixels: a second one is a pixel.
        if isRaw { try words.skipOneSpace() }
        pixelStart = words.at
        // Every number in words takes a byte and, but for bitmaps, a space before it.
        let least = width * height * channels * (isBitmap ? 1 : 2)
        if !isRaw, bytes.count - pixelStart < least {
            let found = bytes.count - pixelStart
            throw ImageFileError(.truncated, "expected at least \(least) bytes of pixels, found \(found)")
        }
    }
}

extension UInt8 {
    /// Whether Netpbm takes the character for white space: blank, TAB, LF, VT, FF, CR.
    var isPNMSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
