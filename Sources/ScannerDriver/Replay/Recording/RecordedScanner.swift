public import Raster
public import ScannerDriver

/// A scanner that does again what a recording says, in lock step: each command must be the one that was recorded next, and
/// has the same answer.
///
/// A command that was not recorded here is refused with `badInput`, which names the line and what stands there; so is one
/// whose payload is missing or was changed. The scanner then stays at that line.
public struct RecordedScanner: Scanner {
    /// Gives the pixels of a side, checked against their hash.
    public typealias PayloadLoader = (RecordedSide) throws(ScannerFault) -> GrayImage

    public var capabilities: ScannerCapabilities { recording.capabilities }
    /// Number of steps, from the first.
    public private(set) var played = 0
    private let recording: Recording
    private let load: PayloadLoader

    public init(_ recording: Recording, loading load: @escaping PayloadLoader) {
        self.recording = recording
        self.load = load
    }

    public mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        let line = "line \(Recording.line(of: played))"
        guard played < recording.steps.count else {
            let end =
                recording.isTorn ? "was torn off while it was written" : "does not exist: the recording ends before it"
            throw ScannerFault(.badInput, "\(line) \(end); asked for \(command)")
        }
        let step = recording.steps[played]
        guard step.command == command else {
            throw ScannerFault(.badInput, "\(line) recorded \(step.command); asked for \(command)")
        }
        switch step.answer {
        case .event(let event):
            played += 1
            return event
        case .fault(let fault):
            played += 1
            throw fault
        case .sheetScanned(let sheet):
            do throws(ScannerFault) {
                let scan = try scan(of: sheet)
                played += 1
                return .sheetScanned(scan)
            } catch {
                throw ScannerFault(error.code, "\(line): \(error.detail)")
            }
        }
    }

    private func scan(of sheet: RecordedSheet) throws(ScannerFault) -> SheetScan {
        let sideA = try load(sheet.sideA)
        let sideB: GrayImage? = if let side = sheet.sideB { try load(side) } else { nil }
        return SheetScan(sideA: sideA, sideB: sideB, dpiHint: sheet.dpiHint)
    }
}
