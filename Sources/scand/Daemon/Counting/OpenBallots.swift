import Foundation
import Ledger
import LedgerStorage

/// A ledger with its ballot box, open, and the keys to it.
struct OpenBallots {
    let store: BallotStore
    let keys: CountingKeys
    /// Whether the ledger was there before this run.
    let isResumed: Bool
    /// What people must hear of where the ledger lies.
    var warnings: [String] = []
    /// Who is asked about it, where somebody is.
    var witnesses: AskedWitnesses?

    /// A short name of the ledger, for folders that belong to its count.
    var shortName: String { Self.shortName(of: keys.signer.key) }

    /// The same, of the ledger with a key.
    static func shortName(of key: VerifierKey) -> String {
        String(FileDigest(of: Array(key.name.description.utf8)).hex.prefix(16))
    }

    /// Refuses sheets that are offered to closed polls.
    ///
    /// - Parameters:
    ///   - sheets: how the line begins: "no sheet was".
    ///   - more: how it ends.
    func requireCounting(_ sheets: String, more: String = "") throws {
        guard store.history.phase.isClosed else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(store.directory): polls are closed: \(sheets) counted; \(store.history.phase.nextStep); what has to be "
                + "counted still \(Self.needsAnother)\(more)")
    }

    /// Refuses a list that closed polls did not see to its end.
    static func requireSettled(_ sheetCount: Int, of settled: Int, in ledger: String) throws {
        guard settled < sheetCount else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(ledger): polls are closed, and \(sheetCount - settled) of the list's \(sheetCount) sheets were not counted: the "
                + "list without its first \(settled) sheets \(needsAnother)")
    }

    /// Where the rest of a count goes. A signing key begins one ledger: by two of them it would show two histories.
    static let needsAnother = "needs a ledger and a signing key of its own ('scand keys make')"

    /// Says that the machine runs, and opens the polls or goes on with them.
    func start() throws {
        for warning in warnings { StandardError.write("scand: \(warning)") }
        guard try sayStarted() else {
            throw CommandFailure(
                .ledgerRefused,
                "\(store.directory): its journal has room for the end of the day alone: 'scand ledger close "
                    + "\(store.directory)' closes polls; what is not counted then \(Self.needsAnother)")
        }
        switch store.history.phase {
        case .prepared: try store.openPolls(at: .now)
        case .paused: try store.resumePolls(at: .now)
        case .open, .closed, .final, .empty, .ended: break
        }
    }

    /// Says that the machine runs. Polls that were open when it stopped are paused.
    ///
    /// - Returns: false where the ledger has no room for it.
    func sayStarted() throws -> Bool {
        guard isResumed else { return true }
        return try store.machineStarted(
            after: store.history.phase == .open ? .interruption : .stop, software: Software.name,
            softwareDigest: try Software.digest, at: .now)
    }
}

extension BallotStore {
    /// Sheets of which it is settled, durably, where they are; a void sheet is not one of them, for it is fed again.
    var settledSheetCount: Int { nextSheetNumber - 1 - history.counts.voided }
}

extension LedgerHistory {
    /// The same, of a ledger in which no more sheets come.
    var settledSheetCount: Int { nextSheetNumber - 1 - counts.voided }
}

extension LedgerTime {
    /// What the machine's clock says.
    static var now: LedgerTime {
        get throws(LedgerError) {
            guard let now = LedgerTime(secondsSince1970: time(nil)) else {
                throw .refused("the machine's clock is not in the years 2000 to 2099: set it")
            }
            return now
        }
    }
}
