/// The file formats that are read, told apart by what the bytes say and never by a file's name.
public enum ImageFormat: String, Hashable, Sendable, CaseIterable {
    /// Portable Network Graphics.
    case png
    /// JPEG with Huffman coding, in one pass or progressive.
    case jpeg
    /// TIFF and BigTIFF, one or more pages.
    case tiff
    /// The Netpbm family, P1 to P6, as SANE's tools write it.
    case pnm
    /// PDF whose pages are pictures. The target PDFFiles reads it, in a process of its own.
    case pdf

    /// The format whose signature these bytes start with.
    init(of bytes: [UInt8]) throws(ImageFileError) {
        for (signature, format) in Self.signatures where bytes.starts(with: signature) {
            self = format
            return
        }
        if bytes.count >= 3, bytes[0] == UInt8(ascii: "P"), (0x31...0x36).contains(bytes[1]),
            bytes[2].isPNMSpace || bytes[2] == UInt8(ascii: "#")
        {
            self = .pnm
            return
        }
        let found = Self.guess(at: bytes)
        throw ImageFileError(.unknownFormat, "expected a PNG, JPEG, TIFF or PNM picture, found \(found)")
    }

    private static let signatures: [([UInt8], ImageFormat)] = [
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .png),
        ([0xFF, 0xD8, 0xFF], .jpeg),
        ([0x49, 0x49, 0x2A, 0x00], .tiff), ([0x4D, 0x4D, 0x00, 0x2A], .tiff),
        ([0x49, 0x49, 0x2B, 0x00], .tiff), ([0x4D, 0x4D, 0x00, 0x2B], .tiff),
    ]

    /// What a stranger seems to be: people convert files more readily when told what they have.
    private static func guess(at bytes: [UInt8]) -> String {
        let strangers: [(String, String)] = [
            ("%PDF", "a PDF document"), ("GIF8", "a GIF picture"), ("BM", "a BMP picture"),
            ("RIFF", "a RIFF or WebP file"), ("PK", "a ZIP archive"), ("P7\n", "a PAM picture"),
        ]
        for (signature, name) in strangers where bytes.starts(with: signature.utf8) { return name }
        let start = bytes.prefix(8)
        if start.allSatisfy({ (0x20...0x7E).contains($0) || $0.isPNMSpace }) {
            return "text that starts \"\(String(decoding: start, as: UTF8.self))\""
        }
        return "bytes that start " + start.map { hexadecimal($0) }.joined(separator: " ")
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
