public import Raster

/// What a scanner saw of one sheet: one image a side, not yet read.
///
/// The sides are A and B and never front and back: which is which is known only once the sheet is identified, because
/// paper goes in either way up.
public struct SheetScan: Hashable, Sendable {
    /// The side that the device delivered first, or its only one.
    public let sideA: GrayImage
    /// The other side of the same sheet; `nil` from a device that looks at one side.
    public let sideB: GrayImage?
    /// Dots per inch that the device or the file states, for both directions; a hint, never trusted by interpretation.
    public let dpiHint: Double?

    public init(sideA: GrayImage, sideB: GrayImage? = nil, dpiHint: Double? = nil) {
        self.sideA = sideA
        self.sideB = sideB
        self.dpiHint = dpiHint
    }

    /// The images that there are, in the order of delivery: one or two.
    public var sides: [GrayImage] { [sideA] + (sideB.map { [$0] } ?? []) }
}
