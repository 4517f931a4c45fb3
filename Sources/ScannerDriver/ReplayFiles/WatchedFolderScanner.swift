public import Replay
public import ScannerDriver

/// A scanner whose paper is put into a folder by another program, as people put sheets into a slot.
///
/// ``WatchedSheets`` says which names are sheets. Until the end mark is there it answers `noSheetYet` when nothing waits.
/// With the end mark, what is in the folder is fed, and the batch is over. A file that is no picture, or a link, a folder or
/// a pipe, is a fault of its feed (`badInput`), and so is a side whose other side never came (`oddSide`); the next feed
/// goes on behind it. A name that came before, or whose file was taken away before it was fed, is `sheetNotTaken`: no sheet
/// went in. When the folder itself is gone the fault is `disconnected`; where a file cannot be put away because another has
/// its name, it is `sheetNotResolved`. Neither is over until somebody has mended it.
public final class WatchedFolderScanner: Scanner {
    public let capabilities: ScannerCapabilities
    private let folder: WatchedFolder
    private let folders: SheetFolders
    private let loader: any SheetLoader
    private let patience: Int
    private let isStopped: () -> Bool
    private var custody = SheetCustody()
    private var sheets: WatchedSheets
    private var waiting: ArraySlice<WatchedSheets.Entry> = []
    private var current: ReplaySheet?
    /// Whether the end mark was there.
    public private(set) var hasEnded = false

    /// Watches a folder from now on.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - ledger: a short name of the ledger that the sheets are counted into.
    ///   - settledCount: how many sheets of that ledger are settled, durably; asked before and after each sheet.
    ///   - patience: milliseconds of waiting after which `noSheetYet` is the answer.
    ///   - loader: opens the files, see ``PictureFiles``.
    ///   - isStopped: asked before each feed: true ends the batch at once, whatever waits.
    /// - Throws: `badInput` when the folder cannot be listed, or sheets of another ledger are in work in it.
    public init(
        _ path: String, ledger: String, settledCount: @escaping () -> Int, patience: Int = 500,
        loader: any SheetLoader, isStopped: @escaping () -> Bool = { false }
    ) throws(ScannerFault) {
        capabilities = ScannerCapabilities(
            name: path, vendor: "scand", model: "watched folder", isDuplex: true, feeder: .slot,
            features: [.escrow, .rescan])
        folder = try WatchedFolder(path)
        folders = try SheetFolders(in: path, ledger: ledger, settledCount: settledCount)
        sheets = WatchedSheets(taken: try folders.settledNames)
        self.patience = patience
        self.loader = loader
        self.isStopped = isStopped
    }

    public func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        if let event = try custody.admit(command) { return event }
        switch command {
        case .feedSheet: return custody.note(try feed())
        case .rescanSheet:
            guard let current else { throw ScannerFault(.noSheet, "nothing was fed") }
            return custody.note(.sheetScanned(try scan(of: current)))
        case .acceptSheet: return custody.note(.sheetAccepted)
        case .returnSheet: return custody.note(.sheetReturned)
        case .readStatus: return .status(ScannerStatus(paper: custody.state == .held ? .inEscrow : .none))
        case .calibrate, .readSensorTables, .readDoubleFeedValues:
            throw ScannerFault(.unsupported, "a folder has no sensors")
        }
    }

    /// Checks that a folder can be watched, before anything is made.
    ///
    /// - Returns: names that wait in it.
    @discardableResult public static func check(_ path: String) throws(ScannerFault) -> [String] {
        leftOver(of: try WatchedFolder(path).names())
    }

    /// How many sheets of a ledger lie settled in a folder, or will when the one in work is put away.
    ///
    /// - Parameters:
    ///   - ledger: the short name of the ledger that the sheets are counted into.
    ///   - known: how many the ledger will know as settled then.
    public static func settledCount(
        in path: String, ledger: String, known: Int
    ) throws(ScannerFault) -> Int { try SheetFolders.settledCount(in: path, ledger: ledger, known: known) }

    /// How many files of sheets that a count has taken lie in a folder: settled, or in work.
    public static func takenCount(in path: String) throws(ScannerFault) -> Int { try SheetFolders.fileCount(in: path) }

    /// Puts away what the count of a ledger left in work, where no more sheets are fed: sheets that are settled go on to
    /// `settled`, others back into the folder. A folder without such work is left as it is.
    public static func putAway(
        in path: String, ledger: String, settledCount: Int
    ) throws(ScannerFault) {
        guard try SheetFolders.hasWork(in: path, ledger: ledger) else { return }
        _ = try SheetFolders(in: path, ledger: ledger, settledCount: { settledCount })
    }

    /// Whether a count into a ledger left a sheet in work in a folder.
    public static func hasWork(in path: String, ledger: String) throws(ScannerFault) -> Bool {
        try SheetFolders.hasWork(in: path, ledger: ledger)
    }

    private static func leftOver(of names: [String]) -> [String] {
        WatchedSheets.leftOver(of: names, besides: [SheetFolders.inWork, SheetFolders.settled])
    }

    /// Ends the batch.
    ///
    /// - Parameter isSettled: whether it is known what became of the last sheet: then its files are put away, as before each
    ///   feed. Else they stay in work, and whoever goes on asks the ledger: back in the folder they would be fed again, though
    ///   the sheet may be in the box.
    /// - Returns: names in the folder that were not fed, nor refused: for the operator.
    public func finish(isSettled: Bool = true) throws(ScannerFault) -> [String] {
        if isSettled { try folders.putAway() }
        return Self.leftOver(of: try folder.names())
    }

    private func feed() throws(ScannerFault) -> ScannerEvent {
        try folders.putAway()
        if isStopped() { return .outOfSheets }
        if waiting.isEmpty { try look() }
        guard let entry = waiting.popFirst() else { return hasEnded ? .outOfSheets : .noSheetYet }
        switch entry {
        case .sheet(let sideA, let sideB):
            let scan: Result<SheetScan, ScannerFault>
            do throws(ScannerFault) {
                scan = .success(try self.scan(of: sheet(sideA, sideB)))
            } catch {
                scan = .failure(error)
            }
            // Also what cannot be read is a sheet that the ledger has an event of.
            let place = try take(entry)
            current = ReplaySheet(
                sideA: ReplaySide(path: "\(place)/\(sideA)"), sideB: sideB.map { ReplaySide(path: "\(place)/\($0)") })
            return .sheetScanned(try scan.get())
        case .halfSheet(let name, let missing):
            _ = try take(entry)
            throw ScannerFault(.oddSide, "\(path(name)): its other side '\(missing)' never came")
        case .late(let name, let other):
            throw ScannerFault(
                .sheetNotTaken,
                "\(path(name)): its other side '\(other)' was taken without it: where that one was told as a side alone, which is not "
                    + "counted, bring both sides once more under a name that was not there yet (what lies in 'settled' stays there); "
                    + "else take this one out")
        case .again(let name):
            throw ScannerFault(
                .sheetNotTaken, "\(path(name)): a sheet of this name came before: give each sheet a name of its own")
        }
    }

    private func take(_ entry: WatchedSheets.Entry) throws(ScannerFault) -> String {
        do throws(ScannerFault) {
            return try folders.take(entry.names)
        } catch {
            if error.code == .sheetNotTaken { sheets.forget(entry) }
            throw error
        }
    }

    /// Takes what waits in the folder, and waits for it a while.
    private func look() throws(ScannerFault) {
        if hasEnded { return }
        if try lookOnce() { return }
        folder.waitForChange(milliseconds: patience)
        _ = try lookOnce()
    }

    /// True when there is something to feed, or never will be again.
    private func lookOnce() throws(ScannerFault) -> Bool {
        var names = try folder.names()
        hasEnded = names.contains(WatchedSheets.endMark)
        // Listed again: a name that came before the end mark may have been missed while the list was read.
        if hasEnded { names = try folder.names() }
        waiting = sheets.take(names, isFinal: hasEnded)[...]
        return hasEnded || !waiting.isEmpty
    }

    private func scan(of sheet: ReplaySheet) throws(ScannerFault) -> SheetScan {
        let next = waiting.prefix(ReplayScanner.readAhead).compactMap { entry -> ReplaySheet? in
            if case .sheet(let sideA, let sideB) = entry { self.sheet(sideA, sideB) } else { nil }
        }
        return try loader.load(sheet, before: next[...])
    }

    private func sheet(_ sideA: String, _ sideB: String?) -> ReplaySheet {
        ReplaySheet(sideA: ReplaySide(path: path(sideA)), sideB: sideB.map { ReplaySide(path: path($0)) })
    }

    private func path(_ name: String) -> String {
        folder.path.utf8.last == UInt8(ascii: "/") ? folder.path + name : "\(folder.path)/\(name)"
    }
}
