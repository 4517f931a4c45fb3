import Ledger

/// What a journal's records say, after every one of them was checked: leaf, rule, root and signature.
struct JournalContents {
    private(set) var history = LedgerHistory()
    private(set) var tree = MerkleTree()
    private(set) var entries: [[UInt8]] = []
    private(set) var note: [UInt8] = []
    private(set) var byteCount = Journal.header.count

    init() {}

    init(_ records: [Journal.Record], key: VerifierKey) throws(LedgerError) {
        for record in records { try take(record, key: key) }
    }

    private mutating func take(_ record: Journal.Record, key: VerifierKey) throws(LedgerError) {
        let place = "record \(entries.count) at byte \(record.range.lowerBound)"
        let leaf = TreeHash.leaf(record.leaf)
        let checkpoint = Checkpoint(origin: key.name, size: tree.size + 1, root: tree.root(appending: leaf))
        do {
            try history.apply(try LedgerEvent(parsing: record.leaf))
            let note = try SignedNote(parsing: record.note)
            try note.verify(by: key)
            guard note.text == checkpoint.text else {
                throw LedgerError.damaged(
                    file: LedgerFiles.journal, what: "\(place): its checkpoint is not that of the leaves up to it")
            }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw .damaged(file: LedgerFiles.journal, what: "\(place): \(error)")
        }
        tree.append(leaf)
        entries.append(record.leaf)
        note = record.note
        byteCount = record.range.upperBound
    }
}
