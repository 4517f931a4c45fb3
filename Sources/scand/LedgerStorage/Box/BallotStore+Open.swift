import BallotBox
import DurableFiles
public import Ledger

extension BallotStore {
    /// Opens a ledger with its ballot box to go on, after checking that the box is the one that the ledger committed to, and
    /// repairing what a power loss left.
    ///
    /// A slot that was half written is emptied, and its sheet voided: its paper had not moved. A whole slot without a leaf is
    /// `pending`: the sensors know what became of its paper. Anything else that does not fit is named and refused.
    /// A ledger whose totals are in opens for `destroyKeys` alone.
    ///
    /// - Parameters:
    ///   - expected: the election and layout that the caller has; the ledger must be of the same.
    ///   - copy: where the second copy is. Where it is missing the ledger says so and goes on without; one of another ledger,
    ///     or one that is newer than the ledger, is refused.
    public static func open(
        at directory: String, signer: any Signer, expecting expected: LedgerIdentity? = nil, copy: String? = nil
    ) throws(LedgerError) -> BallotStore {
        let writer = try LedgerWriter.open(at: directory, signer: signer, expecting: expected, acceptingFinal: true)
        guard let genesis = writer.history.genesis else { preconditionFailure("every open ledger has a genesis") }
        let files = try BallotBoxFiles(in: writer.directory, terms: genesis.box)
        guard writer.history.phase != .final else { return try openFinal(writer, genesis, files, copy: copy) }

        let keys = try DayKeysFile.read(in: writer.directory, signer: signer)
        let survey = try SlotSurvey(of: files, terms: genesis.box, keys: keys)
        let state = try BoxState(survey, history: writer.history, terms: genesis.box, keys: keys)
        let found = try find(copy, writer, genesis.box)
        let store = BallotStore(
            writer: writer, seal: BoxSeal(genesis), files: files, keys: keys, tree: survey.tree, free: survey.free,
            recovery: BallotRecovery(ledger: writer.recovery))
        try store.settle(state)
        try store.take(found, missing: copy)
        return store
    }

    private static func openFinal(
        _ writer: LedgerWriter, _ genesis: Genesis, _ files: BallotBoxFiles, copy: String?
    ) throws(LedgerError) -> BallotStore {
        let found = try find(copy, writer, genesis.box)
        let store = BallotStore(
            writer: writer, seal: BoxSeal(genesis), files: files, keys: nil, tree: SlotTree(leaves: [.empty]), free: [],
            recovery: BallotRecovery(ledger: writer.recovery))
        try store.take(found, missing: copy)
        return store
    }

    /// The copy at its place; nil where none is, or its disk cannot be read.
    private static func find(
        _ copy: String?, _ writer: LedgerWriter, _ terms: BoxTerms
    ) throws(LedgerError) -> FoundCopy? {
        guard let copy else { return nil }
        do throws(LedgerError) {
            return try FoundCopy(at: copy, of: writer, terms: terms)
        } catch {
            switch error {
            case .notALedger, .system: return nil
            default: throw error
            }
        }
    }

    /// Puts the box right after an interruption.
    private func settle(_ state: BoxState) throws(LedgerError) {
        switch state {
        case .covered: break
        case .torn(let slot):
            try requireOpenPolls(slot)
            try fatal { () throws(LedgerError) in try empty(slot) }
            _ = try record(.sheetVoided(number: history.nextSheetNumber))
            recovery.voidedHalfSheet = true
        case .uncovered(let slot):
            try requireOpenPolls(slot)
            pending = SealedSheet(
                number: history.nextSheetNumber, slot: slot, commitment: try commitment(nextRoot: tree.root))
        }
    }

    private func requireOpenPolls(_ slot: Int) throws(LedgerError) {
        guard history.phase != .open else { return }
        throw .damaged(file: BallotBoxNames.slots, what: "slot \(slot) is in use, but polls are not open")
    }

    private func take(_ found: FoundCopy?, missing path: String?) throws(LedgerError) {
        guard let found else {
            if let path { copyFailure = "\(path): no second copy of this ledger is there" }
            return try recordCopyLost()
        }
        try attach(found)
    }

    /// Brings a found copy up to date and writes to it from here on.
    func attach(_ found: FoundCopy) throws(LedgerError) {
        do throws(LedgerError) {
            copy = try found.update()
            copyFailure = nil
        } catch {
            copyFailure = error.description
            return try recordCopyLost()
        }
        try followJournal()
        if copy != nil && history.isCopyLost && history.phase != .final { _ = try record(.copyRestored) }
    }

    /// Brings a second copy up to date that came back, or makes one where nothing is, and writes to it from here on.
    ///
    /// A stick of another ledger, and one that has more or other events than the ledger, is refused and not touched.
    public func restoreCopy(at path: String) throws(LedgerError) {
        try requireService()
        guard let terms = history.genesis?.box else { preconditionFailure("every open ledger has a genesis") }
        let path = LedgerWriter.trimmed(path)
        if copy?.directory == path { throw .refused("\(path): this second copy is in use") }
        if !FileSystem.isThere(path) { try SecondCopy.make(at: path, of: directory) }
        try attach(try FoundCopy(at: path, of: writer, terms: terms))
    }
}
