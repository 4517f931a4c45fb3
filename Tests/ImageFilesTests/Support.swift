import ImageFiles
import Raster
import Testing

/// A file under the name that test reports show instead of its bytes.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    var testDescription: String { name }
}

/// Decodes the frame of a file that should have just one.
func decode(_ bytes: [UInt8], limits: ImageLimits = .ballots) throws(ImageFileError) -> GrayImage {
    try ImageFileReader(bytes: bytes, limits: limits).frame(at: 0).image
}

/// The error of opening or decoding all frames; nil if there was none.
func failure(_ bytes: [UInt8], limits: ImageLimits = .ballots) -> ImageFileError? {
    do {
        let reader = try ImageFileReader(bytes: bytes, limits: limits)
        for index in 0..<reader.frameCount { _ = try reader.frame(at: index) }
        return nil
    } catch {
        return error
    }
}

/// The picture that a rule makes.
func picture(_ width: Int, _ height: Int, _ gray: (Int, Int) -> UInt8) -> GrayImage {
    GrayImage(
        width: width, height: height, pixels: (0..<width * height).map { gray($0 % width, $0 / width) })
}

/// The largest difference between two pictures of one size.
func difference(_ one: GrayImage, _ other: GrayImage) -> Int {
    zip(one.pixels, other.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
}

/// What the pictures of Written show.
enum Expected {
    static let checks = picture(Written.width, Written.height) { x, y in (x / 5 + y / 3) % 2 == 0 ? 0 : 255 }
    static let grayRamp = picture(Written.width, Written.height) { x, y in UInt8(4 * x + 3 * y) }
    static let colourRamp = picture(Written.width, Written.height) { x, y in darkest(6 * x, 10 * y, 128) }
}

/// The darkest channel of a colour.
func darkest(_ red: Int, _ green: Int, _ blue: Int) -> UInt8 { UInt8([red, green, blue].sorted()[0]) }

/// A small reproducible source of random numbers (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
