public import Raster
public import ScannerDriver

/// An image as it was recorded, with what its file says of the resolution.
public struct ReplayImage: Hashable, Sendable {
    public let image: GrayImage
    /// Dots per inch that the file states; a hint.
    public let dpiHint: Double?

    public init(image: GrayImage, dpiHint: Double? = nil) {
        self.image = image
        self.dpiHint = dpiHint
    }
}

/// A scanner whose paper is recorded images: it feeds one batch of sheets in order, as a device with an escrow would.
///
/// Decoding is not its business: the loader that it is given opens a file and finds the frame. A sheet whose image
/// cannot be loaded is a fault of that feed, and like a jammed sheet it is out of the path: the next `feedSheet` goes
/// on with the sheet behind it, and ``current`` tells which one failed.
public struct ReplayScanner: Scanner {
    /// Opens the image of one side.
    public typealias Loader = (ReplaySide) throws(ScannerFault) -> ReplayImage

    /// How many sheets a loader is told of beforehand. Two keep two cores busy while one sheet is interpreted, and no
    /// more than six images wait in memory.
    public static let readAhead = 2

    public let capabilities: ScannerCapabilities
    /// The sheet that was fed last, or whose feed failed; `nil` before the first and after the last.
    public private(set) var current: ReplaySheet?
    private var custody = SheetCustody()
    private var waiting: ArraySlice<ReplaySheet>
    private let loader: any SheetLoader

    /// Loads the feeder with one batch.
    ///
    /// A list may mix one-sided and two-sided sheets, as a person who collects recordings does: the scanner is duplex
    /// when any sheet has two sides, and hands over the sides that each sheet lists.
    public init(sheets: [ReplaySheet], name: String = "replay", loader: any SheetLoader) {
        capabilities = ScannerCapabilities(
            name: name, vendor: "scand", model: "recorded sheets", isDuplex: sheets.contains { $0.sideB != nil },
            feeder: .adf, features: [.escrow, .rescan])
        waiting = sheets[...]
        self.loader = loader
    }

    /// Loads the feeder with one batch, whose sides are opened one by one when they are asked for.
    public init(sheets: [ReplaySheet], name: String = "replay", loading load: @escaping Loader) {
        self.init(sheets: sheets, name: name, loader: SideBySideLoader(load: load))
    }

    public mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        if let event = try custody.admit(command) { return event }
        switch command {
        case .feedSheet:
            current = waiting.popFirst()
            guard let sheet = current else { return custody.note(.outOfSheets) }
            return custody.note(.sheetScanned(try scan(of: sheet)))
        case .rescanSheet:
            guard let sheet = current else { throw ScannerFault(.noSheet, "nothing was fed") }
            return custody.note(.sheetScanned(try scan(of: sheet)))
        case .acceptSheet: return custody.note(.sheetAccepted)
        case .returnSheet: return custody.note(.sheetReturned)
        case .readStatus: return .status(ScannerStatus(paper: custody.state == .held ? .inEscrow : .none))
        case .calibrate, .readSensorTables, .readDoubleFeedValues:
            throw ScannerFault(.unsupported, "recorded sheets have no sensors")
        }
    }

    private func scan(of sheet: ReplaySheet) throws(ScannerFault) -> SheetScan {
        try loader.load(sheet, before: waiting.prefix(ReplayScanner.readAhead))
    }
}
