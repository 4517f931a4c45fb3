import Ledger
import LedgerStorage
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
        if !session.isCounting, close, waiting.isEmpty { return try session.finish(lastSheet: counting.lastSheet) }
        try ballots.requireCounting(
            "none of the \(waiting.count) files in \(path) was", more: ", and the files a folder of their own")
        // A picture that was sealed is in the box: no paper could have gone elsewhere.
        try session.begin(
            lastSheet: counting.lastSheet, place: .fell, checking: { try requireFolder(path, of: session, ballots) })
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

    /// Requires, before anything is signed, that the folder is the one of this ledger: each sheet that the ledger knows as settled
    /// lies settled in it. A folder that was set back would be counted twice; a ledger that was set back must not go on.
    private func requireFolder(_ path: String, of session: CountingSession, _ ballots: OpenBallots) throws {
        // A sheet that is on its way is settled by what follows, unless somebody says that it is not in the box.
        let fell = ballots.store.pending != nil && counting.lastSheet?.place != .back
        let known = session.settledCount + (fell ? 1 : 0)
        let here: Int
        do {
            here = try WatchedFolderScanner.settledCount(in: path, ledger: ballots.shortName, known: known)
        } catch {
            throw CommandFailure(.unusableArguments, error.detail)
        }
        let seen = "\(path)/settled: \(here) sheets are settled here, but \(counting.ledger) knows of \(known): "
        let settled = here + (settledElsewhere ?? 0)
        if settled > known {
            throw CommandFailure(
                .ledgerRefused,
                seen
                    + "the ledger was set back, or they were counted into another one: go on with that ledger, with its second "
                    + "copy, or with the disk that has them all")
        }
        if settled < known {
            throw CommandFailure(
                .ledgerRefused,
                seen
                    + "the folder was set back or emptied, or is another one, and sheets in it may be counted already: bring them "
                    + "back; only where they were put elsewhere, say --settled-elsewhere \(known - here)")
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
                + "were counted into, and go on with it; where its polls are closed, move what is not settled into a folder of its own, "
                + "and count that; only where that ledger will never be released may all be counted anew: move them back into "
                + "\(path) and remove 'settled' and 'in-work'")
    }

    /// Says what lies in the folder and was not counted: a name of another form may be somebody's ballot.
    private func nameLeftOver(in scanner: WatchedFolderScanner, _ path: String, isSettled: Bool) {
        guard let names = try? scanner.finish(isSettled: isSettled), !names.isEmpty else { return }
        let shown = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and others" : "")
        StandardError.write("scand: \(path): not counted, \(names.count) in all: \(shown)")
    }
}
