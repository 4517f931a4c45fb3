public import ElectionModel

/// What somebody or something did at one target of a sheet, and what a reader may say of that target then.
public struct Deed: Sendable, CustomStringConvertible {
    /// A few words, for messages.
    public let name: String
    /// What is right to say of the target.
    public let truth: Truth
    private let draw: @Sendable (inout DrawnSheet, Box, Hand) -> Void

    public var description: String { name }

    /// What may be said of a target.
    public enum Truth: String, Hashable, Sendable {
        /// A clear mark: nothing else is right.
        case marked
        /// No mark, and none is near: nothing else is right.
        case unmarked
        /// A person has to look; neither of the two is right.
        case look
        /// Ink that is no mark: unmarked or a look.
        case notMarked
        /// A vote that may be too pale or too small: marked or a look.
        case notUnmarked
    }

    /// A target's box in pixels of the picture.
    struct Box: Sendable {
        let x, y, width, height: Double
        var centre: DrawnSheet.Point { point(0.5, 0.5) }
        var size: Double { min(width, height) }

        /// A place in the box: 0, 0 is its upper left corner and 1, 1 its lower right one.
        func point(_ across: Double, _ down: Double) -> DrawnSheet.Point {
            DrawnSheet.Point(x + across * (width - 1), y + down * (height - 1))
        }
    }

    /// How unsteady a hand is, and how thick its pen: both differ from sheet to sheet.
    struct Hand: Sendable {
        private var state: UInt64
        /// Thickness of the pen in pixels.
        private(set) var pen = 0.0
        /// Pixels of a millimetre.
        let millimetre: Double

        /// - Parameters:
        ///   - seed: the same seed draws the same.
        ///   - dpi: of the picture; pens are 0.4 to 0.8 mm thick.
        init(seed: UInt64, dpi: Double) {
            state = seed &* 2 &+ 1
            millimetre = dpi / 25.4
            pen = (0.4 + 0.4 * next()) * millimetre
        }

        /// From 0 up to 1. SplitMix64 (Steele, Lea, Flood 2014).
        mutating func next() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
            return Double((bits ^ bits >> 31) >> 11) / 9_007_199_254_740_992
        }

        /// About a place, by a twentieth of the target.
        mutating func near(_ value: Double) -> Double { value + (next() - 0.5) / 10 }
    }

    /// Does it to a sheet.
    ///
    /// - Parameters:
    ///   - sheet: the sheet so far.
    ///   - box: the target's box in pixels of the sheet's picture.
    ///   - seed: of the hand: the same seed draws the same.
    ///   - dpi: of the picture.
    public func perform(on sheet: inout DrawnSheet, at box: PixelBox, seed: UInt64, dpi: Double) {
        draw(
            &sheet, Box(x: Double(box.x), y: Double(box.y), width: Double(box.width), height: Double(box.height)),
            Hand(seed: seed, dpi: dpi))
    }

    /// Gray of a pen's ink.
    private static let ink: UInt8 = 50

    private static func cross(_ sheet: inout DrawnSheet, _ box: Box, _ hand: Hand, gray: UInt8, softness: Double = 1) {
        var hand = hand
        for (from, to) in [((0.1, 0.1), (0.9, 0.9)), ((0.9, 0.1), (0.1, 0.9))] {
            let start = box.point(hand.near(from.0), hand.near(from.1))
            sheet.line(
                start, box.point(hand.near(to.0), hand.near(to.1)), width: hand.pen, gray: gray, softness: softness)
        }
    }

    /// Spilt ink: a disc with bumps.
    private static func blot(on sheet: inout DrawnSheet, _ centre: DrawnSheet.Point, radius: Double, _ hand: Hand) {
        var hand = hand
        sheet.disc(centre, radius: 0.85 * radius, gray: ink)
        for (x, y) in [(0.7, 0.1), (-0.3, 0.7), (-0.6, -0.4), (0.3, -0.7)] {
            sheet.disc(
                DrawnSheet.Point(centre.x + radius * hand.near(x), centre.y + radius * hand.near(y)),
                radius: radius * hand.near(0.35), gray: ink)
        }
    }

    /// What voters do with a pen, and every reader has to see.
    public static let votes: [Deed] = [
        Deed(name: "cross", truth: .marked) { cross(&$0, $1, $2, gray: ink) },
        Deed(name: "tick", truth: .marked) { sheet, box, hand in
            let foot = box.point(0.4, 0.85)
            sheet.line(box.point(0.15, 0.5), foot, width: hand.pen, gray: ink)
            sheet.line(foot, box.point(1.05, -0.15), width: hand.pen, gray: ink)
        },
        Deed(name: "filled", truth: .marked) { sheet, box, _ in
            sheet.block(x: box.x, y: box.y, width: box.width, height: box.height, gray: ink)
        },
        Deed(name: "nothing", truth: .unmarked) { _, _, _ in },
        Deed(name: "cross in pale ink", truth: .notUnmarked) { cross(&$0, $1, $2, gray: 170) },
        Deed(name: "fill in pale ink", truth: .notUnmarked) { sheet, box, _ in
            sheet.block(x: box.x, y: box.y, width: box.width, height: box.height, gray: 190)
        },
    ]

    /// What is no vote, or none that a machine may count.
    public static let mishaps: [Deed] = [
        Deed(name: "ink from the other side", truth: .notMarked) { cross(&$0, $1, $2, gray: 90, softness: 9) },
        Deed(name: "hole", truth: .notMarked) { sheet, box, _ in
            sheet.disc(box.point(0.8, 0.3), radius: 0.7 * box.size, gray: 8)
        },
        Deed(name: "line across the sheet", truth: .notMarked) { sheet, box, hand in
            let reach = 6 * box.size
            sheet.line(
                DrawnSheet.Point(box.centre.x - reach, box.centre.y + reach),
                DrawnSheet.Point(box.centre.x + reach, box.centre.y - reach), width: hand.pen, gray: ink)
        },
        Deed(name: "blackened out", truth: .notMarked) { sheet, box, _ in
            let over = 0.3 * box.size
            sheet.block(
                x: box.x - over, y: box.y - over, width: box.width + 2 * over, height: box.height + 2 * over, gray: ink)
        },
        Deed(name: "imprint", truth: .notMarked) { sheet, box, hand in
            // Letters as bars and rings of one height, a third of the target's.
            let height = 0.4 * box.size
            for letter in -5...4 {
                let x = box.centre.x + 0.8 * height * Double(letter)
                let y = box.centre.y
                if letter % 2 == 0 {
                    sheet.line(
                        DrawnSheet.Point(x, y - height / 2), DrawnSheet.Point(x, y + height / 2),
                        width: hand.pen / 2 + 1,
                        gray: 30)
                } else {
                    sheet.ring(DrawnSheet.Point(x, y), radius: height / 3, width: hand.pen / 2 + 1, gray: 30)
                }
            }
        },
        Deed(name: "circle around the target", truth: .look) { sheet, box, hand in
            sheet.ring(box.centre, radius: 1.1 * box.size, width: hand.pen, gray: ink)
        },
        Deed(name: "cross beside the target", truth: .look) { sheet, box, hand in
            let beside = Box(x: box.x + 1.3 * box.width, y: box.y, width: box.width, height: box.height)
            cross(&sheet, beside, hand, gray: ink)
        },
        Deed(name: "correction tape over a mark", truth: .look) { sheet, box, hand in
            cross(&sheet, box, hand, gray: ink)
            let rim = Int(0.12 * box.size)
            sheet.cover(
                x: Int(box.x) + rim, y: Int(box.y) + rim, width: Int(box.width) - 2 * rim,
                height: Int(box.height) - 2 * rim, gray: 254)
        },
        Deed(name: "spot", truth: .look) { sheet, box, _ in
            sheet.disc(box.centre, radius: 0.2 * box.size, gray: ink)
        },
        Deed(name: "circle close around the target", truth: .look) { sheet, box, hand in
            let rim = 0.15 * box.size
            sheet.ring(
                box.centre, radiusX: 0.55 * box.width + rim, radiusY: 0.55 * box.height + rim, width: hand.pen,
                gray: ink)
        },
        Deed(name: "tick that keeps beside the target", truth: .notUnmarked) { sheet, box, hand in
            let foot = DrawnSheet.Point(box.x - 0.3 * box.size, box.y + 0.8 * box.height)
            sheet.line(
                DrawnSheet.Point(foot.x - 0.3 * box.size, foot.y - 0.35 * box.size), foot, width: hand.pen, gray: ink)
            sheet.line(foot, box.point(0.04, 0.1), width: hand.pen, gray: ink)
        },
        Deed(name: "fill that was crossed out", truth: .look) { sheet, box, hand in
            sheet.block(x: box.x, y: box.y, width: box.width, height: box.height, gray: ink)
            for (from, to) in [((-0.1, -0.6), (1.1, 1.6)), ((1.1, -0.6), (-0.1, 1.6))] {
                sheet.line(box.point(from.0, from.1), box.point(to.0, to.1), width: hand.pen, gray: ink)
            }
        },
        Deed(name: "scribbled over until it is black", truth: .notMarked) { sheet, box, hand in
            var hand = hand
            let steps = 24
            for step in 0..<steps {
                let across = -0.25 + 1.5 * Double(step) / Double(steps)
                let ragged = step % 4 == 0 ? 0.15 : 0
                sheet.line(
                    box.point(across, hand.near(-0.4) - ragged), box.point(across + 0.05, hand.near(1.4) + ragged),
                    width: hand.pen, gray: ink)
            }
        },
        Deed(name: "hole over the outline", truth: .notMarked) { sheet, box, hand in
            var hand = hand
            let side = hand.next() < 0.5 ? 0.05 : 0.95
            sheet.disc(box.point(side, hand.near(0.4)), radius: 3 * hand.millimetre, gray: 45)
        },
        Deed(name: "hole in the middle", truth: .notMarked) { sheet, box, hand in
            sheet.disc(box.centre, radius: 2.6 * hand.millimetre, gray: 45)
        },
        Deed(name: "blot over the outline", truth: .notMarked) { sheet, box, hand in
            blot(on: &sheet, box.point(0.15, 0.6), radius: 1.7 * hand.millimetre, hand)
        },
        Deed(name: "large blot", truth: .notMarked) { sheet, box, hand in
            var hand = hand
            let centre = box.point(hand.near(0.2), hand.near(0.5))
            blot(on: &sheet, centre, radius: 0.75 * box.size, hand)
        },
        Deed(name: "drop with splashes", truth: .look) { sheet, box, hand in
            sheet.disc(box.centre, radius: 0.2 * box.size, gray: ink)
            for (across, down) in [(0.14, 0.3), (0.3, 0.9), (0.9, 0.7)] {
                sheet.disc(box.point(across, down), radius: 0.05 * box.size, gray: ink)
            }
        },
        Deed(name: "fill of the other side through thin paper", truth: .notMarked) { sheet, box, hand in
            sheet.block(
                x: box.x, y: box.y, width: box.width, height: box.height, gray: 138, softness: 0.5 * hand.millimetre)
        },
        Deed(name: "cross of the other side through thin paper", truth: .notMarked) {
            cross(&$0, $1, $2, gray: 128, softness: 0.7 * $2.millimetre)
        },
        Deed(name: "thick cross of the other side through thin paper", truth: .notMarked) { sheet, box, hand in
            for (from, to) in [((0.1, 0.1), (0.9, 0.9)), ((0.9, 0.1), (0.1, 0.9))] {
                sheet.line(
                    box.point(from.0, from.1), box.point(to.0, to.1), width: hand.millimetre, gray: 105,
                    softness: 0.45 * hand.millimetre)
            }
        },
        Deed(name: "cross of which a half was rubbed out", truth: .look) { sheet, box, hand in
            for (from, gray, softness) in [(0.1, ink, 1.0), (0.9, 215, 2)] {
                for side in [0.1, 0.9] {
                    sheet.line(
                        box.point(side, from), box.point(0.5, 0.5), width: hand.pen, gray: gray, softness: softness)
                }
            }
        },
        Deed(name: "cross that was crossed out by a larger one", truth: .look) { sheet, box, hand in
            cross(&sheet, box, hand, gray: ink)
            for (from, to) in [((-0.6, -0.6), (1.6, 1.6)), ((1.6, -0.6), (-0.6, 1.6))] {
                sheet.line(box.point(from.0, from.1), box.point(to.0, to.1), width: hand.pen, gray: ink)
            }
        },
        Deed(name: "cross that was struck out by three lines", truth: .look) { sheet, box, hand in
            cross(&sheet, box, hand, gray: ink)
            for down in [0.3, 0.5, 0.7] {
                sheet.line(box.point(-0.8, down), box.point(1.8, down), width: hand.pen, gray: ink)
            }
        },
        Deed(name: "outline drawn anew", truth: .look) { sheet, box, hand in
            let corners = [(-0.08, -0.08), (1.08, -0.08), (1.08, 1.08), (-0.08, 1.08), (-0.08, -0.08)]
            for (from, to) in zip(corners, corners.dropFirst()) {
                sheet.line(box.point(from.0, from.1), box.point(to.0, to.1), width: 1.5 * hand.pen, gray: ink)
            }
        },
        Deed(name: "fill beside the target", truth: .look) { sheet, box, hand in
            sheet.block(
                x: box.x - box.width - 1.5 * hand.millimetre, y: box.y, width: box.width, height: box.height, gray: ink)
        },
        Deed(name: "line that goes on on both sides", truth: .look) { sheet, box, hand in
            sheet.line(box.point(0.45, -0.95), box.point(0.55, 1.95), width: hand.pen, gray: ink)
        },
    ]
}
