import ImageFiles
import Raster
import ScannerDriver

/// Pictures of a sheet as they are kept: black and white, by the level that the sides are read with.
enum SheetPictures {
    /// PNG files of side A and, where it was scanned, side B.
    static func files(of scan: SheetScan) -> [[UInt8]] {
        ([scan.sideA] + (scan.sideB.map { [$0] } ?? [])).map(png)
    }

    private static func png(_ image: GrayImage) -> [UInt8] {
        let paper = PaperMap(of: image)
        let ink = Bitmap(image, darkerThan: paper.inkShare(of: image), of: paper)
        return PNGEncoding.bilevel(
            darkBits: ink.packedRows, width: ink.width, height: ink.height, level: 1)
    }
}

extension Bitmap {
    /// Rows of whole bytes, the first pixel in the top bit: what image files hold.
    fileprivate var packedRows: [UInt8] {
        let byteCount = (width + 7) / 8
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount * height)
        for y in 0..<height {
            let row = words[(y * wordsPerRow)..<((y + 1) * wordsPerRow)]
            for (index, word) in row.enumerated() {
                for byte in 0..<min(8, byteCount - 8 * index) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> (56 - 8 * byte)))
                }
            }
        }
        return bytes
    }
}
