internal import Dispatch
public import Replay
public import ScannerDriver
internal import Synchronization

/// Loads both sides of a sheet at once, and the sheets that come next while the last is interpreted.
///
/// What is loaded, and which fault comes when, is the same as side after side: only the waiting is less. A page of 200 dpi
/// takes 10 to 20 ms as PNG and 1 ms as PGM.
public final class ParallelSheetLoader: SheetLoader, Sendable {
    /// Opens the image of one side, on any thread.
    public typealias SideLoader = @Sendable (ReplaySide) throws(ScannerFault) -> ReplayImage

    private let queue = DispatchQueue(label: "scand.sheets", attributes: .concurrent)
    private let load: SideLoader
    /// Sheets that were begun and not yet asked for: no more than were announced in the last call.
    private let begun = Mutex<[BegunSheet]>([])

    public init(loading load: @escaping SideLoader) { self.load = load }

    public func load(_ sheet: ReplaySheet, before next: ArraySlice<ReplaySheet>) throws(ScannerFault) -> SheetScan {
        let current = begun.withLock { begun in
            // In the order of feeding, which is the order in which threads take them up.
            let sheets = ([sheet] + next).map { wanted in
                if let index = begun.firstIndex(where: { $0.isOf(wanted) }) { return begun.remove(at: index) }
                return BegunSheet(wanted, on: queue, loading: load)
            }
            begun = Array(sheets.dropFirst())
            return sheets[0]
        }
        return try current.scan()
    }
}

/// A sheet whose sides are being loaded.
private struct BegunSheet {
    private let sheet: ReplaySheet
    private let sideA: LoadingSide
    private let sideB: LoadingSide?

    init(_ sheet: ReplaySheet, on queue: DispatchQueue, loading load: @escaping ParallelSheetLoader.SideLoader) {
        self.sheet = sheet
        sideA = LoadingSide(sheet.sideA, on: queue, loading: load)
        sideB = sheet.sideB.map { LoadingSide($0, on: queue, loading: load) }
    }

    /// Compares bytes: names that are equal as texts can be two files.
    func isOf(_ other: ReplaySheet) -> Bool {
        let (mine, theirs) = (sheet, other)
        guard mine == theirs, mine.sideA.path.utf8.elementsEqual(theirs.sideA.path.utf8) else { return false }
        return (mine.sideB?.path ?? "").utf8.elementsEqual((theirs.sideB?.path ?? "").utf8)
    }

    func scan() throws(ScannerFault) -> SheetScan {
        let imageA = try sideA.wait()
        guard let sideB else { return SheetScan(imageA) }
        return SheetScan(imageA, try sideB.wait())
    }
}
