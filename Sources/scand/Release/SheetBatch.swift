/// Where a sheet was fed in: the public room of many sheets that its record names.
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

    /// Reads what `id` gives, and nothing else.
    init?(id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, let mode = Mode(rawValue: String(first)) else { return nil }
        self.init(mode: mode, number: parts.count > 1 ? Int(parts[1]) ?? 0 : nil)
        guard self.id.utf8.elementsEqual(id.utf8), parts.last?.utf8.count ?? 0 <= 15 else { return nil }
    }
}
