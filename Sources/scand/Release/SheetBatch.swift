/// Where a sheet was fed in: a public room, of many sheets mostly.
public struct SheetBatch: Hashable, Sendable {
    /// Which ballot boxes the sheets came from.
    public enum Mode: String, Hashable, Sendable, CaseIterable { case stationary, portable }

    public let mode: Mode
    /// From 1; nil where sheets are fed outside of batches.
    public let number: Int?

    /// The ballot box of the station, and no batches.
    public static let stationary = SheetBatch(mode: .stationary)

    private init(mode: Mode) { (self.mode, number) = (mode, nil) }

    /// A batch, or nil where no batch has this number.
    public init?(mode: Mode, number: Int?) {
        if let number, number < 1 { return nil }
        (self.mode, self.number) = (mode, number)
    }

    /// `portable-12`: what a record names it by.
    var id: String { number.map { "\(mode.rawValue)-\($0)" } ?? mode.rawValue }
}
