import ArgumentParser
import Foundation
import LedgerStorage
import Replay
import ScannerDriver

/// A counting run from the first sheet to the printed result, for any scanner.
struct CountingSession {
    private let options: CountingOptions
    private let loaded: LoadedElection
    private let ledger: LedgerWriter

    init(_ options: CountingOptions, _ loaded: LoadedElection, _ ledger: LedgerWriter) {
        self.options = options
        self.loaded = loaded
        self.ledger = ledger
    }

    /// Feeds, closes and prints.
    ///
    /// Whatever ends the feeding, every sheet that was accepted by then is in the totals: their records are in this
    /// process only, and would be lost with it.
    ///
    /// - Parameters:
    ///   - total: sheets that will come, if known.
    ///   - isStopped: asked between sheets.
    ///   - goOnAfter: whether a fault of the scanner costs only one sheet.
    ///   - keepsFaults: whether the faults after which it went on are printed at the end, and make the run's status.
    func run(
        _ scanner: inout some ScannerDriver.Scanner, total: Int?, until isStopped: () -> Bool = { false },
        goOnAfter: (ScannerFault) -> Bool, keepsFaults: Bool = true
    ) throws {
        precondition(!(scanner is any OrderKeepingScanner), "a scanner that keeps the order of sheets must not count")
        var faults: [ScannerFault] = []
        let progress = ProgressLine(total: total)
        let summary: RunSummary
        var ending: ScannerFault?
        do {
            defer { progress.finish() }
            var run = try CountingRun(loaded.sheets, into: ledger)
            do {
                try run.feed(
                    &scanner, until: isStopped,
                    goOnAfter: { fault in
                        guard goOnAfter(fault) else { return false }
                        if keepsFaults { faults.append(fault) }
                        return true
                    }, progress: { progress.show($0.scanned) })
            } catch let fault as ScannerFault {
                ending = fault
            }
            summary = try run.close()
        } catch let error as LedgerError {
            throw CommandFailure(error, ledger: ledger.directory)
        }
        // First what the faults were: the result may have nobody left to read it.
        for fault in faults { StandardError.write("scand: \(fault.detail)") }
        try show(summary)
        if let ending {
            throw CommandFailure(
                .scannerFault,
                "\(ending.description) The \(summary.sheets.accepted) sheets accepted before are in the totals.")
        }
        if !faults.isEmpty { throw ExitCode(FailureStatus.inputNotOpened.rawValue) }
    }

    private func show(_ summary: RunSummary) throws {
        do {
            try StandardOutput.write(options.json ? try summary.json : summary.table(language: options.language))
        } catch let failure as CommandFailure {
            throw CommandFailure(
                failure.status,
                "\(failure.message) The totals are in \(summary.ledger): 'scand ledger verify' shows them.")
        }
    }
}

/// A line that counts sheets while a person watches; silent where nobody does.
struct ProgressLine {
    let total: Int?

    func show(_ count: Int) {
        guard StandardError.isTerminal else { return }
        let text = total.map { "sheet \(count) of \($0)" } ?? "sheet \(count)"
        try? FileHandle.standardError.write(contentsOf: Data("\r\(text)".utf8))
    }

    func finish() {
        guard StandardError.isTerminal else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\r                              \r".utf8))
    }
}
