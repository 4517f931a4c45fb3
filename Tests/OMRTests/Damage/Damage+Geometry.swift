import Foundation
import Raster

/// What feeders, windows and folds do to the place of the print.
extension Damage {
    /// Turned clockwise by 90, 180 or 270 degrees, pixel by pixel.
    static func turned(_ degrees: Int) -> Damage {
        Damage("turned \(degrees)") { image in
            let (w, h) = (image.width, image.height)
            let (newWidth, newHeight) = degrees == 180 ? (w, h) : (h, w)
            var result = [UInt8](repeating: 0, count: w * h)
            for y in 0..<newHeight {
                for x in 0..<newWidth {
                    let (fromX, fromY) =
                        switch degrees {
                        case 90: (y, h - 1 - x)
                        case 180: (w - 1 - x, h - 1 - y)
                        default: (w - 1 - y, x)
                        }
                    result[y * newWidth + x] = image[fromX, fromY]
                }
            }
            return GrayImage(width: newWidth, height: newHeight, pixels: result)
        }
    }

    /// Seen in a mirror: no sheet can look so.
    static let mirrored = Damage("mirrored") { image in
        image.warped(width: image.width, height: image.height) { (Double(image.width - 1) - $0, $1) }
    }

    /// Fed slanting, the whole sheet in view.
    static func skew(_ degrees: Double, background: UInt8 = 255) -> Damage {
        Damage("skew \(degrees)\(background == 255 ? "" : " on \(background)")") { image in
            let angle = degrees * .pi / 180
            let (c, s) = (cos(angle), sin(angle))
            let (w, h) = (Double(image.width), Double(image.height))
            let newWidth = (w * c + h * abs(s)).rounded(.up)
            let newHeight = (w * abs(s) + h * c).rounded(.up)
            return image.warped(width: Int(newWidth), height: Int(newHeight), background: background) { x, y in
                let (dx, dy) = (x - newWidth / 2, y - newHeight / 2)
                return (c * dx + s * dy + w / 2, -s * dx + c * dy + h / 2)
            }
        }
    }

    /// Print larger or smaller than the blank page's, on paper of the same size; what does not fit is cut off.
    static func scale(_ x: Double, _ y: Double) -> Damage {
        Damage("scale \(x) x \(y)") { image in
            let (w, h) = (Double(image.width), Double(image.height))
            return image.warped(width: image.width, height: image.height) {
                (($0 - w / 2) / x + w / 2, ($1 - h / 2) / y + h / 2)
            }
        }
    }

    /// Scanned at another resolution.
    static func resolution(_ dpi: Int, from own: Int) -> Damage {
        Damage("\(dpi) dpi") { image in
            image.scaled(toWidth: image.width * dpi / own, height: image.height * dpi / own)
        }
    }

    /// Moved by millimetres, what leaves the window being lost.
    static func shift(_ x: Double, _ y: Double, paperWidth: Double) -> Damage {
        Damage("shift \(x) \(y) mm") { image in
            let unit = image.pixelsPerMillimetre(paperWidth: paperWidth)
            return image.warped(width: image.width, height: image.height) { ($0 - x * unit, $1 - y * unit) }
        }
    }

    /// Millimetres missing at the borders.
    static func crop(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0, paperWidth: Double)
        -> Damage
    {
        Damage("crop \(left) \(top) \(right) \(bottom) mm") { image in
            let unit = image.pixelsPerMillimetre(paperWidth: paperWidth)
            let width = image.width - Int((left + right) * unit)
            let height = image.height - Int((top + bottom) * unit)
            return image.warped(width: width, height: height) {
                ($0 + (left * unit).rounded(), $1 + (top * unit).rounded())
            }
        }
    }

    /// A part of the page stretched in feeding direction: from 30 to 70 % of its length.
    static func localStretch(_ share: Double) -> Damage {
        Damage("local stretch \(share)") { image in
            let h = Double(image.height)
            return image.warped(width: image.width, height: image.height) { x, y in
                (x, y - share * min(max(y - 0.3 * h, 0), 0.4 * h))
            }
        }
    }

    /// Rows taken twice (more than 0) or lost (less) at a height, where the feeder slipped.
    static func slip(_ rows: Int, at height: Double) -> Damage {
        Damage("slip \(rows) rows at \(height)") { image in
            let start = height * Double(image.height)
            return image.warped(width: image.width, height: image.height) { x, y in
                (x, y < start ? y : max(start - 1, y - Double(rows)))
            }
        }
    }

    /// One edge nearer than the other: across and along, in shares of the page.
    static func perspective(_ x: Double, _ y: Double) -> Damage {
        Damage("perspective \(x) \(y)") { image in
            let (w, h) = (Double(image.width), Double(image.height))
            return image.warped(width: image.width, height: image.height) { px, py in
                let (u, v) = (px / w - 0.5, py / h - 0.5)
                let depth = 1 + x * u + y * v
                return ((u / depth + 0.5) * w, (v / depth + 0.5) * h)
            }
        }
    }

    /// The right edge lower than the left by a share of the width, uprights staying upright.
    static func shear(_ share: Double) -> Damage {
        Damage("shear \(share)") { image in
            let w = Double(image.width)
            return image.warped(width: image.width, height: image.height) { ($0, $1 - share * ($0 - w / 2)) }
        }
    }

    /// Rows swinging to and fro, as when a sheet trembles in the feeder.
    static func tremble(_ pixels: Double, every rows: Double) -> Damage {
        Damage("tremble \(pixels) px") { image in
            image.warped(width: image.width, height: image.height) { ($0 + pixels * sin($1 * 2 * .pi / rows), $1) }
        }
    }

    /// The scanner's background seen around the sheet, in millimetres.
    static func border(
        _ gray: UInt8, left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0, paperWidth: Double
    ) -> Damage {
        Damage("border \(gray): \(left) \(top) \(right) \(bottom) mm") { image in
            let unit = image.pixelsPerMillimetre(paperWidth: paperWidth)
            let width = image.width + Int((left + right) * unit)
            let height = image.height + Int((top + bottom) * unit)
            return image.warped(width: width, height: height, background: gray) {
                ($0 - (left * unit).rounded(), $1 - (top * unit).rounded())
            }
        }
    }
}
