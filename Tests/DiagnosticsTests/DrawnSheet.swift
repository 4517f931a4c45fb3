import Foundation
import Raster

/// A blank sheet as a scanner would show it: paper with texture and noise, on a background, askew, with dirt.
struct DrawnSheet {
    var dpi = 100.0
    var width = 864
    var height = 1180
    /// The sheet's own size in millimetres, and its middle from the picture's in millimetres.
    var paperWidth = 210.0, paperHeight = 290.0
    var shift = 0.0
    /// Degrees clockwise.
    var skew = 0.0
    var paper = 236.0
    var background = 12.0
    /// Standard deviation of every pixel.
    var noise = 5.0
    /// Greatest departure of the paper's texture: spots of some pixels, as in recycled paper.
    var texture = 3.0
    /// How light the paper is across, by a factor for a place from 0 to 1.
    var light: (Double) -> Double = { _ in 1 }
    /// Width of a thin shadow along the sheet's edges, in pixels, drawn outside it.
    var shadow = 0
    /// Changes of single pixels, last of all: x, y and the gray so far.
    var dirt: (Int, Int, Double) -> Double = { $2 }
    var seed: UInt64 = 1

    func image() -> GrayImage {
        var random = Noise(seed: seed)
        let coarse = (0..<4096).map { _ in random.normal() * texture / 2 }
        let (cosine, sine) = (cos(skew * .pi / 180), sin(skew * .pi / 180))
        let millimetre = dpi / 25.4
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height)
        for y in 0..<height {
            for x in 0..<width {
                let fromX = Double(x) - Double(width - 1) / 2 - shift * millimetre
                let fromY = Double(y) - Double(height - 1) / 2
                let onX = (fromX * cosine + fromY * sine) / millimetre
                let onY = (-fromX * sine + fromY * cosine) / millimetre
                let beyond = max(abs(onX) - paperWidth / 2, abs(onY) - paperHeight / 2) * millimetre
                var gray: Double
                if beyond <= 0 {
                    let cell = (x / 3 &* 73 &+ y / 3 &* 197) & 4095
                    gray = (paper + coarse[cell]) * light(Double(x) / Double(width - 1))
                } else if beyond <= Double(shadow) {
                    gray = background * 0.7
                } else {
                    gray = background
                }
                gray = dirt(x, y, gray + random.normal() * noise)
                pixels.append(UInt8(min(255, max(0, gray.rounded()))))
            }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    /// A column of dirt: so much darker (or lighter) than it was, from one row to another.
    mutating func addStreak(x: ClosedRange<Int>, contrast: Double, rows: Range<Int>? = nil) {
        let before = dirt
        dirt = { column, row, gray in
            let gray = before(column, row, gray)
            guard x.contains(column), rows?.contains(row) ?? true else { return gray }
            return gray * (1 + contrast)
        }
    }

    /// A round spot on the paper.
    mutating func addSpot(x: Int, y: Int, radius: Int, gray spot: Double = 30) {
        let before = dirt
        dirt = { column, row, gray in
            let gray = before(column, row, gray)
            let (dx, dy) = (column - x, row - y)
            return dx * dx + dy * dy <= radius * radius ? spot : gray
        }
    }
}

extension GrayImage {
    /// Turned by half a turn.
    var upsideDown: GrayImage { GrayImage(width: width, height: height, pixels: pixels.reversed()) }

    /// Turned clockwise by a quarter.
    var turned: GrayImage {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(self.pixels.count)
        for y in 0..<width {
            for x in 0..<height { pixels.append(self[y, height - 1 - x]) }
        }
        return GrayImage(width: height, height: width, pixels: pixels)
    }

    /// As in a mirror.
    var mirrored: GrayImage {
        var pixels: [UInt8] = []
        for y in 0..<height { pixels += self.pixels[y * width..<(y + 1) * width].reversed() }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
}
