internal import Raster

/// How a picture has to be turned to be seen as its maker meant (Exif 2.32, tag 0x0112; the numbers are TIFF 6.0's).
///
/// ```
/// 1 as it is      2 mirrored                    5 rows are columns    6 turned to the right
/// 3 upside down   4 mirrored and upside down    8 turned to the left  7 rows are columns, upside down
/// ```
/// A camera that is held on its side writes 6 or 8. JPEG has the tag in its first APP1 segment of Exif data, PNG in the chunk
/// `eXIf`. Data that do not say it, or say it in a way that the standard does not know, leave the picture as it is.
struct ExifOrientation: Hashable, Sendable {
    let number: Int

    static let asItIs = ExifOrientation(number: 1)

    /// - Precondition: the number is from 1 to 8.
    init(number: Int) {
        precondition(1...8 ~= number, "Exif numbers its orientations from 1 to 8")
        self.number = number
    }

    /// What the file of a picture says.
    init(of bytes: [UInt8], _ codec: Codec) {
        let number: Int? =
            switch codec {
            case .jpeg: Self.exif(inJPEG: bytes).flatMap(Self.number(in:))
            case .png: Self.exif(inPNG: bytes).flatMap(Self.number(in:))
            // libtiff's reader turns by itself.
            case .tiff: nil
            }
        self = ExifOrientation(number: number ?? 1)
    }

    /// Whether rows become columns.
    private var exchanges: Bool { number >= 5 }
    private var mirrorsColumns: Bool { [2, 3, 7, 8].contains(number) }
    private var mirrorsRows: Bool { [3, 4, 6, 7].contains(number) }

    /// The picture, turned.
    func applied(to frame: ImageFrame) -> ImageFrame {
        guard self != .asItIs else { return frame }
        let image = frame.image
        let (width, height) = exchanges ? (image.height, image.width) : (image.width, image.height)
        // Where a pixel of the file goes: x and y of it are counted from the other end where that side is mirrored.
        let across = exchanges ? width : 1
        let down = exchanges ? 1 : width
        var pixels = [UInt8](repeating: 0, count: width * height)
        for y in 0..<image.height {
            let row = mirrorsRows ? image.height - 1 - y : y
            var place = row * down + (mirrorsColumns ? image.width - 1 : 0) * across
            let step = mirrorsColumns ? -across : across
            for x in 0..<image.width {
                pixels[place] = image.pixels[y * image.width + x]
                place += step
            }
        }
        let hint = exchanges ? frame.dpiHint.flatMap(Self.exchanged) : frame.dpiHint
        return ImageFrame(image: GrayImage(width: width, height: height, pixels: pixels), dpiHint: hint)
    }

    /// The size of the picture, turned.
    func applied(to size: ImageSize) -> ImageSize {
        guard exchanges else { return size }
        return ImageSize(width: size.height, height: size.width, dpiHint: size.dpiHint.flatMap(Self.exchanged))
    }

    private static func exchanged(_ dpi: DotsPerInch) -> DotsPerInch? {
        DotsPerInch(horizontal: dpi.vertical, vertical: dpi.horizontal)
    }

    /// The Exif data of a JPEG: behind "Exif\0\0" in an APP1 segment before the first scan.
    private static func exif(inJPEG bytes: [UInt8]) -> ArraySlice<UInt8>? {
        let head = Array("Exif\0\0".utf8)
        var place = 2
        while place + 4 <= bytes.count, bytes[place] == 0xFF {
            let marker = bytes[place + 1]
            // A marker may have any number of fill bytes before it.
            if marker == 0xFF {
                place += 1
                continue
            }
            guard marker != 0xDA else { return nil }
            let end = place + 2 + (Int(bytes[place + 2]) << 8 | Int(bytes[place + 3]))
            guard end >= place + 4, end <= bytes.count else { return nil }
            let segment = bytes[(place + 4)..<end]
            if marker == 0xE1, segment.starts(with: head) { return segment.dropFirst(head.count) }
            place = end
        }
        return nil
    }

    /// The Exif data of a PNG: the chunk `eXIf`, wherever it stands.
    private static func exif(inPNG bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var place = 8
        while place + 12 <= bytes.count {
            let length = bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
            let data = place + 8
            guard length <= bytes.count - data - 4 else { return nil }
            if bytes[(place + 4)..<data].elementsEqual("eXIf".utf8) { return bytes[data..<(data + length)] }
            place = data + length + 4
        }
        return nil
    }

    /// The tag's value in the first directory of Exif data, which are a small TIFF.
    private static func number(in exif: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(exif)
        let isBigEndian: Bool
        switch bytes.prefix(4) {
        case [0x49, 0x49, 0x2A, 0]: isBigEndian = false
        case [0x4D, 0x4D, 0, 0x2A]: isBigEndian = true
        default: return nil
        }
        func number(_ count: Int, at place: Int) -> Int? {
            guard place >= 0, place + count <= bytes.count else { return nil }
            let field = bytes[place..<(place + count)]
            return (isBigEndian ? Array(field) : field.reversed()).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, at: 4), let count = number(2, at: directory) else { return nil }
        for entry in 0..<count {
            let place = directory + 2 + 12 * entry
            guard let tag = number(2, at: place) else { return nil }
            guard tag == 0x0112 else { continue }
            guard number(2, at: place + 2) == 3, number(4, at: place + 4) == 1, let value = number(2, at: place + 8)
            else { return nil }
            return 1...8 ~= value ? value : nil
        }
        return nil
    }
}
