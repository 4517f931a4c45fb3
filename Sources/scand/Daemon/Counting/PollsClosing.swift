import ElectionModel
import Ledger
import LedgerStorage
import OMR
import Release

/// What is done once with a ballot box whose polls are closed: open it, add up, release, destroy the day's keys.
///
/// ```
/// sealed records -> sorted by content -> cvr.json, pictures, totals.json -> totals leaf -> keys gone -> last leaf
/// ```
/// An interruption anywhere in it is finished by doing it again: the records are the same bytes every time.
struct PollsClosing {
    let election: Election
    let store: BallotStore

    /// Opens the box, releases, and gives the sums.
    ///
    /// - Parameter reasons: why sheets went back, as far as this run knows.
    func release(with key: any BoxKey, reasons: [String: Int]) throws -> Tally {
        let opened = try store.opened(with: key)
        var sheets: [ReleasedSheet] = []
        for ballot in opened.ballots {
            guard let record = CastVoteRecord(ballot.record, election: election) else {
                throw CommandFailure(
                    .ledgerRefused,
                    "\(store.directory): a record in the ballot box is none of the election \"\(election.id)\": "
                        + "give the definition that it was counted by")
            }
            sheets.append(
                ReleasedSheet(
                    record: record, batch: .stationary, pictures: try pictures(of: ballot, in: opened).map(\.picture)))
        }
        guard let genesis = store.history.genesis else { preconditionFailure("an open ledger has a genesis") }
        let release = try Release(sheets, election: election, genesis: genesis)
        let returned = store.history.counts.returned
        let counted = reasons.values.reduce(0, +)
        // What another run returned has no reason left: the leaf says so rather than hiding it.
        let all = reasons.merging(returned > counted ? ["notKept": returned - counted] : [:]) { $0 + $1 }
        let reasons = all.map { Totals.Count(id: $0.key, count: $0.value) }
        _ = try store.finish(contests: release.contests, returnReasons: reasons) { put throws(LedgerError) in
            for file in release.documents(counts: store.history.counts, day: store.history.close?.day) {
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
        return release.tally
    }

    /// The last step: after it nobody can tell which sheet came when, whatever else they get hold of.
    ///
    /// - Returns: why the keys are still there: the second copy has them too and is not at hand; nil when they are gone.
    func destroyKeys(copyIsGone: Bool) throws(LedgerError) -> String? {
        guard store.history.phase == .final else { return nil }
        do throws(LedgerError) {
            try store.destroyKeys(copyIsGone: copyIsGone || !store.history.hadCopy)
            return nil
        } catch {
            guard case .refused(let why) = error else { throw error }
            return why
        }
    }

    private func pictures(
        of ballot: OpenedBallots.Ballot, in opened: OpenedBallots
    ) throws(LedgerError) -> [(picture: ReleasedPicture, bytes: [UInt8])] {
        try zip(ReleasedPicture.Side.allCases, opened.pictures(of: ballot)).compactMap { side, bytes in
            ReleasedPicture(side: side, fileExtension: "png", digest: FileDigest(of: bytes)).map { ($0, bytes) }
        }
    }

    /// What is thrown while files are put in place, as the ledger's error.
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
