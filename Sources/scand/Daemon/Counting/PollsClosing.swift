import ElectionModel
import Ledger
import LedgerStorage
import OMR
import Release

/// What is done once with a ballot box whose polls are closed: open it, add up, release, sign, destroy the day's keys.
///
/// ```
/// box key       sealed records -> sorted by content -> cvr.json, totals.json, pictures -> totals that wait for a signature
/// signing key   checked against the release and the box -> totals leaf -> keys gone -> last leaf
/// ```
/// An interruption anywhere in it is finished by doing it again: the records are the same bytes every time.
struct PollsClosing {
    let election: Election
    /// Whether the pictures that the box has become part of the release.
    let releasesPictures: Bool

    /// Refuses to release pictures that the box has not, before anybody is asked for its key.
    func requirePictures(in history: LedgerHistory, of directory: String) throws {
        if releasesPictures, history.genesis?.box.pictureByteCount == 0 { throw CommandFailure.noPictures(directory) }
    }

    /// Opens the box, releases, signs, and gives the sums: for a machine that has both keys.
    func release(_ store: BallotStore, with key: any BoxKey) throws -> Tally {
        let opened = try store.opened(with: key)
        let release = try release(of: opened, history: store.history, in: store.directory)
        _ = try store.prepareTotals(contests: release.contests) { put throws(LedgerError) in
            try hand(release, of: opened, history: store.history, to: put)
        }
        _ = try store.sign(checkedBy: ReleaseVerification())
        return release.tally
    }

    /// Opens the box and releases; nobody signs. Gives the sums, and the SHA-256 of the release's manifest.
    func open(_ box: OpenBox) throws -> (tally: Tally, manifest: FileDigest) {
        let release = try release(of: box.ballots, history: box.history, in: box.directory)
        let totals = try box.prepareTotals(contests: release.contests) { put throws(LedgerError) in
            try hand(release, of: box.ballots, history: box.history, to: put)
        }
        return (release.tally, totals.releaseDigest)
    }

    /// Signs the totals that the custodian left, where they and the release are what this machine reads in the box.
    ///
    /// The sums of a release prove nothing of a box that nobody else could open: so the custodian opens it for the station too.
    func sign(_ store: BallotStore) throws -> Tally {
        let opened = try store.openedByCustodian()
        let release = try release(of: opened, history: store.history, in: store.directory)
        try store.requirePrepared(contests: release.contests) { put throws(LedgerError) in
            try hand(release, of: opened, history: store.history, to: put)
        }
        _ = try store.sign(checkedBy: ReleaseVerification())
        return release.tally
    }

    /// Writes the release of signed totals again from the box; false where the box does not give it.
    static func restoreRelease(of box: OpenBox, _ election: Election) throws -> Bool {
        for releasesPictures in box.history.genesis?.box.pictureByteCount == 0 ? [false] : [false, true] {
            let closing = PollsClosing(election: election, releasesPictures: releasesPictures)
            let release = try closing.release(of: box.ballots, history: box.history, in: box.directory)
            let isDone = try box.restoreRelease { put throws(LedgerError) in
                try closing.hand(release, of: box.ballots, history: box.history, to: put)
            }
            if isDone { return true }
        }
        return false
    }

    /// The last step: after it nobody can tell which sheet came when, whatever else they get hold of.
    ///
    /// - Parameter command: the command that does this step.
    /// - Returns: why the keys are still there, and what to do about it: the second copy has them too and is not at hand, or another
    ///   process is at work beside it; nil when they are gone.
    static func destroyKeys(
        of store: BallotStore, copyIsGone: Bool, by command: String = "scand ledger release"
    ) throws(LedgerError) -> String? {
        guard store.history.phase == .final else { return nil }
        do throws(LedgerError) {
            try store.destroyKeys(copyIsGone: copyIsGone)
            if let strayCopy = store.strayCopy { StandardError.write("scand: \(store.directory): \(strayCopy)") }
            return nil
        } catch {
            switch error {
            case .keysOnCopy(let why): return "\(why): '\(command)' with --copy, or with --copy-is-gone"
            case .refused(let why): return why
            case .strayKeys, .notSearched:
                return error.explained(for: store.directory, phase: .final, release: command)
            case .inUse(let draft) where draft != store.directory:
                return "\(draft): another process is at work on it: '\(command)' again once that has ended"
            default: throw error
            }
        }
    }

    private func release(of opened: OpenedBallots, history: LedgerHistory, in directory: String) throws -> Release {
        var sheets: [ReleasedSheet] = []
        for ballot in opened.ballots {
            guard let record = CastVoteRecord(ballot.votes, election: election),
                let batch = SheetBatch(
                    mode: ballot.mode == .portable ? .portable : .stationary,
                    number: ballot.batch == 0 ? nil : ballot.batch)
            else {
                throw CommandFailure(
                    .ledgerRefused,
                    "\(directory): a record in the ballot box is not of the election \"\(election.id)\": "
                        + "give the definition that it was counted by")
            }
            sheets.append(
                ReleasedSheet(
                    record: record, batch: batch, sheetOfBallot: ballot.sheetOfBallot,
                    pictures: releasesPictures ? try pictures(of: ballot, in: opened).map(\.picture) : []))
        }
        guard let genesis = history.genesis else { preconditionFailure("an open ledger has a genesis") }
        do {
            let release = try Release(sheets, election: election, genesis: genesis)
            // Two adders of two modules: what is printed and what is signed must not differ.
            guard Tally(release.contests, sheets: sheets.count, of: election) == release.tally else {
                throw CommandFailure(
                    .ledgerRefused,
                    "\(directory): the votes of the records come to different sums in two ways: no totals are signed; keep the ledger, "
                        + "and count the paper by hand")
            }
            if release.loneSheetCount > 0 {
                StandardError.write(
                    "scand: \(directory): groups.json: \(release.loneSheetCount) kinds of sheet have a single sheet each, and "
                        + "their sums are its votes: whoever knows who cast it reads them there")
            }
            return release
        } catch let error as ReleaseError {
            throw CommandFailure(.ledgerRefused, "\(directory): \(error)")
        }
    }

    private func hand(
        _ release: Release, of opened: OpenedBallots, history: LedgerHistory,
        to put: (ReleaseFile) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        for file in release.documents(counts: history.counts, day: history.close?.day) {
            try put(ReleaseFile(path: file.path, bytes: file.bytes))
        }
        // A sheet's pictures lie in one bundle and are asked for one after the other.
        var last: (place: Int, pictures: [(picture: ReleasedPicture, bytes: [UInt8])]) = (-1, [])
        try naming {
            try release.pictures { place, picture in
                if last.place != place { last = (place, try pictures(of: opened.ballots[place], in: opened)) }
                return last.pictures.first { $0.picture == picture }?.bytes ?? []
            } emit: {
                try put(ReleaseFile(path: $0.path, bytes: $0.bytes))
            }
        }
    }

    private func pictures(
        of ballot: OpenedBallots.Ballot, in opened: OpenedBallots
    ) throws(LedgerError) -> [(picture: ReleasedPicture, bytes: [UInt8])] {
        try zip(ReleasedPicture.Side.allCases, opened.pictures(of: ballot)).compactMap { side, bytes in
            ReleasedPicture(side: side, fileExtension: "png", digest: FileDigest(of: bytes)).map { ($0, bytes) }
        }
    }

    /// Turns what is thrown while files are put in place into the ledger's error.
    private func naming(_ body: () throws -> Void) throws(LedgerError) {
        do {
            try body()
        } catch let error as LedgerError {
            throw error
        } catch {
            throw .refused("\(error)")
        }
    }
}

extension CommandFailure {
    /// The option for pictures, of a box that has none.
    static func noPictures(_ ledger: String) -> CommandFailure {
        CommandFailure(
            .unusableArguments,
            "--release-pictures: the ballot box of \(ledger) keeps no pictures: leave the option out; --pictures at the "
                + "beginning of a count keeps them")
    }
}
