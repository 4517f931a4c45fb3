import BallotBox
public import Ledger

extension BallotStore {
    /// Opens the box of closed polls. All records are held in memory at once; pictures are read one sheet at a time.
    ///
    /// May be asked again, also after an interruption, until `finish`.
    public func opened(with key: any BoxKey) throws(LedgerError) -> OpenedBallots {
        try requireService()
        guard history.phase == .closed, let keys else {
            throw .refused(
                "the ballot box is opened between the close of polls and the totals; the ledger is \(history.phase)")
        }
        guard key.publicKey == seal.terms.key else {
            throw .otherKey(ledger: seal.terms.key.text, given: key.publicKey.text)
        }
        var ballots: [OpenedBallots.Ballot] = []
        var withoutRoom = 0
        try files.forEachSlot { slot, bytes throws(LedgerError) in
            guard TreeHash.slot(bytes) == tree[slot] else { throw Self.damaged(slot, "its bytes were changed") }
            guard let message = keys.message(in: bytes, slot: slot) else { return }
            do throws(BallotBoxError) {
                let sheet = try seal.open(message, with: key)
                if case .leftOut = sheet.pictures { withoutRoom += 1 }
                ballots.append(OpenedBallots.Ballot(record: sheet.record, pictures: sheet.pictures, slot: slot))
            } catch {
                throw Self.damaged(slot, error.description)
            }
        }
        guard ballots.count == history.counts.counted else {
            throw .damaged(
                file: BallotBoxNames.slots,
                what: "\(ballots.count) sheets, but the ledger has \(history.counts.counted)")
        }
        ballots.sort { $0.record.lexicographicallyPrecedes($1.record) }
        return OpenedBallots(ballots: ballots, withoutRoomForPictures: withoutRoom, files: files)
    }

    private static func damaged(_ slot: Int, _ what: String) -> LedgerError {
        .damaged(file: BallotBoxNames.slots, what: "slot \(slot): \(what)")
    }

    /// Gives the result: puts the release in place, records the totals with the last blind, and publishes. The earlier blinds
    /// are shown to nobody, ever.
    ///
    /// - Parameter releasing: hands the release's files one by one to what it is given, in an order that follows from what
    ///   is in them. Where it throws, nothing is final: open anew.
    public func finish(
        contests: [ContestTotals], returnReasons: [Totals.Count],
        releasing: ((ReleaseFile) throws(LedgerError) -> Void) throws(LedgerError) -> Void
    ) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requireService()
        guard history.phase == .closed, let keys else {
            throw .refused("totals are given once, after the close of polls; the ledger is \(history.phase)")
        }
        let sheets = history.counts.counted
        let acknowledged = try writer.finish(
            sheets: sheets, contests: contests, returnReasons: returnReasons, boxRoot: tree.root,
            boxBlind: keys.blind(sheets: sheets), releasing: releasing)
        self.keys = nil
        try followJournal()
        try copying { copy throws(LedgerError) in try copy.publish(from: directory) }
        return acknowledged
    }

    /// Gives the result with a release that is at hand.
    public func finish(
        contests: [ContestTotals], returnReasons: [Totals.Count], release: [ReleaseFile]
    ) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try finish(contests: contests, returnReasons: returnReasons) { put throws(LedgerError) in
            for file in release { try put(file) }
        }
    }

    /// Destroys the day's keys here and on the second copy, and says so in the last leaf.
    ///
    /// - Parameter copyIsGone: that people know the second copy to be lost. A copy has the wrapped keys too, so where none is
    ///   at hand the leaf would else be a promise that nobody can keep.
    public func destroyKeys(copyIsGone: Bool = false) throws(LedgerError) {
        try requireService()
        guard history.phase == .final else {
            throw .refused("the keys are destroyed after the totals; the ledger is \(history.phase)")
        }
        try copying { copy throws(LedgerError) in try copy.requireStanding() }
        guard copy != nil || copyIsGone else {
            throw .refused("the second copy has the keys too, and is not here: bring it back, or say that it is gone")
        }
        keys = nil
        try fatal { () throws(LedgerError) in try DayKeysFile.destroy(in: directory) }
        try copying { copy throws(LedgerError) in try copy.destroyKeys() }
        guard copy != nil || copyIsGone else {
            throw .refused("the keys on the second copy were not destroyed: \(copyFailure ?? "")")
        }
        _ = try record(.keysDestroyed(nil))
        try publish()
    }
}
