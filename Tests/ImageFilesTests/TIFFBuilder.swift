/// Writes TIFF files of many kinds, also wrong ones, without libtiff.
struct TIFFBuilder {
    /// One directory and its strips or tiles.
    struct Page {
        /// Short or long numbers by tag; strips and their sizes are added.
        var tags: [UInt16: [Int]]
        /// Strips, or tiles if the tags have tile sides.
        var pieces: [[UInt8]]

        /// A page in one strip.
        static func gray(
            width: Int, height: Int, bits: Int = 8, photometric: Int = 1, more: [UInt16: [Int]] = [:],
            strips: [[UInt8]]
        ) -> Page {
            let tags: [UInt16: [Int]] = [
                256: [width], 257: [height], 258: [bits], 259: [1], 262: [photometric], 277: [1], 278: [height],
            ]
            return Page(tags: tags.merging(more) { _, new in new }, pieces: strips)
        }
    }

    var pages: [Page]
    var isBigEndian = false
    /// Whether offsets have 64 bits.
    var isBigTIFF = false
    /// Where the last directory points: 0 is the end.
    var lastNext = 0
    /// Whether resolutions (282, 283) are fractions.
    private let rationals: Set<UInt16> = [282, 283]

    init(_ pages: [Page], isBigEndian: Bool = false, isBigTIFF: Bool = false, lastNext: Int = 0) {
        self.pages = pages
        self.isBigEndian = isBigEndian
        self.isBigTIFF = isBigTIFF
        self.lastNext = lastNext
    }

    func bytes() -> [UInt8] {
        var file: [UInt8] = isBigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
        file += number(isBigTIFF ? 43 : 42, 2)
        if isBigTIFF { file += number(8, 2) + number(0, 2) }
        var link = file.count
        file += number(0, offsetSize)
        for page in pages {
            let (directory, next) = append(page, to: &file)
            file.replaceSubrange(link..<link + offsetSize, with: number(directory, offsetSize))
            link = next
        }
        file.replaceSubrange(link..<link + offsetSize, with: number(lastNext, offsetSize))
        return file
    }

    private var offsetSize: Int { isBigTIFF ? 8 : 4 }

    /// Returns where the directory starts, and where its link to the next one stands.
    private func append(_ page: Page, to file: inout [UInt8]) -> (Int, Int) {
        var tags = page.tags
        let isTiled = tags[322] != nil
        tags[isTiled ? 324 : 273] = page.pieces.map { piece in
            defer { file += piece }
            return file.count
        }
        if tags[isTiled ? 325 : 279] == nil { tags[isTiled ? 325 : 279] = page.pieces.map(\.count) }
        if isTiled { tags[278] = nil }
        var entries: [UInt8] = []
        for (tag, values) in tags.sorted(by: { $0.key < $1.key }) {
            let isShort = tag < 273 && tag > 257 || [277, 284, 296, 317, 320, 338, 339, 266, 274].contains(tag)
            let isRational = rationals.contains(tag)
            let data = values.flatMap { number($0, isShort ? 2 : 4) + (isRational ? number(1, 4) : []) }
            entries += number(Int(tag), 2) + number(isRational ? 5 : isShort ? 3 : 4, 2)
            entries += number(values.count, offsetSize)
            if data.count <= offsetSize {
                entries += data + [UInt8](repeating: 0, count: offsetSize - data.count)
            } else {
                entries += number(file.count, offsetSize)
                file += data
            }
        }
        if file.count % 2 == 1 { file.append(0) }
        let directory = file.count
        file += number(tags.count, isBigTIFF ? 8 : 2) + entries + number(0, offsetSize)
        return (directory, file.count - offsetSize)
    }

    private func number(_ value: Int, _ size: Int) -> [UInt8] {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return isBigEndian ? bytes.reversed() : bytes
    }
}
