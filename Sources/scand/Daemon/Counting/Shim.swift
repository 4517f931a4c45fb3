import Foundation
import Ledger
import LedgerStorage

// Version 1's store in the words of version 2, until that is merged.

struct LedgerTime {
    static var now: LedgerTime { LedgerTime() }
}

enum PauseReason { case person, stackEnded, signal, interruption, time, jam, cover, disconnected, storage, boxFull, device, other }

extension BallotStore {
    var settledSheetCount: Int { history.nextSheetNumber - 1 - history.counts.voided }
    var size: Int { 0 }
    func openPolls(at time: LedgerTime) throws(LedgerError) { try openPolls() }
    func closePolls(at time: LedgerTime) throws(LedgerError) { try closePolls() }
    func pausePolls(_ reason: PauseReason, at time: LedgerTime) throws(LedgerError) { try publish() }
    func fault(_ id: String) throws(LedgerError) {}
    func returned(reason: String) throws(LedgerError) { _ = try returned() }
    func anchorIfDue(at time: LedgerTime) throws(LedgerError) -> Bool { false }
    func keepCosigned(_ note: SignedNote) throws(LedgerError) {}
}
