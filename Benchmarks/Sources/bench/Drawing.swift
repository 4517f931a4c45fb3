import ElectionModel
import Glibc
import Raster

/// Reproducible noise: SplitMix64.
struct Noise {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

/// A gray page that is drawn, at any resolution, and then seen through a scanner.
@safe struct Page {
    /// Letter paper in points of 1/200 inch: all drawing is in these.
    static let (wide, tall) = (1700, 2200)

    private(set) var image: GrayImage
    private let copyTarget: UnsafeMutablePointer<UInt8>

    init(_ image: GrayImage) {
        self.image = image
        unsafe copyTarget = .allocate(capacity: image.pixels.count)
        unsafe copyTarget.initialize(repeating: 0, count: image.pixels.count)
    }

    /// The yardstick: the page's bytes copied once.
    func copied() -> Int {
        unsafe image.pixels.withUnsafeBufferPointer { source in
            _ = unsafe memcpy(copyTarget, source.baseAddress!, source.count)
        }
        return Int(unsafe copyTarget[image.pixels.count / 2])
    }
}

/// One side of the synthetic ballot: a frame, heads and names made of glyph-like blocks, and boxes in three columns.
struct BallotDrawing {
    let number: Int
    /// Boxes in 1/200 inch.
    let boxes: [(x: Int, y: Int)]
    static let boxSize = (width: 44, height: 30)
    private var strokes: [(x: Int, y: Int, width: Int, height: Int)] = []

    /// - Parameter style: a word of the heading by which pages of one form differ; nil for a form without.
    init(number: Int, style: Int? = nil) {
        self.number = number
        var noise = Noise(seed: UInt64(1000 + number))
        var boxes: [(x: Int, y: Int)] = []
        for column in 0..<3 {
            for row in 0..<20 { boxes.append((100 + column * 530, 330 + row * 86)) }
        }
        self.boxes = boxes
        // The same frame and instructions on all pages, as one printer prints them.
        var common = Noise(seed: 7)
        for edge in [(60, 60, 1580, 4), (60, 2136, 1580, 4), (60, 60, 4, 2080), (1636, 60, 4, 2080)] {
            strokes.append((edge.0, edge.1, edge.2, edge.3))
        }
        for column in [590, 1120] { strokes.append((column, 300, 2, 1800)) }
        for line in 0..<4 { text(x: 90, y: 80 + line * 24, width: 1000, height: 16, &common) }
        if let style {
            var own = Noise(seed: UInt64(5000 + style))
            text(x: 1200, y: 90, width: 240, height: 24, &own)
        }
        for line in 0..<2 { text(x: 90, y: 190 + line * 44, width: 900, height: 30, &noise) }
        for box in boxes {
            let (width, height) = Self.boxSize
            for edge in [(0, 0, width, 3), (0, height - 3, width, 3), (0, 0, 3, height), (width - 3, 0, 3, height)] {
                strokes.append((box.x + edge.0, box.y + edge.1, edge.2, edge.3))
            }
            text(x: box.x + 60, y: box.y + 4, width: 180 + noise.below(160), height: 20, &noise)
            if noise.below(3) == 0 { text(x: box.x + 60, y: box.y + 34, width: 240, height: 14, &noise) }
        }
    }

    /// Letters: an upright each, with a few bars and bowls.
    private mutating func text(x: Int, y: Int, width: Int, height: Int, _ noise: inout Noise) {
        let stem = max(2, height / 7)
        var at = x
        while at < x + width {
            let letter = height / 3 + noise.below(height / 3)
            if noise.below(6) > 0 {
                let shape = noise.below(32) + 1
                if shape & 1 != 0 { strokes.append((at, y, stem, height)) }
                if shape & 2 != 0 { strokes.append((at + letter, y + height / 3, stem, height * 2 / 3)) }
                if shape & 4 != 0 { strokes.append((at, y, letter, stem)) }
                if shape & 8 != 0 { strokes.append((at, y + height / 2, letter, stem)) }
                if shape & 16 != 0 { strokes.append((at, y + height - stem, letter + stem, stem)) }
            }
            at += letter + 3 * stem
        }
    }

    /// The blank page.
    func blank(scale: Double = 1) -> GrayImage { drawn(scale: scale, marks: [], skew: 0, seed: 0) }

    /// A voted page as a scanner sees it: a little turned, unevenly white, noisy.
    ///
    /// - Parameters:
    ///   - scale: pixels for one 1/200 inch.
    ///   - marks: indices of the boxes that are filled.
    func drawn(scale: Double, marks: [Int], skew: Double, seed: UInt64) -> GrayImage {
        let (width, height) = (Int(Double(Page.wide) * scale), Int(Double(Page.tall) * scale))
        var pixels = [UInt8](repeating: 245, count: width * height)
        func fill(_ x: Int, _ y: Int, _ wide: Int, _ tall: Int, _ gray: UInt8) {
            for row in Int(Double(y) * scale)..<Int(Double(y + tall) * scale) {
                for column in Int(Double(x) * scale)..<Int(Double(x + wide) * scale) {
                    // A shear in both directions is a small turn.
                    let px = column - Int(skew * Double(row - height / 2))
                    let py = row + Int(skew * Double(column - width / 2))
                    if px >= 0, px < width, py >= 0, py < height { pixels[py * width + px] = gray }
                }
            }
        }
        for stroke in strokes { fill(stroke.x, stroke.y, stroke.width, stroke.height, 25) }
        for mark in marks { fill(boxes[mark].x + 5, boxes[mark].y + 5, 34, 20, 60) }
        guard seed > 0 else { return GrayImage(width: width, height: height, pixels: pixels) }
        var noise = Noise(seed: seed)
        var index = 0
        while index + 8 <= pixels.count {
            var bits = noise.next()
            for _ in 0..<8 {
                pixels[index] = UInt8(clamping: Int(pixels[index]) + Int(bits & 15) - 8)
                bits >>= 8
                index += 1
            }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    func layout(id: PageID) -> PageLayout {
        PageLayout(
            id: id, reference: "drawn",
            targets: boxes.indices.map { index in
                Target(
                    contest: ContestID(rawValue: "c\(number)-\(index / 5)"),
                    option: OptionID(rawValue: "o\(index % 5)"),
                    box: PixelBox(
                        x: boxes[index].x, y: boxes[index].y, width: Self.boxSize.width, height: Self.boxSize.height),
                    shape: .rectangle)
            })
    }
}
