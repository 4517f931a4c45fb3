import ElectionModel
import Ledger
import LedgerStorage
import OMR
import ScannerDriver

/// A stack of paper through the whole product: scanner, interpreter, sealed ballot box, ledger.
///
/// ```
/// feed -> interpret -> seal -> accept -> leaf, durable -> the next one
///                 \-> return ----------> noted, durable
/// ```
/// The next sheet is asked for only when the last one's leaf is on the disk. Nothing of a sheet's content is kept here: the
/// records are in the box alone.
struct CountingRun {
    private let interpreter: SheetInterpreter
    private let store: BallotStore
    private let keepsPictures: Bool
    /// Sheets by their end, in this run.
    private(set) var sheets = SheetSummary()

    init(_ interpreter: SheetInterpreter, into store: BallotStore) {
        self.interpreter = interpreter
        self.store = store
        keepsPictures = (store.history.genesis?.box.pictureByteCount ?? 0) > 0
    }

    /// Feeds the scanner's whole stack.
    ///
    /// - Parameters:
    ///   - scanner: holds each sheet until it is told where it goes.
    ///   - isStopped: asked between sheets.
    ///   - goOn: whether feeding goes on after a fault of a single sheet; it is told the fault.
    ///   - afterReturn: whether feeding goes on after a sheet that does not count; it is told which.
    ///   - between: told after every sheet, and, with nil, while none comes.
    /// - Throws: `ScannerFault` that ended the feeding, `BoxFull`, what `afterReturn` throws, or `LedgerError` after which nothing is sure any more.
    mutating func feed(
        _ scanner: inout some Scanner, until isStopped: () -> Bool, goOnAfter: (ScannerFault) -> Bool,
        afterReturn: (TurnedBack) throws -> Void = { _ in }, between: (SheetSummary?) throws -> Void
    ) throws {
        let notes = FaultNotes(store)
        // Where a fault cannot be noted the store is out of service, which the end of the feeding shows.
        func mayGoOn(after fault: ScannerFault) -> Bool { notes.take(fault) && goOnAfter(fault) }
        while !isStopped() {
            let event: ScannerEvent
            do throws(ScannerFault) {
                event = try scanner.perform(.feedSheet)
            } catch {
                guard mayGoOn(after: error) else { throw error }
                if error.code.isWithoutSheet {
                    try between(nil)
                } else {
                    try recordReturn(.rejected, reasons: [error.code.rawValue])
                    try between(sheets)
                }
                continue
            }
            switch event {
            case .noSheetYet: try between(nil)
            case .sheetScanned(let scan):
                notes.over()
                let turnedBack = try settle(scan, &scanner, mayGoOn)
                try between(sheets)
                if let turnedBack { try afterReturn(turnedBack) }
            default: return
            }
        }
    }

    /// - Returns: the sheet that went back; nil for one that was to be cast.
    private mutating func settle(
        _ scan: SheetScan, _ scanner: inout some Scanner, _ goOnAfter: (ScannerFault) -> Bool
    ) throws -> TurnedBack? {
        let reading = interpreter.interpret(scan)
        let reason: String
        switch reading {
        case .readable(let record):
            try cast(record, scan, &scanner, goOnAfter)
            return nil
        case .needsReview(let reasons):
            try giveBack(&scanner, goOnAfter)
            reason = try recordReturn(.returned, reasons: Set(reasons.map(\.code)).sorted())
        case .blank:
            try giveBack(&scanner, goOnAfter)
            reason = try recordReturn(.blank, reasons: ["blank"])
        case .rejected(let rejection):
            try giveBack(&scanner, goOnAfter)
            reason = try recordReturn(.rejected, reasons: [rejection.code])
        }
        return TurnedBack(reason: reason, reading: reading)
    }

    /// In two phases: the record is durable before the paper moves, and counts when the paper has.
    private mutating func cast(
        _ record: CastVoteRecord, _ scan: SheetScan, _ scanner: inout some Scanner,
        _ goOnAfter: (ScannerFault) -> Bool
    ) throws {
        guard store.freeSlotCount > 0 else {
            try giveBack(&scanner, goOnAfter)
            throw BoxFull(slotCount: store.counts.counted)
        }
        let sealed: SealedSheet
        do {
            sealed = try store.seal(
                record: record.encoded(for: interpreter.election),
                pictures: keepsPictures ? SheetPictures.files(of: scan) : [])
        } catch {
            // Where nothing was written the voter has the paper back. Else the record may be on the disk: the paper stays where
            // it is, and whoever goes on is asked for it.
            if store.isSettled { _ = try? scanner.perform(.returnSheet) }
            throw error
        }
        let fell: Bool
        do throws(ScannerFault) {
            fell = try dropOrGiveBack(&scanner, goOnAfter)
        } catch {
            // Only here no sensor can tell: it is in the box, or in somebody's hands.
            if error.code == .joinedDrop {
                _ = try store.unresolved(sealed)
                sheets.unresolved += 1
            }
            throw error
        }
        if fell {
            _ = try store.complete(sealed)
            sheets.accepted += 1
        } else {
            _ = try store.void(sealed)
            sheets.voided += 1
        }
    }

    /// Lets the sheet fall; where that fails, and the sheet is still held, gives it back.
    ///
    /// - Returns: whether it fell.
    /// - Throws: `joinedDrop` when nobody knows whether it fell. Any other fault after which this run goes no further leaves the
    ///   sheet where it lies: it stays pending, and whoever goes on is asked for it.
    private func dropOrGiveBack(
        _ scanner: inout some Scanner, _ goOnAfter: (ScannerFault) -> Bool
    ) throws(ScannerFault) -> Bool {
        while true {
            do throws(ScannerFault) {
                _ = try scanner.perform(.acceptSheet)
                return true
            } catch {
                guard goOnAfter(error), error.code != .joinedDrop else { throw error }
                // A drop that waits goes on by itself.
                guard error.code != .dropWaits else { continue }
                try giveBack(&scanner, goOnAfter)
                return false
            }
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

    private enum Return { case returned, blank, rejected }

    /// - Returns: the reason.
    @discardableResult
    private mutating func recordReturn(_ kind: Return, reasons: [String]) throws(LedgerError) -> String {
        // One reason a sheet, so that reasons add up to the sheets that went back.
        let reason = reasons.first ?? "other"
        try store.returned(reason: reason)
        switch kind {
        case .returned: sheets.returned += 1
        case .blank: sheets.blank += 1
        case .rejected: sheets.rejected += 1
        }
        sheets.reasons[reason, default: 0] += 1
        return reason
    }
}

/// A sheet that went back, for whoever may know which one it is.
struct TurnedBack {
    /// A word of the ledger's.
    let reason: String
    let reading: SheetInterpretation
}

/// Faults as the ledger sums them: one that lasts, and is met at every try, is one.
private final class FaultNotes {
    private let store: BallotStore
    private var last: ScannerFault?

    init(_ store: BallotStore) { self.store = store }

    /// - Returns: false where it could not be noted.
    func take(_ fault: ScannerFault) -> Bool {
        guard fault != last else { return true }
        last = fault
        do throws(LedgerError) {
            try store.fault(fault.code.rawValue)
            return true
        } catch {
            return false
        }
    }

    /// A sheet came in: what was wrong is mended.
    func over() { last = nil }
}

/// The ballot box has no place left: the sheet that is held was given back.
struct BoxFull: Error {
    let slotCount: Int
}

/// How many sheets had which end in this run. The counts say nothing about any one sheet.
struct SheetSummary: Hashable {
    /// Sheets whose votes are counted.
    var accepted = 0
    /// Ballots that a person has to look at before they can count.
    var returned = 0
    /// Sheets without print.
    var blank = 0
    /// Sheets that are not ballots of this election, or that could not be read.
    var rejected = 0
    /// Sheets that went back after they were sealed, because the drop into the box failed.
    var voided = 0
    /// Sheets that count, but whose paper no sensor saw fall or stay.
    var unresolved = 0
    /// Why sheets were not accepted, with their numbers.
    var reasons: [String: Int] = [:]

    var scanned: Int { accepted + returned + blank + rejected + voided + unresolved }
}
