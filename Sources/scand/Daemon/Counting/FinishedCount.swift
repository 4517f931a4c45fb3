import DurableFiles
import ElectionModel
import Ledger
import LedgerStorage

/// A count whose release is signed and whose keys are destroyed, of which a command that is run again has nothing left to do.
struct FinishedCount {
    let directory: String
    private let key: VerifierKey
    private let election: Election
    private let recovery: BallotRecovery?

    /// - Parameter recovery: what opening it put right, which was told.
    init(_ directory: String, _ key: VerifierKey, _ election: Election, _ recovery: BallotRecovery?) {
        (self.directory, self.key, self.election, self.recovery) = (directory, key, election, recovery)
    }

    /// Sheets of which it is settled where they are.
    var settledSheetCount: Int {
        get throws(LedgerError) { try EndedCount(at: directory, key: key).history.settledSheetCount }
    }

    /// A short name of the ledger, for folders that belong to its count.
    var shortName: String { OpenBallots.shortName(of: key) }

    /// Says that it is finished and what this run did not do, and prints the result.
    ///
    /// - Parameters:
    ///   - finished: how the line begins.
    ///   - copy: where the second copy should be.
    ///   - witness: the policy whose witnesses would have been asked.
    func show(_ finished: String, copy: String?, witness: String?, json: Bool, language: String) throws {
        let wasMended =
            recovery.map {
                $0.updatedCopy != nil || $0.sweptDraftCount > 0 || $0.destroyedKeysAgain
                    || !$0.ledger.rebuiltFiles.isEmpty
            } ?? false
        StandardError.write("scand: \(directory): \(finished)\(wasMended ? "" : ", nothing was left to do")")
        if let witness {
            StandardError.write(
                "scand: \(directory): no witness was asked: 'scand ledger witness add \(directory) --policy \(witness)' asks "
                    + "them about a finished ledger")
        }
        if let copy, !FileSystem.isThere(copy) {
            StandardError.write(
                "scand: \(copy): no second copy is here, and none is made of a finished ledger: copy it yourself")
        }
        try CommandFailure.naming(directory) {
            try RunSummary(ended: EndedCount(at: directory, key: key), at: directory, election: election)
                .show(json: json, language: language)
        }
    }
}
