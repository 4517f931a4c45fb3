import Foundation
import Raster

/// What JPEG loses: the same blocks, transform and table as the standard's annex K, without the file.
extension Damage {
    static func jpeg(quality: Int) -> Damage {
        Damage("JPEG \(quality)") { image in JPEGLoss(quality: quality).applied(to: image) }
    }
}

private struct JPEGLoss {
    /// Step of each frequency at quality 50: ITU-T T.81, table K.1.
    private static let luminance: [Float] = [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ]
    private let steps: [Float]
    /// `cosines[u * 8 + x]`: weight of place x in frequency u, so that the matrix is orthonormal.
    private let cosines: [Float]

    init(quality: Int) {
        let scale = quality < 50 ? 5000 / Float(quality) : 200 - 2 * Float(quality)
        steps = Self.luminance.map { max(1, (($0 * scale + 50) / 100).rounded(.down)) }
        cosines = (0..<64).map { index in
            let (u, x) = (index / 8, index % 8)
            let weight = u == 0 ? (1.0 / 8).squareRoot() : 0.5
            return Float(weight * cos((2 * Double(x) + 1) * Double(u) * .pi / 16))
        }
    }

    func applied(to image: GrayImage) -> GrayImage {
        var result = image.pixels
        var block = [Float](repeating: 0, count: 64)
        var between = block
        for top in stride(from: 0, to: image.height, by: 8) {
            for left in stride(from: 0, to: image.width, by: 8) {
                for index in 0..<64 {
                    let (x, y) = (min(left + index % 8, image.width - 1), min(top + index / 8, image.height - 1))
                    block[index] = Float(image[x, y]) - 128
                }
                transform(&block, &between, forward: true)
                for index in 0..<64 { block[index] = (block[index] / steps[index]).rounded() * steps[index] }
                transform(&block, &between, forward: false)
                for index in 0..<64 {
                    let (x, y) = (left + index % 8, top + index / 8)
                    guard x < image.width, y < image.height else { continue }
                    result[y * image.width + x] = UInt8(max(0, min(255, (block[index] + 128).rounded())))
                }
            }
        }
        return GrayImage(width: image.width, height: image.height, pixels: result)
    }

    private func transform(_ block: inout [Float], _ between: inout [Float], forward: Bool) {
        // Rows into columns, twice: the second pass turns the block back.
        for _ in 0..<2 {
            for row in 0..<8 {
                for u in 0..<8 {
                    var sum: Float = 0
                    for x in 0..<8 { sum += block[row * 8 + x] * cosines[forward ? u * 8 + x : x * 8 + u] }
                    between[u * 8 + row] = sum
                }
            }
            swap(&block, &between)
        }
    }
}
