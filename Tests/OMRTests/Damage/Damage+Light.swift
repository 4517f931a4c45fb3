import Foundation
import Raster

/// What lamps, sensors, converters and ink do to the gray values.
extension Damage {
    /// Midtones darker (above 1) or lighter (below).
    static func gamma(_ exponent: Double) -> Damage {
        Damage("gamma \(exponent)") { image in
            image.mapped { UInt8((255 * pow(Double($0) / 255, exponent)).rounded()) }
        }
    }

    /// Black and white drawn together: gray ink on gray paper.
    static func contrast(ink: Double, paper: Double) -> Damage {
        Damage("contrast \(ink) \(paper)") { image in
            image.mapped { UInt8((ink + (paper - ink) * Double($0) / 255).rounded()) }
        }
    }

    /// A lamp that shines weaker towards one side: the share of light at the far end.
    static func shading(across: Double = 1, along: Double = 1) -> Damage {
        Damage("shading \(across) \(along)") { image in
            let (w, h) = (Double(image.width), Double(image.height))
            return image.retouched { x, y, gray in
                gray * (1 - (1 - across) * Double(x) / w) * (1 - (1 - along) * Double(y) / h)
            }
        }
    }

    /// Gaussian noise of a standard deviation in gray levels.
    static func noise(_ deviation: Double) -> Damage {
        Damage("noise \(deviation)") { (image: GrayImage, random: inout SeededRandom) in
            image.retouched { _, _, gray in gray + deviation * random.bell() }
        }
    }

    /// Dead and stuck pixels, by their share.
    static func specks(_ share: Double) -> Damage {
        Damage("specks \(share)") { (image: GrayImage, random: inout SeededRandom) in
            let limit = UInt64(share * 65536)
            return image.retouched { _, _, gray in
                let bits = random.next()
                return bits & 0xFFFF < limit ? (bits >> 16 & 1 == 0 ? 0 : 255) : gray
            }
        }
    }

    /// Out of focus by a Gaussian of a standard deviation in pixels.
    static func blur(_ deviation: Double) -> Damage {
        Damage("blur \(deviation)") { image in
            let reach = Int((3 * deviation).rounded(.up))
            let raw = (-reach...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
            let sum = raw.reduce(0, +)
            let kernel = raw.map { Float($0 / sum) }
            let (w, h) = (image.width, image.height)
            var between = [Float](repeating: 0, count: w * h)
            for y in 0..<h {
                for x in 0..<w {
                    var value: Float = 0
                    for step in -reach...reach {
                        value += kernel[step + reach] * Float(image.pixels[y * w + min(max(x + step, 0), w - 1)])
                    }
                    between[y * w + x] = value
                }
            }
            var sums = [Float](repeating: 0, count: w)
            var result = [UInt8](repeating: 0, count: w * h)
            for y in 0..<h {
                for x in 0..<w { sums[x] = 0 }
                for step in -reach...reach {
                    let row = min(max(y + step, 0), h - 1) * w
                    for x in 0..<w { sums[x] += kernel[step + reach] * between[row + x] }
                }
                for x in 0..<w { result[y * w + x] = UInt8(min(255, sums[x].rounded())) }
            }
            return GrayImage(width: w, height: h, pixels: result)
        }
    }

    /// Black and white, split at a level.
    static func threshold(_ level: UInt8) -> Damage {
        Damage("threshold \(level)") { image in image.mapped { $0 > level ? 255 : 0 } }
    }

    /// White for black.
    static let negative = Damage("negative") { image in image.mapped { 255 - $0 } }

    /// A line of one gray along the feeding direction, as dust on the sensor draws it; places are shares of the width.
    static func streaks(at places: [Double], width: Int, gray: Double) -> Damage {
        let list = places.map { String(format: "%.3f", $0) }.joined(separator: " ")
        return Damage("streak \(width) px of \(Int(gray)) at \(list)") { image in
            let columns = places.map { Int($0 * Double(image.width)) }
            return image.retouched { x, _, own in
                columns.contains { (0..<width).contains(x - $0 + width / 2) } ? gray : own
            }
        }
    }

    /// A fold across the page: ink worn off, or a shadow. `height` is a share of the page's.
    static func fold(at height: Double, width: Int, gray: Double) -> Damage {
        Damage("fold \(width) px of \(Int(gray)) at \(String(format: "%.3f", height))") { image in
            let row = Int(height * Double(image.height))
            return image.retouched { _, y, own in
                guard (0..<width).contains(y - row + width / 2) else { return own }
                return gray > 200 ? max(own, gray) : min(own, gray)
            }
        }
    }

    /// The print and marks of a mirrored page, shining through with a strength from 0 to 1.
    static func showThrough(_ strength: Double) -> Damage {
        Damage("show-through \(strength)") { image in
            image.retouched { x, y, own in
                min(own, 255 - strength * (255 - Double(image[image.width - 1 - x, y])))
            }
        }
    }

    /// A corner folded over or torn off: a triangle of millimetres at the top left.
    static func corner(_ millimetres: Double, gray: Double, paperWidth: Double) -> Damage {
        Damage("corner \(millimetres) mm of \(Int(gray))") { image in
            let reach = millimetres * image.pixelsPerMillimetre(paperWidth: paperWidth)
            return image.retouched { x, y, own in Double(x + y) < reach ? gray : own }
        }
    }
}
