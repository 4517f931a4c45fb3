import Ledger

/// What a journal's records say, after every one of them was checked: leaf, rule, root, and the newest signature, which
/// covers all leaves.
struct JournalContents {
    private(set) var history = LedgerHistory()
    private(set) var tree = MerkleTree()
    private(set) var entries: [ArraySlice<UInt8>] = []
    private(set) var note: [UInt8] = []
    private(set) var byteCount = Journal.header.count

    init() {}

    init(_ records: [Journal.Record], key: VerifierKey) throws(LedgerError) {
        entries.reserveCapacity(records.count)
        for record in records { try take(record, key: key) }
        guard let last = records.last else { return }
        note = Array(last.note)
        do throws(NoteError) {
            try SignedNote(parsing: note).verify(by: key)
        } catch {
            throw .damaged(
                file: LedgerFiles.journal,
                what: "record \(records.count - 1) at byte \(last.range.lowerBound): \(error)")
        }
    }

    private mutating func take(_ record: Journal.Record, key: VerifierKey) throws(LedgerError) {
        let place = "record \(entries.count) at byte \(record.range.lowerBound)"
        do {
            try history.apply(leaf: record.leaf)
            // That it is the ledger of another key is no damage.
            if let named = history.genesis?.key, named != key {
                throw LedgerError.otherKey(ledger: named.text, given: key.text)
            }
            tree.append(TreeHash.leaf(record.leaf))
            let checkpoint = Checkpoint(origin: key.name, size: tree.size, root: tree.root)
            let text = Array(checkpoint.text.utf8)
            // The text, and the empty line that ends it.
            guard record.note.starts(with: text), record.note.dropFirst(text.count).first == UInt8(ascii: "\n") else {
                throw LedgerError.damaged(
                    file: LedgerFiles.journal, what: "\(place): its checkpoint is not that of the leaves up to it")
            }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw .damaged(file: LedgerFiles.journal, what: "\(place): \(error)")
        }
        entries.append(record.leaf)
        byteCount = record.range.upperBound
    }
}
