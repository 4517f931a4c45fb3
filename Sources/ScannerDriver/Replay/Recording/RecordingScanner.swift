public import Raster
public import ScannerDriver

/// Where a recording is written.
///
/// The scanner that records gives every payload before the line that names it, so that a recording which stops anywhere
/// names nothing that is not there.
public protocol RecordingStore {
    /// Begins the recording: its first line.
    ///
    /// - Throws: `badInput` when it cannot be written; so do the others.
    func begin(_ capabilities: ScannerCapabilities) throws(ScannerFault)
    /// Keeps one side's pixels, once however often they come.
    func keep(_ image: GrayImage) throws(ScannerFault) -> PayloadHash
    /// Adds a line.
    func append(_ step: RecordedStep) throws(ScannerFault)
}

/// A scanner whose recording tells the order in which sheets were fed. Counting refuses every such scanner: a recording of
/// voters' sheets would tie votes to the order of casting.
public protocol OrderKeepingScanner: Scanner {}

/// Passes every command on to a scanner and records it with its answer: for technicians and tests, never for counting.
///
/// Once a line could not be written no more is asked of the scanner but to let go of the sheet that it holds: what would
/// not be in the recording does not happen. ``failure`` tells, also where the last line was the one.
public struct RecordingScanner<Base: Scanner>: OrderKeepingScanner {
    /// Why the recording ends before the scanner's work did.
    public private(set) var failure: ScannerFault?
    private var base: Base
    private let store: any RecordingStore

    /// Begins a recording.
    ///
    /// - Throws: `badInput` when its first line cannot be written.
    public init(_ base: Base, into store: any RecordingStore) throws(ScannerFault) {
        self.base = base
        self.store = store
        try store.begin(base.capabilities)
    }

    public var capabilities: ScannerCapabilities { base.capabilities }

    public mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        let letsGo = command == .acceptSheet || command == .returnSheet
        if let failure, !letsGo { throw failure }
        let answer: Result<ScannerEvent, ScannerFault>
        do throws(ScannerFault) {
            answer = .success(try base.perform(command))
        } catch {
            answer = .failure(error)
        }
        if failure == nil {
            do throws(ScannerFault) {
                try store.append(RecordedStep(command, try recorded(answer)))
            } catch {
                failure = error
            }
        }
        return try answer.get()
    }

    private func recorded(_ answer: Result<ScannerEvent, ScannerFault>) throws(ScannerFault) -> RecordedAnswer {
        switch answer {
        case .failure(let fault): .fault(fault)
        case .success(.sheetScanned(let scan)): .sheetScanned(try sheet(scan))
        case .success(let event): .event(event)
        }
    }

    private func sheet(_ scan: SheetScan) throws(ScannerFault) -> RecordedSheet {
        let sideB: RecordedSide? = if let image = scan.sideB { try side(image) } else { nil }
        // JSON has no number for what is not finite, and no scanner has such a resolution.
        let dpi = scan.dpiHint.flatMap { $0.isFinite ? $0 : nil }
        return RecordedSheet(sideA: try side(scan.sideA), sideB: sideB, dpiHint: dpi)
    }

    private func side(_ image: GrayImage) throws(ScannerFault) -> RecordedSide {
        let payload = try store.keep(image)
        guard let side = RecordedSide(payload: payload, width: image.width, height: image.height) else {
            throw ScannerFault(.imageTooLarge, "an image of \(image.width) x \(image.height) is not recorded")
        }
        return side
    }
}
