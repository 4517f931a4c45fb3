/// One page of a TIFF: where its directory is, and the size it states.
///
/// ```
/// header     II|MM 42 offset32              or  II|MM 43 8 0 offset64 (BigTIFF)
/// directory  count16 entry12... next32      or  count64 entry20... next64
/// ```
/// The chain is walked here before libtiff sees it: a loop, a missing page or a size past the limits is found without
/// taking memory, and each page is then opened by its place, which stays fast on page 500.
struct TIFFDirectory: Hashable, Sendable {
    /// Byte at which the directory starts.
    let offset: UInt64

    /// All pages in the order of the chain.
    static func all(in bytes: [UInt8], limits: ImageLimits) throws(ImageFileError) -> [TIFFDirectory] {
        let chain = try TIFFChain(bytes)
        var directories: [TIFFDirectory] = []
        var seen: Set<UInt64> = []
        var offset = try chain.firstDirectory()
        while offset != 0 {
            guard directories.count < limits.maxFrames else {
                throw ImageFileError(.tooManyFrames, "expected at most \(limits.maxFrames) TIFF pages, found more")
            }
            guard seen.insert(offset).inserted else {
                throw ImageFileError(.damaged, "the TIFF pages go round in a circle after page \(directories.count)")
            }
            let page = try chain.directory(at: offset, page: directories.count + 1)
            try limits.check(width: page.width, height: page.height)
            directories.append(TIFFDirectory(offset: offset))
            offset = page.next
        }
        guard !directories.isEmpty else { throw ImageFileError(.damaged, "expected a TIFF page, found none") }
        return directories
    }

    func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageFileError) -> ImageFrame {
        try Codec.tiff(directory: offset).decode(bytes, limits: limits)
    }
}

/// Reads numbers of the two byte orders and two widths that a TIFF can have.
private struct TIFFChain {
    let bytes: [UInt8]
    let bigEndian: Bool
    /// Whether offsets have 64 bits.
    let big: Bool

    init(_ bytes: [UInt8]) throws(ImageFileError) {
        self.bytes = bytes
        bigEndian = bytes[0] == UInt8(ascii: "M")
        big = bytes.starts(with: [0x49, 0x49, 0x2B]) || bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2B])
    }

    func firstDirectory() throws(ImageFileError) -> UInt64 {
        guard big else { return try number(4, at: 4, "the TIFF header") }
        guard try number(2, at: 4, "the TIFF header") == 8 else {
            throw ImageFileError(.damaged, "expected offsets of 8 bytes in a BigTIFF")
        }
        return try number(8, at: 8, "the TIFF header")
    }

    func directory(at offset: UInt64, page: Int) throws(ImageFileError) -> (width: Int, height: Int, next: UInt64) {
        let what = "the directory of TIFF page \(page)"
        let count = try number(big ? 8 : 2, at: offset, what)
        let entries = offset + (big ? 8 : 2)
        let entrySize: UInt64 = big ? 20 : 12
        guard count <= 4096 else {
            throw ImageFileError(.damaged, "expected at most 4096 tags in \(what), found \(count)")
        }
        let next = try number(big ? 8 : 4, at: entries + count * entrySize, what)
        var width = 0
        var height = 0
        for index in 0..<count {
            let entry = entries + index * entrySize
            switch try number(2, at: entry, what) {
            case 256: width = try value(ofEntryAt: entry, what)
            case 257: height = try value(ofEntryAt: entry, what)
            default: break
            }
        }
        return (width, height, next)
    }

    /// The number in an entry of type BYTE, SHORT, LONG or LONG8; 0, which no size may be, for any other.
    private func value(ofEntryAt entry: UInt64, _ what: String) throws(ImageFileError) -> Int {
        let sizes: [UInt64: Int] = [1: 1, 3: 2, 4: 4, 16: 8]
        guard let size = sizes[try number(2, at: entry + 2, what)] else { return 0 }
        return Int(clamping: try number(size, at: entry + (big ? 12 : 8), what))
    }

    private func number(_ size: Int, at offset: UInt64, _ what: String) throws(ImageFileError) -> UInt64 {
        guard offset <= UInt64(bytes.count), bytes.count - Int(offset) >= size else {
            throw ImageFileError(.truncated, "expected \(what) at byte \(offset), found the end at byte \(bytes.count)")
        }
        var value: UInt64 = 0
        for index in 0..<size {
            let shift = 8 * (bigEndian ? size - 1 - index : index)
            value |= UInt64(bytes[Int(offset) + index]) << UInt64(shift)
        }
        return value
    }
}
