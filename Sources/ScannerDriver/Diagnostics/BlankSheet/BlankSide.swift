public import Raster

/// One side of a blank sheet, measured: what its checks and its picture are made from.
///
/// Read ``init(of:side:dpi:)`` top-down. Nothing here decides on a verdict: ``BlankSheetCheck`` does.
public struct BlankSide: Sendable {
    public let side: SheetSide
    /// Dots per inch of the picture.
    public let dpi: Double
    /// Columns that do not see what their neighbours see.
    public let findings: [ColumnFinding]
    /// The gray of each column, `nil` where it was not judged: for the plot.
    public let profile: [Double?]
    /// Strongest contrast of a column that is not a finding, as a share: what is on its way to become one.
    public let strongestRest: Double
    /// Width of the sheet.
    public let widthInMillimetres: Double
    /// How far the sheet lay askew.
    public let skewInDegrees: Double
    /// Squares of the sheet with something dark on them, and all squares.
    public let inkedCells, cells: Int
    /// Whether that is print, so that this is no blank sheet.
    public let isPrinted: Bool
    /// Whether the picture holds only full black and white, so that pale dirt and light are not seen in it.
    public let isBilevel: Bool
    package let light: SheetLight

    /// - Parameters:
    ///   - image: the side as scanned; the sheet may lie askew by 5 degrees, on a light or a dark background.
    ///   - side: which of the two.
    ///   - dpi: dots per inch, from 50 to 1200.
    /// - Throws: ``NoSheet`` when the picture does not show one.
    public init(of image: GrayImage, side: SheetSide, dpi: Double) throws(NoSheet) {
        precondition((50...1200).contains(dpi), "a scan has 50 to 1200 dpi")
        guard let area = PaperArea(in: image, dpi: dpi) else { throw NoSheet() }
        let bands = BandMeans(of: image, in: area, dpi: dpi)
        let edges = SheetEdgeSearch(
            bands: bands, dpi: dpi, isLeftOpen: area.isLeftOpen, isRightOpen: area.isRightOpen)
        let (findings, inside) = edges.withoutEdges(ColumnSearch(bands: bands, side: side, dpi: dpi).findings())
        guard let light = SheetLight(bands, columns: inside) else { throw NoSheet() }
        let ignored = Self.near(findings, width: image.width, inside: inside, dpi: dpi)
        let print = PrintSearch(in: image, area, bands, ignoring: ignored, dpi: dpi)

        self.side = side
        self.dpi = dpi
        self.findings = findings
        self.light = light
        isBilevel = image.isBilevel
        profile = (0..<image.width).map { x in
            inside.contains(x) ? bands.median(of: x, bands.means).map(Double.init) : nil
        }
        strongestRest = Self.strongest(bands, inside.filter { !ignored[$0] })
        widthInMillimetres = area.widthInPixels / dpi * 25.4
        skewInDegrees = area.skewInDegrees
        (inkedCells, cells, isPrinted) = (print.inkedCount, print.cellCount, print.isPrinted)
    }

    /// Columns of findings and close beside them, and all that is beyond the sheet's edges.
    private static func near(_ findings: [ColumnFinding], width: Int, inside: Range<Int>, dpi: Double) -> [Bool] {
        var near = (0..<width).map { !inside.contains($0) }
        let rim = max(1, Int(0.5 / 25.4 * dpi))
        for finding in findings {
            for x in max(0, finding.first - rim)...min(width - 1, finding.last + rim) { near[x] = true }
        }
        return near
    }

    private static func strongest(_ bands: BandMeans, _ columns: [Int]) -> Double {
        var strongest = 0.0
        for x in columns {
            let contrasts = (0..<bands.bandCount).compactMap { bands.contrast($0, x) }.sorted()
            guard contrasts.count >= 4 else { continue }
            strongest = max(strongest, Double(contrasts[contrasts.count / 2].magnitude))
        }
        return strongest
    }
}

/// A picture that does not show a sheet.
public struct NoSheet: Error, Hashable {
    public init() {}
}
