import OMR
import ScannerDriver

/// One sheet, scanned and interpreted again and again: what must stay the same, and what must not grow.
struct EnduranceRun {
    let interpreter: SheetInterpreter
    /// Scans, the first one counted; nil is until the run is stopped.
    let times: Int?
    let isStopped: () -> Bool

    /// So many faults without a scan between them mean that the scanner no longer works.
    static let mostFaultsInARow = 10
    /// Scans after which memory is taken as the start: by then every buffer and cache has been filled.
    static let warmUp = 10

    /// Feeds a sheet, scans it over and over, and returns it.
    ///
    /// - Parameter progress: told after every scan.
    /// - Throws: `ScannerFault` when no sheet can be fed, or when the device cannot scan a held sheet again.
    func run(_ scanner: inout some Scanner, progress: (Int) -> Void) throws(ScannerFault) -> EnduranceReport {
        guard scanner.capabilities.features.contains(.rescan) else {
            throw ScannerFault(.unsupported, "\(scanner.capabilities.name): does not scan a held sheet again")
        }
        var report = EnduranceReport()
        guard let first = try feed(&scanner) else { return report }
        report.add(outcome(of: first))
        progress(report.scans)
        rescan(&scanner, &report, progress)
        report.finish()
        // The sheet is somebody's: it goes back where that can still be asked for.
        _ = try? scanner.perform(.returnSheet)
        return report
    }

    private func rescan(_ scanner: inout some Scanner, _ report: inout EnduranceReport, _ progress: (Int) -> Void) {
        var faultsInARow = 0
        while faultsInARow < Self.mostFaultsInARow, times.map({ report.attempts < $0 }) ?? true, !isStopped() {
            do throws(ScannerFault) {
                guard case .sheetScanned(let scan) = try scanner.perform(.rescanSheet) else { return }
                report.add(outcome(of: scan))
                faultsInARow = 0
            } catch {
                report.add(error)
                faultsInARow += 1
                if error.code == .noSheet { return }
            }
            progress(report.attempts)
        }
    }

    /// The first sheet; nil when there is none or the run is stopped before.
    private func feed(_ scanner: inout some Scanner) throws(ScannerFault) -> SheetScan? {
        while !isStopped() {
            switch try scanner.perform(.feedSheet) {
            case .sheetScanned(let scan): return scan
            case .noSheetYet: continue
            default: return nil
            }
        }
        return nil
    }

    private func outcome(of scan: SheetScan) -> SheetOutcome {
        SheetOutcome(interpreter.interpret(scan))
    }
}
