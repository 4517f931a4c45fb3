import Raster

/// Sheets that are drawn instead of read from files: a border, a slope of grays and the sheet's own number in bars.
///
/// No two numbers look the same, so that a program under test can tell whether it saw each sheet once.
package enum SheetPattern {
    /// A letter-size sheet, or one of another length; length in 1/200 inch.
    package static func images(number: Int, id: Int, length: Int = 2200) -> SheetImages {
        SheetImages(
            id: id, front: side(number: number, isBack: false, length: length),
            back: side(number: number, isBack: true, length: length))
    }

    /// The width of letter paper in 1/200 inch.
    package static let width = 1700

    private static func side(number: Int, isBack: Bool, length: Int) -> GrayImage {
        var row = [UInt8](repeating: 255, count: width)
        // A slope of gray along the upper part tells an image that is mirrored or scaled wrongly.
        for x in 100..<width - 100 { row[x] = UInt8(40 + (x - 100) * 200 / (width - 200)) }
        let blank = [UInt8](repeating: 255, count: width)
        let bars = barRow(number: number, isBack: isBack)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * length)
        for y in 0..<length {
            switch y * 10 / length {
            case 1: pixels += row
            case 3, 4: pixels += bars
            default: pixels += blank
            }
        }
        return GrayImage(width: width, height: length, pixels: pixels)
    }

    /// 32 places of 40 pixels: 31 for the number, most significant first, the last one black on backs.
    private static func barRow(number: Int, isBack: Bool) -> [UInt8] {
        var row = [UInt8](repeating: 255, count: width)
        for place in 0..<32 {
            let isBlack = place == 31 ? isBack : number >> (30 - place) & 1 == 1
            guard isBlack else { continue }
            for x in 0..<40 { row[210 + place * 40 + x] = 0 }
        }
        return row
    }
}
