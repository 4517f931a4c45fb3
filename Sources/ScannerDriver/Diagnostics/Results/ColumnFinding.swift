/// Columns of the image sensor that do not see what their neighbours see, and where the cloth has to go.
public struct ColumnFinding: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Darker than beside: dust or ink on the glass or on the white backing.
        case dirt
        /// As good as black: the sensor's column is dead, or wholly covered.
        case dead
        /// Lighter than beside: there was dirt when the device was calibrated, and now it is gone.
        case bright
        /// Always the same value, whatever passes: the sensor's column no longer answers.
        case stuck
        /// The device's tables leave too little between white and black.
        case weak
        /// The device's tables moved away from those of the last good run.
        case drifted
    }

    /// Thirds of the sensor's width, as the image shows it: what an operator is told to wipe.
    public enum Third: String, Hashable, Sendable, Codable {
        case left, middle, right
    }

    public let kind: Kind
    public let side: SheetSide
    /// First and last column, counted from 0 at the image's left edge.
    public let first, last: Int
    /// Columns that the image or the table has.
    public let imageWidth: Int
    /// Dots per inch across; `nil` where nobody knows.
    public let dpi: Double?
    /// How much lighter (above 0) or darker (below 0) than beside, in percent of what is seen beside.
    public let contrastInPercent: Double
    /// Share of the judged height on which it was seen, in percent.
    public let heightInPercent: Double

    public init(
        _ kind: Kind, side: SheetSide, columns: ClosedRange<Int>, of imageWidth: Int, dpi: Double?,
        contrastInPercent: Double, heightInPercent: Double = 100
    ) {
        self.kind = kind
        self.side = side
        first = columns.lowerBound
        last = columns.upperBound
        self.imageWidth = imageWidth
        self.dpi = dpi
        self.contrastInPercent = contrastInPercent
        self.heightInPercent = heightInPercent
    }

    public var widthInPixels: Int { last - first + 1 }
    /// Distance of its first column from the image's left edge.
    public var startInMillimetres: Double? { dpi.map { Double(first) / $0 * 25.4 } }
    /// Distance of its end from the image's left edge.
    public var endInMillimetres: Double? { dpi.map { Double(last + 1) / $0 * 25.4 } }

    public var third: Third {
        let place = Double(first + last + 1) / 2 / Double(imageWidth)
        return place < 1.0 / 3 ? .left : place < 2.0 / 3 ? .middle : .right
    }

    /// Where it is, in words: "side A, left third, 20.3 to 20.8 mm from the image's left edge (columns 160 to 163)".
    public var placeText: String {
        let columns = first == last ? "column \(first)" : "columns \(first) to \(last)"
        guard let start = startInMillimetres, let end = endInMillimetres else {
            return "side \(side.rawValue), \(third.rawValue) third, \(columns) of \(imageWidth)"
        }
        let place = "\(NumberText.text(start)) to \(NumberText.text(end)) mm from the image's left edge"
        return "side \(side.rawValue), \(third.rawValue) third, \(place) (\(columns))"
    }

    /// What it is, in words.
    public var kindText: String {
        switch kind {
        case .dirt: "darker than beside"
        case .dead: "black"
        case .bright: "lighter than beside"
        case .stuck: "always the same value"
        case .weak: "too little between white and black"
        case .drifted: "moved since the last good run"
        }
    }
}

extension [ColumnFinding] {
    /// Which thirds of which sides are concerned: "side A left and middle, side B right".
    public var placesText: String {
        let sides = SheetSide.allCases.compactMap { side -> String? in
            let thirds = [ColumnFinding.Third.left, .middle, .right]
                .filter { third in contains { $0.side == side && $0.third == third } }.map(\.rawValue)
            guard let last = thirds.last else { return nil }
            let list = thirds.count == 1 ? last : thirds.dropLast().joined(separator: ", ") + " and " + last
            return "side \(side.rawValue) \(list)"
        }
        return sides.joined(separator: "; ")
    }
}
