import BallotBox
import DurableFiles
public import Ledger

extension BallotStore {
    /// Makes a new ledger with an empty ballot box, and its second copy.
    ///
    /// Both grow under names of their own: nothing stands at the paths before all of it is durable. Without a second copy
    /// the ledger says from its second leaf on that there is none.
    ///
    /// - Parameter copy: where the second copy goes, which should be another disk; nil for none.
    public static func create(
        at directory: String, signer: any Signer, plan: BallotPlan, copy: String? = nil
    ) throws(LedgerError) -> BallotStore {
        _ = try plan.expected(key: signer.key)
        try BallotBoxFiles.requireRoom(plan, at: FileSystem.parent(of: LedgerWriter.trimmed(directory)))
        if let copy {
            try SecondCopy.requirePlace(LedgerWriter.trimmed(copy))
            try BallotBoxFiles.requireRoom(plan, at: FileSystem.parent(of: LedgerWriter.trimmed(copy)))
        }
        let (keys, wrapped) = try newKeys(signer)
        var made: SlotTree?
        let writer = try LedgerWriter.create(at: directory, signer: signer) { draft throws(LedgerError) in
            let tree = try BallotBoxFiles.create(in: draft, plan: plan, keys: keys, wrapped: wrapped)
            made = tree
            return try plan.genesis(key: signer.key, commitment: keys.commitment(sheets: 0, root: tree.root))
        }
        guard let genesis = writer.history.genesis, let made else { preconditionFailure("a new ledger has a genesis") }
        let store = BallotStore(
            writer: writer, seal: BoxSeal(genesis),
            files: try BallotBoxFiles(in: writer.directory, terms: genesis.box), keys: keys, tree: made,
            free: Array(0..<plan.slotCount), recovery: BallotRecovery())
        do throws(LedgerError) {
            if let copy {
                try SecondCopy.make(at: copy, of: writer.directory)
                store.copy = try FoundCopy(at: copy, of: writer, terms: genesis.box).update()
            } else {
                try store.recordCopyLost()
            }
        } catch {
            FileSystem.removeTree(writer.directory)
            throw error
        }
        return store
    }

    private static func newKeys(_ signer: any Signer) throws(LedgerError) -> (DayKeys, wrapped: [UInt8]) {
        let keys = DayKeys()
        do throws(SigningError) {
            return (keys, try keys.wrapped(for: signer))
        } catch {
            throw .notSigned(error.description)
        }
    }
}
