import Diagnostics
import Foundation
import Raster

/// A target sheet as a scanner would show it: its marks drawn by distance, so that edges lie between pixels.
struct DrawnTarget {
    var sheet = TargetSheet(.a4)
    var dpi = 150.0
    /// Degrees clockwise, beyond quarter turns.
    var skew = 0.0
    /// Size across and along as shares of what the resolution says.
    var scaleX = 1.0, scaleY = 1.0
    /// The sheet's middle from the picture's, in millimetres.
    var shiftX = 0.0, shiftY = 0.0
    /// What a place of the sheet is moved by, in millimetres of the sheet.
    var bend: (Double, Double) -> (Double, Double) = { _, _ in (0, 0) }
    var noise = 4.0
    var ink = 40.0, paper = 235.0
    /// Millimetres by which ink spreads.
    var spread = 0.0
    /// A pen's gray in each box; nil where nothing was drawn.
    var pens: [Double?] = []
    /// Changes of single pixels, last of all.
    var dirt: (Int, Int, Double) -> Double = { $2 }
    var seed: UInt64 = 1

    /// From millimetres of the sheet to pixels.
    var map: Affine {
        let (cosine, sine) = (cos(skew * .pi / 180), sin(skew * .pi / 180))
        let (mx, my) = (dpi / 25.4 * scaleX, dpi / 25.4 * scaleY)
        let (xx, xy, yx, yy) = (mx * cosine, -mx * sine, my * sine, my * cosine)
        let (cx, cy) = (sheet.width / 2, sheet.height / 2)
        return Affine(
            xx: xx, xy: xy, dx: Double(width - 1) / 2 + shiftX * dpi / 25.4 - xx * cx - xy * cy,
            yx: yx, yy: yy, dy: Double(height - 1) / 2 + shiftY * dpi / 25.4 - yx * cx - yy * cy)
    }

    var width: Int { Int(sheet.width / 25.4 * dpi) + 20 }
    var height: Int { Int(sheet.height / 25.4 * dpi) + 20 }

    func image() -> GrayImage {
        var random = Noise(seed: seed)
        let map = map
        guard let inverse = map.inverse else { fatalError("a drawn sheet has an inverse") }
        var grays = [Double](repeating: paper, count: width * height)
        func draw(around x: Double, _ y: Double, reach: Double, _ shade: (Double, Double) -> Double?) {
            let centre = map(x, y)
            let pixels = reach * dpi / 25.4 + 3
            for row in max(0, Int(centre.y - pixels))...max(0, min(height - 1, Int(centre.y + pixels))) {
                for column in max(0, Int(centre.x - pixels))...max(0, min(width - 1, Int(centre.x + pixels))) {
                    let place = inverse(Double(column), Double(row))
                    if let gray = shade(place.x, place.y) { grays[row * width + column] = gray }
                }
            }
        }
        let millimetre = dpi / 25.4
        for mark in sheet.marks {
            let (bx, by) = bend(mark.x, mark.y)
            draw(around: mark.x, mark.y, reach: TargetSheet.radius + 2) { x, y in
                let (dx, dy) = (x - mark.x - bx, y - mark.y - by)
                let distance = (dx * dx + dy * dy).squareRoot()
                let outer = min(1, max(0, (TargetSheet.radius + spread - distance) * millimetre + 0.5))
                let hole =
                    mark.isDisc ? 0 : min(1, max(0, (TargetSheet.holeRadius - spread - distance) * millimetre + 0.5))
                let cover = outer - hole
                return cover > 0 ? paper + (ink - paper) * cover : nil
            }
        }
        for patch in sheet.patches where patch.ink > 0 {
            draw(around: patch.x + patch.side / 2, patch.y + patch.side / 2, reach: patch.side) { x, y in
                let isInside = x >= patch.x && x <= patch.x + patch.side && y >= patch.y && y <= patch.y + patch.side
                return isInside ? paper + (ink - paper) * patch.ink : nil
            }
        }
        for (box, pen) in zip(sheet.penBoxes, pens) {
            guard let pen else { continue }
            draw(around: box.x + 7, box.y + 7, reach: box.side) { x, y in
                // A line of 0.7 mm from corner to corner.
                let isInside = x >= box.x && x <= box.x + box.side && y >= box.y && y <= box.y + box.side
                return isInside && abs((x - box.x) - (y - box.y)) < 0.5 ? pen : nil
            }
        }
        let pixels = grays.indices.map { index -> UInt8 in
            let gray = dirt(index % width, index / width, grays[index] + random.normal() * noise)
            return UInt8(min(255, max(0, gray.rounded())))
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
}
