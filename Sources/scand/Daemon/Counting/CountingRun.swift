import ElectionModel
import Ledger
import LedgerStorage
import OMR
import ScannerDriver

/// A stack of paper through the whole product: scanner, interpreter, ledger.
///
/// ```
/// polls opened -> [ feed -> interpret -> accept or return -> leaf, durable ] ... -> polls closed -> totals
/// ```
/// The next sheet is asked for only when the last one's leaf is on the disk. Until the sealed ballot box exists, the records
/// of the run live in memory; they are released at the end, sorted by content.
struct CountingRun {
    private let interpreter: SheetInterpreter
    private let ledger: LedgerWriter
    private var tally: Tally
    private var records: [CastVoteRecord] = []
    private var sheets = SheetSummary()

    private static let noBlind = Array(repeating: UInt8(0), count: BoxCommitment.blindByteCount)
    static let emptyBox = BoxCommitment(blind: noBlind, root: .empty)

    /// - Parameter ledger: a ledger that no sheet has been counted into, or whose counted sheets were voided.
    init(_ interpreter: SheetInterpreter, into ledger: LedgerWriter) throws(LedgerError) {
        self.interpreter = interpreter
        self.ledger = ledger
        tally = Tally(interpreter.election)
        if ledger.history.phase == .prepared {
            _ = try ledger.append(.pollsOpened)
            try ledger.publish()
        }
    }

    /// Feeds the scanner's whole stack.
    ///
    /// - Parameters:
    ///   - scanner: holds each sheet until it is told where it goes.
    ///   - isStopped: asked between sheets.
    ///   - goOn: whether feeding goes on after a fault of a single sheet; it is told the fault.
    ///   - progress: told after every sheet.
    /// - Throws: `ScannerFault` that ended the feeding, `LedgerError` after which nothing is sure any more.
    mutating func feed(
        _ scanner: inout some Scanner, until isStopped: () -> Bool, goOnAfter: (ScannerFault) -> Bool,
        progress: (SheetSummary) -> Void
    ) throws {
        while !isStopped() {
            let event: ScannerEvent
            do throws(ScannerFault) {
                event = try scanner.perform(.feedSheet)
            } catch {
                guard goOnAfter(error) else { throw error }
                if !error.code.isWithoutSheet {
                    try recordReturn(.rejected, reasons: [error.code.rawValue])
                    progress(sheets)
                }
                continue
            }
            switch event {
            case .noSheetYet: continue
            case .sheetScanned(let scan):
                try settle(interpreter.interpret(sideA: scan.sideA, sideB: scan.sideB), &scanner, goOnAfter)
                progress(sheets)
            default: return
            }
        }
    }

    /// Closes the polls, releases the records and writes the totals. Nothing can be counted after it.
    mutating func close() throws -> RunSummary {
        let counts = ledger.history.counts
        _ = try ledger.append(.pollsClosed(counts))
        let released = try ReleasedRecords(election: interpreter.election, records: records).bytes
        // What a run before an interruption returned has no reason left: the leaf says so rather than hiding it.
        var reasons = sheets.reasons
        let unexplained = counts.returned - sheets.turnedBack
        if unexplained > 0 { reasons["interruptedRun", default: 0] += unexplained }
        _ = try ledger.finish(
            sheets: tally.sheets, contests: tally.contests.map(\.totals),
            returnReasons: reasons.map { Totals.Count(id: $0.key, count: $0.value) }, boxRoot: .empty,
            boxBlind: Self.noBlind, release: [ReleaseFile(path: "records.json", bytes: released)])
        return RunSummary(
            election: interpreter.election, sheets: sheets, voided: counts.voided, tally: tally,
            checkpoint: String(decoding: ledger.note, as: UTF8.self), ledger: ledger.directory)
    }

    private mutating func settle(
        _ sheet: SheetInterpretation, _ scanner: inout some Scanner, _ goOnAfter: (ScannerFault) -> Bool
    ) throws {
        switch sheet {
        case .readable(let record):
            // The office feeder and the replay let go of the paper at once; the station's two-phase drop has its own issue.
            do throws(ScannerFault) {
                _ = try scanner.perform(.acceptSheet)
            } catch {
                guard goOnAfter(error) else { throw error }
                // It is still held. What did not fall into the box at once goes back, and is not counted.
                try giveBack(&scanner, goOnAfter)
                return try recordReturn(.returned, reasons: [error.code.rawValue])
            }
            _ = try ledger.append(.sheetAccepted(number: ledger.history.nextSheetNumber, box: Self.emptyBox))
            records.append(record)
            tally.add(record)
            sheets.accepted += 1
        case .needsReview(let reasons):
            try giveBack(&scanner, goOnAfter)
            try recordReturn(.returned, reasons: Set(reasons.map(\.code)).sorted())
        case .blank:
            try giveBack(&scanner, goOnAfter)
            try recordReturn(.blank, reasons: ["blank"])
        case .rejected(let rejection):
            try giveBack(&scanner, goOnAfter)
            try recordReturn(.rejected, reasons: [rejection.code])
        }
    }

    /// Returns the sheet, as often as it takes: where it is stuck, a person has to help first.
    private func giveBack(_ scanner: inout some Scanner, _ goOnAfter: (ScannerFault) -> Bool) throws(ScannerFault) {
        while true {
            do throws(ScannerFault) {
                _ = try scanner.perform(.returnSheet)
                return
            } catch {
                guard goOnAfter(error) else { throw error }
            }
        }
    }

    private enum TurnedBack { case returned, blank, rejected }

    private mutating func recordReturn(_ kind: TurnedBack, reasons: [String]) throws(LedgerError) {
        _ = try ledger.append(.sheetReturned(number: ledger.history.nextSheetNumber))
        switch kind {
        case .returned: sheets.returned += 1
        case .blank: sheets.blank += 1
        case .rejected: sheets.rejected += 1
        }
        // One reason a sheet, so that reasons add up to the sheets that went back.
        if let reason = reasons.first { sheets.reasons[reason, default: 0] += 1 }
    }
}

/// How many sheets had which end. The counts say nothing about any one sheet.
struct SheetSummary: Hashable {
    /// Sheets whose votes are counted.
    var accepted = 0
    /// Ballots that a person has to look at before they can count.
    var returned = 0
    /// Sheets without print.
    var blank = 0
    /// Sheets that are no ballot of this election, or that could not be read.
    var rejected = 0
    /// Why sheets were not accepted, with their numbers.
    var reasons: [String: Int] = [:]

    /// Sheets that went back, for whatever reason.
    var turnedBack: Int { returned + blank + rejected }
    var scanned: Int { accepted + turnedBack }
}

extension Tally.ContestTally {
    /// The form in which the ledger states them.
    var totals: ContestTotals {
        ContestTotals(
            id: contest.rawValue, votesAllowed: votesAllowed, ballots: ballots, overvotes: overvotes,
            undervotes: undervotes, votes: votes.map { Totals.Count(id: $0.option.rawValue, count: $0.count) })
    }
}
