import ArgumentParser
import Foundation
import Ledger
import LedgerStorage

/// `scand ledger close`: closes polls, also where the scanner that counted is gone.
struct CloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Closes polls that are paused, or that a stop of the machine left open.",
        discussion: """
            No sheet counts any more after it; 'scand ledger release' then opens the ballot box. Neither scanner nor \
            election is needed.
            """)

    @Argument(help: "Directory of the ledger.")
    var directory: String

    @OptionGroup var signing: SigningKeyOptions

    @Option(help: ArgumentHelp("Second copy of everything.", valueName: "dir"))
    var copy: String?

    @OptionGroup var guards: LedgerGuards

    @Option(help: LastSheet.help)
    var lastSheet: LastSheet?

    func run() throws {
        let place = try LedgerPlace(standing: directory)
        let witnesses = try guards.witnesses(of: place.path)
        let keys = try CountingKeys(of: place, signing.names)
        try guards.requirePolicy(of: keys.signer.key)
        try CommandFailure.naming(place.path) {
            let warnings = try guards.checkFileSystem(of: place.path, copy: copy, isReal: signing.key != nil)
            try witnesses?.askBeforeOpening()
            let store = try BallotStore.open(
                at: place.path, signer: keys.signer, copy: copy,
                notOlderThan: try guards.checkpoints(of: keys.signer.key), telling: { $0.tell(of: place.path) })
            store.recovery.tell(of: store.directory)
            try CommandFailure.naming(store) {
                try close(OpenBallots(store: store, keys: keys, isResumed: true, witnesses: witnesses))
            }
            for warning in warnings { StandardError.write("scand: \(warning)") }
        }
    }

    private func close(_ ballots: OpenBallots) throws {
        let store = ballots.store
        let watch = try LedgerWatch(store, witnesses: ballots.witnesses)
        // A picture of a list that was sealed is in the box.
        let isListed = store.history.genesis?.terms?.sheetsDigest != nil
        try InterruptedSheet(store: store).settle(lastSheet: lastSheet, place: isListed ? .fell : nil)
        switch store.history.phase {
        case .empty, .prepared:
            throw CommandFailure(
                .ledgerRefused, "\(store.directory): polls were never opened: there is nothing to close")
        // A close that was interrupted behind its leaf is said again. A store whose totals are in was not opened.
        case .closed, .final, .ended:
            return try say("polls were closed before", of: store)
        case .open, .paused: break
        }
        // Where there is no room to say it, there is still room to close.
        _ = try ballots.sayStarted()
        try store.closePolls(at: .now)
        try say("polls are closed", of: store)
        try watch.askAndWait()
        watch.tellUncosigned()
    }

    private func say(_ state: String, of store: BallotStore) throws {
        try store.requireStanding()
        if let why = store.degradation { RunSummary.tellDegraded(store.directory, why) }
        try StandardOutput.write(
            PlainText.line(
                "\(store.directory): \(state): \(store.counts); \(store.history.phase.nextStep)"))
    }
}
