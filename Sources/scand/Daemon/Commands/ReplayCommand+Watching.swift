import Ledger
import Replay
import ReplayFiles
import ScannerDriver

extension ReplayCommand {
    /// Counts what another program puts into a folder, until its end mark or a signal.
    func countFolder(_ path: String) throws {
        let stop = StopRequest()
        let loaded = try counting.loadedElection()
        let waiting: [String]
        do {
            waiting = try WatchedFolderScanner.check(path)
        } catch {
            throw CommandFailure(.unusableArguments, error.detail)
        }
        try requireOwnFolder(path)
        let ballots = try counting.openBallots(for: loaded)
        let session = try CountingSession(counting, loaded, ballots)
        // Interrupted behind the close, the same command has only to release.
        if !session.isCounting, close, waiting.isEmpty { return try session.finish() }
        try ballots.requireCounting("none of the \(waiting.count) files in \(path) was")
        // A picture that was sealed is in the box: no paper could have gone elsewhere.
        try session.begin(lastSheet: counting.lastSheet, place: .fell)
        let loader = ParallelSheetLoader { side throws(ScannerFault) in
            // What leads out of the folder is not one of its sheets.
            try PictureFiles.load(side, followsLinks: false)
        }
        var scanner: WatchedFolderScanner
        do {
            scanner = try WatchedFolderScanner(
                path, ledger: ballots.shortName, settledCount: { session.settledCount }, loader: loader,
                isStopped: { stop.isMade })
        } catch {
            throw CommandFailure(.unusableArguments, error.detail)
        }
        let watched = scanner
        defer { nameLeftOver(in: watched, path, isSettled: session.isSettled) }
        try session.run(
            &scanner, total: nil, atEnd: close ? .close : .ask, until: { stop.isMade },
            goOnAfter: { fault in
                // One sheet's trouble; the folder's own ends the run.
                [.badInput, .oddSide, .sheetNotTaken].contains(fault.code)
            })
        if scanner.hasEnded, !close {
            StandardError.write(
                "scand: \(path)/\(WatchedSheets.endMark) ended this run, and would end the next one: remove it before counting "
                    + "goes on")
        }
    }

    /// Refuses to begin a ledger with a folder that another count has taken sheets from: the ledger that they are in is missing.
    private func requireOwnFolder(_ path: String) throws {
        guard try !LedgerPlace(counting.ledger).isTaken else { return }
        let count: Int
        do {
            count = try WatchedFolderScanner.takenCount(in: path)
        } catch {
            throw CommandFailure(.unusableArguments, error.detail)
        }
        guard count > 0 else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(counting.ledger): nothing is there, but in \(path) \(count) files are settled or in work: find the ledger that they "
                + "were counted into, and go on with it; to count all anew, move them back into \(path) and remove 'settled' and "
                + "'in-work'")
    }

    /// Says what lies in the folder and was not counted: a name of another form may be somebody's ballot.
    private func nameLeftOver(in scanner: WatchedFolderScanner, _ path: String, isSettled: Bool) {
        guard let names = try? scanner.finish(isSettled: isSettled), !names.isEmpty else { return }
        let shown = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and others" : "")
        StandardError.write("scand: \(path): not counted, \(names.count) in all: \(shown)")
    }
}
