import DurableFiles
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
        var waiting = try waitingNames(in: path)
        try requireOwnFolder(path)
        let ballots = try counting.openBallots(
            for: loaded,
            whenFinished: { count in
                let isOwn = try putAway(in: path, of: count.shortName, known: try count.settledSheetCount)
                let waiting = try waitingNames(in: path)
                guard WatchedSheets.sheetCount(of: waiting) == 0 else {
                    throw CommandFailure(
                        .ledgerRefused,
                        "\(count.directory): the count is finished: none of the \(waiting.count) files in \(path) was counted; what has to be "
                            + "counted still \(OpenBallots.needsAnother), and a folder of its own")
                }
                guard close, isOwn else { return }
                if !waiting.isEmpty { tellLeftOver(waiting, in: path) }
                try counting.endFinished(count)
            })
        let session = try CountingSession(counting, loaded, ballots)
        if !session.isCounting {
            _ = try putAway(in: path, of: ballots.shortName, known: session.settledCount)
            waiting = try waitingNames(in: path)
            // Interrupted behind the close, the same command has only to release.
            if close, waiting.isEmpty { return try session.finish(lastSheet: counting.lastSheet) }
        }
        try ballots.requireCounting(
            "none of the \(waiting.count) files in \(path) was",
            more: ", and what lies in \(path) itself, not in 'settled' or 'in-work', a folder of its own")
        // A picture that was sealed is in the box: no paper could have gone elsewhere.
        try session.begin(
            lastSheet: counting.lastSheet, place: .fell, checking: { try requireFolder(path, of: session, ballots) })
        let loader = ParallelSheetLoader { side throws(ScannerFault) in
            // What leads out of the folder is not one of its sheets.
            try PictureFiles.load(side, followsLinks: false)
        }
        var scanner: WatchedFolderScanner
        do {
            scanner = try naming { () throws(ScannerFault) in
                try WatchedFolderScanner(
                    path, ledger: ballots.shortName, settledCount: { session.settledCount }, loader: loader,
                    isStopped: { stop.isMade })
            }
        } catch {
            try ballots.store.pausePolls(.device, at: .now)
            throw error
        }
        var sheetsAreLeft = false
        func hasLeft() -> Bool {
            sheetsAreLeft
                || (try? WatchedFolderScanner.check(path)).map { !WatchedSheets.passedOver(of: $0).isEmpty } ?? true
        }
        do {
            try session.run(
                &scanner, total: nil, atEnd: close ? (hasLeft() ? .pause : .close) : .ask, until: { stop.isMade },
                goOnAfter: { fault in
                    sheetsAreLeft = sheetsAreLeft || fault.code == .sheetNotTaken
                    // One sheet's trouble; the folder's own ends the run.
                    return [.badInput, .oddSide, .sheetNotTaken].contains(fault.code)
                },
                describing: { "The folder cannot be counted any further (\($0.detail)). Mend what is named." })
        } catch {
            if close, sheetsAreLeft, !ballots.store.history.phase.isClosed {
                StandardError.write(
                    "scand: \(path): polls are paused, not closed: sheets that were named above were not counted: do with each what is "
                        + "said there, or take it out, remove '\(WatchedSheets.endMark)', and run the same command again"
                )
            }
            let said = (error as? CommandFailure)?.message ?? ""
            if let trouble = nameLeftOver(in: scanner, path, session), !said.contains(trouble) {
                StandardError.write("scand: \(trouble)")
            }
            throw error
        }
        if let trouble = nameLeftOver(in: scanner, path, session) { throw CommandFailure(.scannerFault, trouble) }
        let passedOver = close ? WatchedSheets.passedOver(of: try waitingNames(in: path)) : []
        guard passedOver.isEmpty || ballots.store.history.phase.isClosed else {
            throw CommandFailure(
                .inputNotOpened,
                "\(path): \(passedOver[0]): ends as a picture does, but is hidden or no UTF-8, and was not counted: polls are paused, not "
                    + "closed: give it a plain name or take it out, remove '\(WatchedSheets.endMark)', and run the same command again"
            )
        }
        if scanner.hasEnded, !close {
            StandardError.write(
                "scand: \(path)/\(WatchedSheets.endMark) ended this run, and would end the next one: remove it before counting "
                    + "goes on")
        }
    }

    private func waitingNames(in path: String) throws -> [String] {
        try naming { () throws(ScannerFault) in try WatchedFolderScanner.check(path) }
    }

    /// Puts away what a run left in work, by what the ledger of closed polls says of it: else a sheet that is counted would look as if
    /// it were still to be counted. Where the folder is not the one of the ledger, nothing is moved.
    ///
    /// - Parameters:
    ///   - ledger: the ledger's short name.
    ///   - known: how many sheets it knows as settled.
    /// - Returns: whether the folder is the one of the ledger: all that it knows as settled lie in it.
    private func putAway(in path: String, of ledger: String, known: Int) throws -> Bool {
        try naming { () throws(ScannerFault) in
            let here = try WatchedFolderScanner.settledCount(in: path, ledger: ledger, known: known)
            guard here + (settledElsewhere ?? 0) == known else {
                guard try WatchedFolderScanner.hasWork(in: path, ledger: ledger) else { return false }
                throw ScannerFault(
                    .sheetNotResolved,
                    "\(path)/in-work: a sheet lies here, and whether it is counted only the others tell: \(here) of the \(known) "
                        + "that are settled lie in \(path)/settled: bring the others back, or say --settled-elsewhere "
                        + "\(max(0, known - here))")
            }
            try WatchedFolderScanner.putAway(in: path, ledger: ledger, settledCount: known)
            return true
        }
    }

    /// Requires, before anything is signed, that the folder is the one of this ledger: each sheet that the ledger knows as settled
    /// lies settled in it. A folder that was set back would be counted twice; a ledger that was set back must not go on.
    private func requireFolder(_ path: String, of session: CountingSession, _ ballots: OpenBallots) throws {
        // A sheet that is on its way is settled by what follows, unless somebody says that it is not in the box.
        let fell = ballots.store.pending != nil && counting.lastSheet?.place != .back
        let known = session.settledCount + (fell ? 1 : 0)
        let here = try naming { () throws(ScannerFault) in
            try WatchedFolderScanner.settledCount(in: path, ledger: ballots.shortName, known: known)
        }
        let seen = "\(path)/settled: \(here) sheets are settled here, but \(counting.ledger) knows of \(known): "
        let settled = here + (settledElsewhere ?? 0)
        if here <= known, settled > known {
            throw CommandFailure(
                .unusableArguments,
                "--settled-elsewhere: \(seen)"
                    + (here == known ? "leave the option out" : "say \(known - here), if so many were put elsewhere"))
        }
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
                    + "back, also one that somebody took out of 'in-work'; only where they were put elsewhere, and none of them lies "
                    + "in \(path) itself, say --settled-elsewhere \(known - here)")
        }
    }

    /// Refuses to begin a ledger with a folder that another count has taken sheets from: the ledger that they are in is missing.
    private func requireOwnFolder(_ path: String) throws {
        let place = try LedgerPlace(counting.ledger)
        if let folder = FileSystem.resolved(path), let ledger = FileSystem.resolved(place.path),
            "\(folder)/".hasPrefix("\(ledger)/")
        {
            throw CommandFailure(
                .unusableArguments, "--watch \(path): lies in the ledger \(place.path): name a folder of its own")
        }
        guard !place.isTaken else { return }
        try counting.requireNoLostLedger(place)
        if settledElsewhere != nil {
            throw CommandFailure(
                .unusableArguments,
                "--settled-elsewhere: \(counting.ledger): nothing is there, and a new ledger has no settled sheets: leave the option "
                    + "out, or name the ledger that they were counted into")
        }
        let count = try naming { () throws(ScannerFault) in try WatchedFolderScanner.takenCount(in: path) }
        guard count > 0 else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(counting.ledger): nothing is there, but in \(path) \(count) files are settled or in work: find the ledger that they "
                + "were counted into, and go on with it; where its polls are closed, the same command puts away what is in work: then move "
                + "what lies in \(path) itself, not what is in 'settled' or 'in-work', into a folder of its own, and count that; only where that ledger will never be released may all be counted anew: move them back into "
                + "\(path) and remove 'settled' and 'in-work'")
    }

    /// Says what lies in the folder and was not counted: a name of another form may be somebody's ballot.
    ///
    /// - Returns: what keeps the last sheet's files from being put away, or the folder from being listed.
    private func nameLeftOver(
        in scanner: WatchedFolderScanner, _ path: String, _ session: CountingSession
    ) -> String? {
        let names: [String]
        do throws(ScannerFault) { names = try scanner.finish(isSettled: session.isSettled) } catch {
            return error.detail
        }
        if !names.isEmpty { tellLeftOver(names, in: path) }
        return nil
    }

    private func tellLeftOver(_ names: [String], in path: String) {
        let shown = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and others" : "")
        StandardError.write("scand: \(path): not counted, \(names.count) in all: \(shown)")
    }

    /// Does something with the folder before it is counted; what is wrong with it is an argument that cannot be used.
    private func naming<Value>(_ body: () throws(ScannerFault) -> Value) throws -> Value {
        do throws(ScannerFault) { return try body() } catch { throw CommandFailure(.unusableArguments, error.detail) }
    }
}
