import ArgumentParser
import Foundation
import Ledger
import LedgerStorage
import Replay
import ScannerDriver

/// A counting run from the first sheet to the printed result, for any scanner.
struct CountingSession {
    private let options: CountingOptions
    private let loaded: LoadedElection
    private let ballots: OpenBallots

    private var store: BallotStore { ballots.store }

    init(_ options: CountingOptions, _ loaded: LoadedElection, _ ballots: OpenBallots) {
        self.options = options
        self.loaded = loaded
        self.ballots = ballots
    }

    /// Feeds, closes and prints.
    ///
    /// Whatever ends the feeding, every sheet that was accepted by then is in the box, and counts.
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
        let summary: RunSummary
        let ending: ScannerFault?
        do {
            try settleInterruption(&scanner)
            (summary, ending) = try count(
                &scanner, total: total, until: isStopped,
                goOnAfter: { fault in
                    guard goOnAfter(fault) else { return false }
                    if keepsFaults { faults.append(fault) }
                    return true
                })
        } catch let error as LedgerError {
            throw CommandFailure(error, ledger: store.directory)
        }
        // First what the faults were: the result may have nobody left to read it.
        for fault in faults { StandardError.write("scand: \(fault.detail)") }
        try summary.show(json: options.json, language: options.language)
        if let ending {
            throw CommandFailure(
                .scannerFault,
                "\(ending.description) The \(summary.sheets?.accepted ?? 0) sheets accepted before are in the count.")
        }
        if !faults.isEmpty { throw ExitCode(FailureStatus.inputNotOpened.rawValue) }
    }

    private func settleInterruption(_ scanner: inout some ScannerDriver.Scanner) throws {
        let interrupted = InterruptedSheet(store: store, ledger: options.ledger)
        try interrupted.settle(lastSheet: options.lastSheet) {
            guard scanner.capabilities.features.contains(.paperSensors),
                case .status(let status)? = try? scanner.perform(.readStatus)
            else { return nil }
            return status.paper
        }
    }

    private func count(
        _ scanner: inout some ScannerDriver.Scanner, total: Int?, until isStopped: () -> Bool,
        goOnAfter: (ScannerFault) -> Bool
    ) throws -> (RunSummary, ending: ScannerFault?) {
        let progress = ProgressLine(total: total)
        defer { progress.finish() }
        var sheets = SheetSummary()
        var ending: ScannerFault?
        if store.history.phase == .prepared || store.history.phase == .open {
            var run = try CountingRun(loaded.sheets, into: store)
            do {
                try run.feed(
                    &scanner, until: isStopped, goOnAfter: goOnAfter, progress: { progress.show($0.scanned) })
            } catch let fault as ScannerFault {
                ending = fault
            }
            sheets = run.sheets
            try store.closePolls()
        }
        let summary = try close(sheets)
        return (summary, ending)
    }

    /// Opens the box where this run has its key; else that is left to those who have.
    private func close(_ sheets: SheetSummary) throws -> RunSummary {
        let closing = PollsClosing(election: loaded.election, store: store)
        let key = store.history.phase == .closed ? try ballots.keys.boxKey() : nil
        let tally = try key.map { try closing.release(with: $0, reasons: sheets.reasons) }
        let keysRemain = try closing.destroyKeys(copyIsGone: false)
        return RunSummary(
            election: loaded.election, sheets: sheets, counts: store.history.counts, tally: tally,
            keysRemain: keysRemain, copyFailure: options.copy == nil ? nil : store.copyFailure,
            checkpoint: String(decoding: store.note, as: UTF8.self), ledger: store.directory)
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
