import ArgumentParser
import Foundation
import Ledger
import LedgerStorage
import Replay
import ScannerDriver

/// A counting run from the first sheet to the printed result, for any scanner.
///
/// ```
/// begin: settle what an interruption left -> machine-started -> polls opened, or resumed
/// run:   feed -> polls-closed, where this run was told to close them -> release, where the box key is at hand
///             \-> polls-paused, with the reason, for everything else: the same command goes on
/// ```
struct CountingSession {
    private let options: CountingOptions
    private let loaded: LoadedElection
    private let ballots: OpenBallots
    private let watch: LedgerWatch

    private var store: BallotStore { ballots.store }

    init(_ options: CountingOptions, _ loaded: LoadedElection, _ ballots: OpenBallots) throws {
        self.options = options
        self.loaded = loaded
        self.ballots = ballots
        watch = try LedgerWatch(ballots.store, witnesses: ballots.witnesses)
    }

    /// Sheets of which it is settled, durably, where they are; a void sheet is not one of them, for it is fed again.
    var settledCount: Int { store.settledSheetCount }

    /// Whether it is known of every sheet what became of it.
    var isSettled: Bool { store.isSettled }

    /// Whether sheets can still be counted: polls are not closed.
    var isCounting: Bool { !store.history.phase.isClosed }

    /// Puts right what an interruption left, and opens the polls or goes on with them.
    ///
    /// - Parameters:
    ///   - lastSheet: what a person says of the sheet that was on its way.
    ///   - place: where it is, where the kind of count leaves no doubt.
    ///   - checking: what else must hold before anything is signed.
    ///   - afterInterruption: told when polls were open and the machine had stopped.
    func begin(
        lastSheet: LastSheet?, place: LastSheet.Place? = nil, checking: () throws -> Void = {},
        afterInterruption: () -> Void = {}
    ) throws {
        try CommandFailure.naming(store) {
            // A new ledger too: its key may have begun another one, of which this disk does not know. One that is gone on with was
            // asked about before it was opened.
            if !ballots.isResumed { try watch.askAndWait() }
            try checking()
            let isInterrupted = store.history.phase == .open
            try InterruptedSheet(store: store).settle(lastSheet: lastSheet, place: place)
            if isInterrupted { afterInterruption() }
            if !store.history.phase.isClosed {
                try DayRules(loaded).requireLawfulHours(
                    at: try .now, isElection: store.history.genesis?.terms?.purpose == .election)
            }
            try ballots.start()
            watch.tellDegraded()
        }
    }

    /// Feeds, closes or pauses, and prints.
    ///
    /// Whatever ends the feeding, every sheet that was accepted by then is in the box, and counts.
    ///
    /// - Parameters:
    ///   - total: sheets that will come, if known.
    ///   - atEnd: what becomes of the polls, asked when the sheets are through.
    ///   - isStopped: asked between sheets.
    ///   - goOnAfter: whether a fault of the scanner costs only one sheet.
    ///   - afterReturn: told of a sheet that went back; it throws `SheetInQuestion` where feeding must not go on.
    ///   - keepsFaults: whether the faults after which it went on are printed, and make the run's status.
    ///   - describing: what is said of the fault that ended the feeding.
    ///   - paperAdvice: where the sheets of this count lie, for whoever goes on after a fault.
    func run(
        _ scanner: inout some ScannerDriver.Scanner, total: Int?, atEnd: @autoclosure () -> StackEnd,
        until isStopped: () -> Bool = { false }, goOnAfter: (ScannerFault) -> Bool,
        afterReturn: (TurnedBack) throws -> Void = { _ in }, keepsFaults: Bool = true,
        describing: (ScannerFault) -> String = { $0.description },
        paperAdvice: (SheetCounts) -> String? = { _ in nil }
    ) throws {
        precondition(!(scanner is any OrderKeepingScanner), "a scanner that keeps the order of sheets must not count")
        var faultCount = 0
        let progress = ProgressLine(total: total)
        let summary: RunSummary
        let ending: Ending?
        do {
            var sheets = SheetSummary()
            (sheets, ending) = try count(
                &scanner, progress, atEnd: atEnd, until: isStopped, afterReturn: afterReturn,
                goOnAfter: { fault in
                    guard goOnAfter(fault) else { return false }
                    if keepsFaults {
                        faultCount += 1
                        progress.finish()
                        StandardError.write("scand: \(fault.detail)")
                    }
                    return true
                })
            summary = try release(sheets)
        } catch let error as LedgerError {
            progress.finish()
            throw CommandFailure(error, of: store)
        }
        try show(summary)
        guard let ending else {
            if faultCount > 0 { throw ExitCode(FailureStatus.inputNotOpened.rawValue) }
            return
        }
        let (status, goOn) =
            ending.isObjected
            ? (FailureStatus.ledgerRefused, Self.objected) : (.scannerFault, RunSummary.goOn(store.directory))
        let fault: ScannerFault
        switch ending.cause {
        case .fault(let cause): fault = cause
        case .question(let question):
            throw CommandFailure(status, "\(question.message); polls are paused: then \(goOn)")
        }
        if let pending = store.pending {
            throw CommandFailure(
                .scannerFault,
                "\(describing(fault)) Sheet \(pending.number) is still on its way, and not counted yet: look where it is; the "
                    + "same command asks for it and goes on")
        }
        // A wish to stop cancels what waits; faults that were shown when they came are not told again.
        if !isStopped() || keepsFaults && fault.code != .cancelled {
            throw CommandFailure(
                status,
                "\(describing(fault)) The \(summary.sheets?.accepted ?? 0) sheets accepted before are in the count; polls "
                    + "are paused: " + (paperAdvice(store.counts).map { $0 + "; then " } ?? "")
                    + goOn)
        }
    }

    /// The way on where a witness was shown more of this ledger, or other events of it.
    private static let objected = "count no more with this ledger before it is found out what the witness has seen"

    /// Prints the result of a count whose polls are closed, and finishes its release where an interruption kept it back.
    ///
    /// - Parameter lastSheet: what a person says of a sheet that was on its way: of closed polls there is none.
    func finish(lastSheet: LastSheet?) throws {
        try CommandFailure.naming(store) {
            try InterruptedSheet(store: store).settle(lastSheet: lastSheet, place: nil)
            try show(release(nil))
        }
    }

    /// Prints the result, and then shows the witnesses the totals: what they answer hides no result.
    private func show(_ summary: RunSummary) throws {
        try CommandFailure.naming(store) {
            try summary.show(json: options.json, language: options.language) {
                try watch.askIfWritten()
                if store.history.phase.isClosed { watch.tellUncosigned() }
            }
        }
    }

    private func count(
        _ scanner: inout some ScannerDriver.Scanner, _ progress: ProgressLine, atEnd: () -> StackEnd,
        until isStopped: () -> Bool, afterReturn: (TurnedBack) throws -> Void, goOnAfter: (ScannerFault) -> Bool
    ) throws -> (SheetSummary, Ending?) {
        defer { progress.finish() }
        var run = CountingRun(loaded.sheets, into: store)
        do {
            try run.feed(&scanner, until: isStopped, goOnAfter: goOnAfter, afterReturn: afterReturn) { sheets in
                if let sheets { progress.show(sheets.scanned) }
                try watch.look()
            }
        } catch let fault as ScannerFault {
            // With a sheet on its way polls cannot be paused: whoever goes on is asked for it first.
            guard store.pending == nil else { return (run.sheets, Ending(.fault(fault))) }
            try store.pausePolls(isStopped() ? .signal : PauseReason(after: fault.code), at: .now)
            // Where the paper lies is said in any case.
            return (run.sheets, Ending(.fault(fault), isObjected: watch.askBesides()))
        } catch let question as SheetInQuestion {
            try store.pausePolls(isStopped() ? .signal : .person, at: .now)
            return (run.sheets, Ending(.question(question), isObjected: watch.askBesides()))
        } catch let error as LedgerError {
            // Refused before anything was written: then the ledger can still say that polls are paused.
            if case .refused = error, (try? store.pausePolls(.storage, at: .now)) != nil { watch.askBesides() }
            throw error
        } catch let error as BoxFull {
            try store.pausePolls(.boxFull, at: .now)
            let rest = progress.total == nil ? "" : ", the list without its first \(store.settledSheetCount) sheets,"
            let wayOn =
                watch.askBesides()
                ? Self.objected
                : "'scand ledger close \(store.directory)' closes them, and the rest\(rest) \(OpenBallots.needsAnother)"
            throw CommandFailure(
                .ledgerRefused,
                "\(store.directory): the ballot box is full: each of its \(error.slotCount) places has a sheet; "
                    + "the next sheet was given back, and that sheet and all that follow are not counted; polls are paused: "
                    + wayOn)
        }
        progress.finish()
        if isStopped() {
            try store.pausePolls(.signal, at: .now)
        } else if atEnd().closes() {
            try store.closePolls(at: .now)
        } else {
            try store.pausePolls(.stackEnded, at: .now)
        }
        try watch.askAndWait()
        return (run.sheets, nil)
    }

    /// Opens the box of closed polls where this run has its key; else that is left to those who have.
    private func release(_ sheets: SheetSummary?) throws -> RunSummary {
        let key = store.history.phase == .closed ? try ballots.keys.boxKey() : nil
        let closing = PollsClosing(election: loaded.election, releasesPictures: options.releasePictures)
        let tally = try key.map { try closing.release(store, with: $0) }
        let keysRemain = try PollsClosing.destroyKeys(of: store, copyIsGone: false)
        try store.requireStanding()
        return RunSummary(
            election: loaded.election, sheets: sheets, store: store, tally: tally, keysRemain: keysRemain,
            copyFailure: store.degradation)
    }
}

/// What ended the feeding before the sheets were through.
private struct Ending {
    enum Cause {
        case fault(ScannerFault)
        case question(SheetInQuestion)
    }
    let cause: Cause
    /// Whether a witness objects to the ledger.
    let isObjected: Bool

    init(_ cause: Cause, isObjected: Bool = false) { (self.cause, self.isObjected) = (cause, isObjected) }
}

/// What becomes of the polls when the sheets are through. A fault or a signal never closes them.
enum StackEnd {
    case close
    case pause
    /// A person at a terminal is asked; where nobody sits there, polls are paused.
    case ask

    /// Whether polls are to be closed.
    func closes() -> Bool {
        switch self {
        case .close: return true
        case .pause: return false
        case .ask:
            guard isatty(STDIN_FILENO) == 1, StandardError.isTerminal else { return false }
            StandardError.write(
                "The sheets are through. Close the polls now? Type 'close', or Enter to leave them paused:")
            return readLine() == "close"
        }
    }
}

extension PauseReason {
    /// The word of the ledger for a fault that paused the polls.
    fileprivate init(after fault: ScannerFaultCode) {
        switch fault {
        case .jam, .notReturned, .paperInPath, .badReturn, .joinedDrop: self = .jam
        case .coverOpen: self = .cover
        case .disconnected, .noDevice, .powerFailure: self = .disconnected
        default: self = .device
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
