import BallotBox
import DurableFiles
public import Ledger

/// A ledger whose ballot box the custodian opens for the release: with the box key alone, on a machine that need not have
/// the signing key.
///
/// Nothing of the ledger itself is written: the release and the unsigned totals are put beside it, and the station signs
/// them (`BallotStore.sign`). Where the signing key is lost a sheet may have been on its way, and nobody can sign any more what
/// became of its paper: it stays in the box, is not counted, and is named beside the totals.
public final class OpenBox {
    /// The ledger's directory.
    public let directory: String
    /// What the leaves mean.
    public let history: LedgerHistory
    /// The records.
    public let ballots: OpenedBallots
    /// Files of the day's secret that were spoiled, where the other one was used.
    public let spoiledFiles: [String]
    /// The sheet that was on its way when the machine stopped; nil where every sheet has its leaf.
    public let unsettled: UnsettledSheet?
    private let lock: LedgerLock
    private let root: TreeHash
    private let blind: [UInt8]
    private let openings: BoxOpenings

    /// Opens the box of a ledger.
    ///
    /// - Parameters:
    ///   - expected: the election and definition that the caller has; the ledger must be of the same.
    ///   - beforeClose: whether polls need not be closed: for a ledger that nobody can close, as its signing key is lost.
    ///   - forLostRelease: whether the totals are signed, and the release that they are of is to be written again.
    public init(
        at directory: String, with key: any BoxKey, expecting expected: LedgerIdentity? = nil,
        beforeClose: Bool = false, forLostRelease: Bool = false
    ) throws(LedgerError) {
        let directory = LedgerWriter.trimmed(directory)
        lock = try LedgerLock(of: directory)
        let scan = try LedgerWriter.soundScan(of: directory)
        let genesis = try LedgerWriter.genesis(of: scan, nil, expected)
        let contents = try JournalContents(scan.records, key: genesis.key)
        let history = contents.history
        let phases: [LedgerHistory.Phase] =
            forLostRelease ? [.final] : beforeClose ? [.open, .paused, .closed] : [.closed]
        guard phases.contains(history.phase) else {
            throw .refused(Self.whyClosed(history.phase))
        }
        try genesis.box.require(key)
        let read = try BoxKeysFiles.read(in: directory) { copies throws(DayKeysError) in try copies.keys(with: key) }
        let keys = read.keys
        spoiledFiles = read.spoiled.map(\.name)
        let files = try BallotBoxFiles(in: directory, terms: genesis.box)
        let survey = try SlotSurvey(of: files, terms: genesis.box, keys: keys)
        let state = try BoxState(
            survey, places: try files.places(keys), history: history, terms: genesis.box, keys: keys)
        var tree = survey.tree
        switch state.sheet {
        case .none, .half(slot: nil): unsettled = nil
        case .half(let slot?), .unexplained(let slot), .whole(let slot, _):
            guard [.open, .paused].contains(history.phase) else {
                throw .damaged(file: BallotBoxNames.slots, what: "slot \(slot) is in use, but polls are closed")
            }
            tree[slot] = .slot(keys.slotFiller(slot, byteCount: genesis.box.slotByteCount))
            unsettled = UnsettledSheet(slot: slot, before: tree[slot])
        }
        ballots = try OpenedBallots(
            files, tree: tree, without: unsettled?.slot, counted: history.counts.counted, keys: keys,
            seal: BoxSeal(genesis), with: key)
        openings = try Self.openings(of: files, keys: keys, by: key)
        (self.directory, self.history) = (directory, history)
        (root, blind) = (tree.root, state.record.blind)
    }

    /// Why the box of a ledger is not opened, with what comes first.
    private static func whyClosed(_ phase: LedgerHistory.Phase) -> String {
        switch phase {
        case .final, .ended: "the ballot box was opened before, and the totals are signed"
        case .empty, .prepared: "polls were never opened: there is nothing in the ballot box"
        case .open, .paused, .closed:
            "polls are not closed: 'scand ledger close' with the signing key closes them; --signing-key-is-lost opens the "
                + "box of polls that nobody can close"
        }
    }

    private static func openings(
        of files: BallotBoxFiles, keys: DayKeys, by key: any BoxKey
    ) throws(LedgerError) -> BoxOpenings {
        var messages: [[UInt8]] = []
        try files.forEachSlot { slot, bytes throws(LedgerError) in
            if let (message, _) = keys.message(in: bytes, slot: slot) { messages.append(message) }
        }
        do throws(OpeningError) {
            return try BoxOpenings(of: messages, by: key)
        } catch {
            throw .damaged(file: BallotBoxNames.slots, what: error.description)
        }
    }

    /// Puts the release in place, the totals that wait for a signature, and what lets the station read the box itself. May be
    /// done again, also after an interruption.
    ///
    /// - Parameter releasing: hands the release's files one by one to what it is given, in an order that follows from what
    ///   is in them.
    public func prepareTotals(
        contests: [ContestTotals],
        releasing: ((ReleaseFile) throws(LedgerError) -> Void) throws(LedgerError) -> Void
    ) throws(LedgerError) -> Totals {
        try lock.requireStanding(in: directory)
        try BoxKeysFiles.write(openings.encoded, to: BallotBoxNames.openings, in: directory)
        return try UnsignedTotals.prepare(
            in: directory, UnsignedTotals.Box(history: history, root: root, blind: blind, unsettled: unsettled),
            contests: contests, releasing: releasing)
    }

    /// Writes the release of signed totals again, which is the same bytes every time.
    ///
    /// - Parameter releasing: as for `prepareTotals`.
    /// - Returns: false where it is another release than the one that was signed; then nothing is written.
    public func restoreRelease(
        releasing: ((ReleaseFile) throws(LedgerError) -> Void) throws(LedgerError) -> Void
    ) throws(LedgerError) -> Bool {
        try lock.requireStanding(in: directory)
        var digests: [(path: String, digest: FileDigest)] = []
        try releasing { file throws(LedgerError) in digests.append((file.path, FileDigest(of: file.bytes))) }
        let manifest = ReleaseManifest(digests).encoded
        guard FileDigest(of: manifest) == history.totals?.releaseDigest else { return false }
        var publisher = Publisher(directory: directory)
        try releasing { file throws(LedgerError) in
            try publisher.put(file.bytes, at: "\(LedgerFiles.release)/\(file.path)")
        }
        try publisher.put(manifest, at: LedgerFiles.manifest)
        try publisher.settle()
        return true
    }
}
