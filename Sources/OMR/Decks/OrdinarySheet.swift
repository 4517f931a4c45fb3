public import ElectionModel
public import Raster

/// A sheet as most voters hand it in: votes with an ordinary pen, scanned by a scanner in order. On such sheets no reader may
/// ask anybody anything.
public struct OrdinarySheet: Sendable {
    /// What the scanner sees.
    public let image: GrayImage
    /// For each target whether a vote is on it.
    public let isMarked: [Bool]

    /// Share of the targets that bear a vote.
    private static let votes = 0.4

    /// - Parameters:
    ///   - blank: the blank page's picture.
    ///   - targets: the page's targets.
    ///   - dpi: of the picture.
    ///   - seed: the same seed gives the same sheet.
    public init(_ blank: GrayImage, _ targets: [Target], dpi: Double, seed: UInt64) {
        var hand = Deed.Hand(seed: seed, dpi: dpi)
        var sheet = DrawnSheet(blank)
        // One pen for a sheet: 30 is a black gel pen, 110 a blue ballpoint, on paper of 255.
        let gray = UInt8(30 + 80 * hand.next())
        var isMarked: [Bool] = []
        for target in targets {
            isMarked.append(hand.next() < Self.votes)
            let box = target.box
            guard isMarked[isMarked.count - 1] else { continue }
            let place = Deed.Box(
                x: Double(box.x), y: Double(box.y), width: Double(box.width), height: Double(box.height))
            Self.vote(on: &sheet, place, &hand, gray)
        }
        self.isMarked = isMarked
        image = Self.scanned(sheet.image, &hand, dpi: dpi)
    }

    /// A cross, a tick, a filling to and fro, or a slash.
    private static func vote(on sheet: inout DrawnSheet, _ box: Deed.Box, _ hand: inout Deed.Hand, _ gray: UInt8) {
        func stroke(_ points: [(Double, Double)], width: Double) {
            let places = points.map { box.point(hand.near($0.0), hand.near($0.1)) }
            for (from, to) in zip(places, places.dropFirst()) { sheet.line(from, to, width: width, gray: gray) }
        }
        switch hand.next() {
        case ..<0.35:
            stroke([(0.12, 0.12), (0.88, 0.88)], width: hand.pen)
            stroke([(0.88, 0.12), (0.12, 0.88)], width: hand.pen)
        case ..<0.6: stroke([(0.15, 0.5), (0.4, 0.85), (0.95, -0.05)], width: hand.pen)
        case ..<0.9:
            let lines = 7
            let turns = (0...lines).map { turn -> (Double, Double) in
                let across = 0.15 + 0.7 * Double(turn) / Double(lines)
                return (across, turn % 2 == 0 ? 0.12 : 0.88)
            }
            stroke(turns, width: hand.pen)
        default: stroke([(0.05, 0.9), (0.95, 0.1)], width: hand.pen)
        }
    }

    /// A little askew, on paper that is not quite white, with the grain of a sensor.
    private static func scanned(_ image: GrayImage, _ hand: inout Deed.Hand, dpi: Double) -> GrayImage {
        let skew = (hand.next() - 0.5) / 30
        let (x, y) = ((hand.next() - 0.5) * hand.millimetre, (hand.next() - 0.5) * hand.millimetre)
        let (middleX, middleY) = (Double(image.width) / 2, Double(image.height) / 2)
        let map = Affine(
            xx: 1, xy: -skew, dx: x + skew * middleY, yx: skew, yy: 1, dy: y - skew * middleX)
        let askew = image.blended(through: map).smoothedLightly()
        let (paper, black, grain) = (228 + 24 * hand.next(), 8 + 25 * hand.next(), 2 + 6 * hand.next())
        var pixels = askew.pixels
        for place in pixels.indices {
            let noise = grain * (hand.next() + hand.next() - 1)
            let gray = black + (paper - black) * Double(pixels[place]) / 255 + noise
            pixels[place] = UInt8(min(255, max(0, gray.rounded())))
        }
        return GrayImage(width: image.width, height: image.height, pixels: pixels)
    }
}

extension GrayImage {
    /// The picture as seen through a map, each pixel mixed from the four around its place: a sensor has no steps of whole pixels.
    /// What falls outside is white.
    fileprivate func blended(through map: Affine) -> GrayImage {
        var blended = [UInt8](repeating: 255, count: pixels.count)
        for row in 0..<height {
            for column in 0..<width {
                let place = map(Double(column), Double(row))
                let (x, y) = (place.x.rounded(.down), place.y.rounded(.down))
                guard x >= 0, y >= 0, Int(x) + 1 < width, Int(y) + 1 < height else { continue }
                let (across, down) = (place.x - x, place.y - y)
                let at = Int(y) * width + Int(x)
                let upper = Double(pixels[at]) * (1 - across) + Double(pixels[at + 1]) * across
                let lower = Double(pixels[at + width]) * (1 - across) + Double(pixels[at + width + 1]) * across
                blended[row * width + column] = UInt8((upper * (1 - down) + lower * down).rounded())
            }
        }
        return GrayImage(width: width, height: height, pixels: blended)
    }

    /// Half of each pixel and half of those around it: the blur of a lens in focus.
    fileprivate func smoothedLightly() -> GrayImage {
        let around = smoothed()
        return GrayImage(
            width: width, height: height,
            pixels: zip(pixels, around.pixels).map { UInt8((Int($0) + Int($1)) / 2) })
    }
}
