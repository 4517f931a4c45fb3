import Raster
import Testing

/// Something that happens to a page between the printer and the reader, with its strength: the same pixels every time.
struct Damage: Sendable, CustomTestStringConvertible {
    /// What happens and how much of it, such as `skew 5`; also the seed of what is random in it.
    let name: String
    let apply: @Sendable (GrayImage, inout SeededRandom) -> GrayImage

    init(_ name: String, _ apply: @escaping @Sendable (GrayImage, inout SeededRandom) -> GrayImage) {
        self.name = name
        self.apply = apply
    }

    /// Damage in which nothing is random.
    init(_ name: String, _ apply: @escaping @Sendable (GrayImage) -> GrayImage) {
        self.init(name) { image, _ in apply(image) }
    }

    func callAsFunction(_ image: GrayImage) -> GrayImage {
        var random = SeededRandom(seed: name.utf8.reduce(14_695_981_039) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
        return apply(image, &random)
    }

    /// First this, then another.
    func then(_ other: Damage) -> Damage {
        Damage("\(name), \(other.name)") { image, random in
            let between = self.apply(image, &random)
            return other.apply(between, &random)
        }
    }

    var testDescription: String { name }
}

extension GrayImage {
    /// The picture with every gray value replaced.
    func mapped(_ value: (UInt8) -> UInt8) -> GrayImage {
        let table = (0...255).map { value(UInt8($0)) }
        return GrayImage(width: width, height: height, pixels: pixels.map { table[Int($0)] })
    }

    /// The picture with every gray value replaced by one that depends on its place.
    func retouched(_ value: (_ x: Int, _ y: Int, _ gray: Double) -> Double) -> GrayImage {
        var result = pixels
        for y in 0..<height {
            for x in 0..<width {
                let index = y * width + x
                result[index] = UInt8(max(0, min(255, value(x, y, Double(pixels[index])).rounded())))
            }
        }
        return GrayImage(width: width, height: height, pixels: result)
    }

    /// A picture whose every pixel is fetched from a place of this one, mixed from its four neighbours.
    ///
    /// - Parameters:
    ///   - background: what lies beside this picture.
    ///   - from: where the pixel at `x`, `y` of the result comes from.
    func warped(
        width newWidth: Int, height newHeight: Int, background: UInt8 = 255,
        from: (_ x: Double, _ y: Double) -> (x: Double, y: Double)
    ) -> GrayImage {
        var result = [UInt8](repeating: background, count: newWidth * newHeight)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                let place = from(Double(x), Double(y))
                guard place.x > -1, place.y > -1, place.x < Double(width), place.y < Double(height) else { continue }
                let (left, top) = (Int(place.x.rounded(.down)), Int(place.y.rounded(.down)))
                let (shareX, shareY) = (place.x - Double(left), place.y - Double(top))
                func gray(_ x: Int, _ y: Int) -> Double {
                    guard x >= 0, y >= 0, x < width, y < height else { return Double(background) }
                    return Double(pixels[y * width + x])
                }
                let upper = gray(left, top) * (1 - shareX) + gray(left + 1, top) * shareX
                let lower = gray(left, top + 1) * (1 - shareX) + gray(left + 1, top + 1) * shareX
                result[y * newWidth + x] = UInt8((upper * (1 - shareY) + lower * shareY).rounded())
            }
        }
        return GrayImage(width: newWidth, height: newHeight, pixels: result)
    }

    /// Pixels in a millimetre, given the paper's width.
    func pixelsPerMillimetre(paperWidth: Double) -> Double { Double(min(width, height)) / paperWidth }
}
