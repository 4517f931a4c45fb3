/// The target sheet: marks at known places, from which skew, scale, shift and distortion are measured.
///
/// ```
///   + --- 30 mm --- +
///   @   @   @   o   o   o   @      @ disc, o ring: 6 mm across, 7 columns and 9 rows, centred on the paper
///   @   o   o   o   o   o   @      which marks are discs tells the paper, how the sheet is turned, and whether
///   o   o   o   o   o   o   @      the picture is mirrored
///   ...
///    [ ] [ ] [ ] [ ] [ ] [ ]       six boxes to mark with the pens of the polling station
///   o   o   o   o   o   o   o
///    [#] [#] [=] [=] [-] [ ]       six patches, from black to paper
///   o   o   o   o   o   o   o
/// ```
/// Every drawing and every measurement takes its places from here.
public struct TargetSheet: Hashable, Sendable {
    public enum Paper: String, Hashable, Sendable, Codable, CaseIterable {
        case a4, letter
    }

    public let paper: Paper

    public init(_ paper: Paper) { self.paper = paper }

    /// Size in millimetres (ISO 216; ANSI Letter is 8.5 by 11 inches).
    public var width: Double { paper == .a4 ? 210 : 215.9 }
    public var height: Double { paper == .a4 ? 297 : 279.4 }

    public static let columns = 7
    public static let rows = 9
    /// From one mark to the next, in millimetres: seven across fit A4 with a margin that feeders and printers leave alone.
    public static let pitch = 30.0
    /// Radius of a mark, in millimetres: 18 px at 150 dpi, enough to find its centre to a hundredth.
    public static let radius = 3.0
    /// Radius of a ring's hole, in millimetres.
    public static let holeRadius = 1.5

    /// One mark of the grid.
    public struct Mark: Hashable, Sendable {
        public let column, row: Int
        /// Its centre in millimetres from the paper's upper left corner.
        public let x, y: Double
        /// A disc; else a ring.
        public let isDisc: Bool
    }

    /// A square that is printed in a gray, or drawn as a box for pens.
    public struct Square: Hashable, Sendable {
        /// Its upper left corner in millimetres.
        public let x, y: Double
        /// Its side in millimetres.
        public let side: Double
        /// Share of black, 0 to 1.
        public let ink: Double
    }

    /// All marks, row by row.
    public var marks: [Mark] {
        let discs = discs
        let (left, top) = origin
        return (0..<Self.rows).flatMap { row in
            (0..<Self.columns).map { column in
                Mark(
                    column: column, row: row, x: left + Double(column) * Self.pitch, y: top + Double(row) * Self.pitch,
                    isDisc: discs.contains(GridPlace(column, row)))
            }
        }
    }

    /// Centre of the upper left mark.
    public var origin: (x: Double, y: Double) {
        (
            (width - Double(Self.columns - 1) * Self.pitch) / 2, (height - Double(Self.rows - 1) * Self.pitch) / 2
        )
    }

    /// Patches from black to paper, left to right.
    public var patches: [Square] { squares(inGap: Self.rows - 2, inks: [1, 0.8, 0.6, 0.4, 0.2, 0]) }

    /// Boxes for pens, left to right.
    public var penBoxes: [Square] { squares(inGap: Self.rows - 3, inks: [0, 0, 0, 0, 0, 0]) }

    private static let squareSide = 14.0

    private func squares(inGap row: Int, inks: [Double]) -> [Square] {
        let (left, top) = origin
        return inks.enumerated().map { index, ink in
            Square(
                x: left + (Double(index) + 0.5) * Self.pitch - Self.squareSide / 2,
                y: top + (Double(row) + 0.5) * Self.pitch - Self.squareSide / 2, side: Self.squareSide, ink: ink)
        }
    }

    /// An L of four discs at the upper left, and three in a line at another corner. Turned, mirrored or taken for the other
    /// paper's, the pattern differs in six marks or more (DiagnosticsTests count them).
    private var discs: Set<GridPlace> {
        let (right, bottom) = (Self.columns - 1, Self.rows - 1)
        let line =
            paper == .a4
            ? [GridPlace(right, 0), GridPlace(right, 1), GridPlace(right, 2)]
            : [GridPlace(0, bottom), GridPlace(0, bottom - 1), GridPlace(0, bottom - 2)]
        return Set([GridPlace(0, 0), GridPlace(1, 0), GridPlace(2, 0), GridPlace(0, 1)] + line)
    }
}

/// A place in a grid of marks.
struct GridPlace: Hashable {
    let column, row: Int

    init(_ column: Int, _ row: Int) {
        self.column = column
        self.row = row
    }
}
