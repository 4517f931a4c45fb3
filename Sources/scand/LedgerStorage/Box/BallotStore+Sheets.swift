import BallotBox
import Ledger

extension BallotStore {
    /// Seals a sheet's record, and its pictures, into the ballot box: durable on return, so the paper may move.
    ///
    /// - Parameters:
    ///   - record: what the sheet says, at most `recordRoom` bytes.
    ///   - pictures: each as the bytes of a file. Where they do not fit into the room, the sheet is kept without them.
    public func seal(record: [UInt8], pictures: [[UInt8]] = []) throws(LedgerError) -> SealedSheet {
        var generator = SystemRandomNumberGenerator()
        return try seal(record: record, pictures: pictures, using: &generator)
    }

    /// - Parameter generator: what chooses the slot; only tests have another than the system's.
    package func seal(
        record: [UInt8], pictures: [[UInt8]] = [], using generator: inout some RandomNumberGenerator
    ) throws(LedgerError) -> SealedSheet {
        try requireService()
        try requireNoSheet()
        guard history.phase == .open else { throw .refused("no sheet is taken while the ledger is \(history.phase)") }
        guard let keys else { preconditionFailure("while polls are open there are keys") }
        guard let slot = free.take(using: &generator) else {
            throw .refused("the ballot box is full: it has \(seal.terms.slotCount) sheets")
        }
        let message: [UInt8]
        let room: [UInt8]
        do throws(BallotBoxError) {
            let sealed: SheetRecord.Pictures
            (sealed, room) = sealing(pictures, slot: slot)
            message = try seal.seal(SheetRecord(record: record, pictures: sealed))
        } catch {
            free.put(back: slot)
            throw .refused(error.description)
        }
        let bytes = keys.slot(slot, sealing: message)
        let leaf = TreeHash.slot(bytes)
        let sheet = SealedSheet(
            number: history.nextSheetNumber, slot: slot,
            commitment: try commitment(nextRoot: tree.root(replacing: slot, with: leaf)))
        // Pictures first: a slot that is taken speaks of pictures that are there.
        try fatal { () throws(LedgerError) in
            try files.write(pictures: room, slot: slot)
            try files.write(slot: slot, bytes)
        }
        tree[slot] = leaf
        pending = sheet
        try copying { copy throws(LedgerError) in
            try copy.write(pictures: room, slot: slot)
            try copy.write(slot: slot, bytes)
        }
        return sheet
    }

    /// What the record says of the pictures, and the bytes next to the slot. The room is filled for every sheet alike, also
    /// where no picture is in it.
    private func sealing(_ pictures: [[UInt8]], slot: Int) -> (SheetRecord.Pictures, room: [UInt8]) {
        let count = seal.terms.pictureByteCount
        guard count > 0 else { return (pictures.isEmpty ? .none : .leftOut, []) }
        if !pictures.isEmpty, let (sealed, bytes) = SealedPictures.seal(pictures, slot: slot, roomByteCount: count) {
            return (.kept(sealed), bytes)
        }
        guard let (_, bytes) = SealedPictures.seal([], slot: slot, roomByteCount: count) else {
            preconditionFailure("no pictures fit into any room")
        }
        return (pictures.isEmpty ? .none : .leftOut, bytes)
    }

    /// The sensors say that the paper is in the box: the sheet counts, and may be told so.
    public func complete(_ sheet: SealedSheet) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requirePending(sheet)
        let acknowledged = try record(.sheetAccepted(number: sheet.number, box: sheet.commitment))
        pending = nil
        return acknowledged
    }

    /// The paper goes back to the voter: the record is taken out of the box, and the sheet may be cast anew.
    public func void(_ sheet: SealedSheet) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requirePending(sheet)
        try fatal { () throws(LedgerError) in try empty(sheet.slot) }
        let acknowledged = try fatal { () throws(LedgerError) in
            try record(.sheetVoided(number: sheet.number))
        }
        pending = nil
        return acknowledged
    }

    /// Nobody knows whether the paper fell into the box: the sheet counts, and the ledger says that people have to compare.
    public func unresolved(_ sheet: SealedSheet) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requirePending(sheet)
        let acknowledged = try record(.sheetUnresolved(number: sheet.number, box: sheet.commitment))
        pending = nil
        return acknowledged
    }

    /// A sheet went back to the voter without a record.
    public func returned() throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requireService()
        try requireNoSheet()
        return try record(.sheetReturned(number: history.nextSheetNumber))
    }

    private func requirePending(_ sheet: SealedSheet) throws(LedgerError) {
        try requireService()
        guard sheet === pending else {
            throw .refused("what became of sheet \(sheet.number) was said before, or it is another ledger's")
        }
    }

    /// The commitment after the next sheet.
    func commitment(nextRoot root: TreeHash) throws(LedgerError) -> BoxCommitment {
        guard let keys else { preconditionFailure("while polls are open there are keys") }
        return keys.commitment(sheets: history.counts.counted + 1, root: root)
    }

    /// Writes filler into a slot and the room next to it. The slot first: without it nobody can open the pictures.
    func empty(_ slot: Int) throws(LedgerError) {
        guard let keys else { preconditionFailure("while polls are open there are keys") }
        let terms = seal.terms
        let filler = keys.slotFiller(slot, byteCount: terms.slotByteCount)
        let room = keys.pictureFiller(slot, byteCount: terms.pictureByteCount)
        try files.write(slot: slot, filler)
        try files.write(pictures: room, slot: slot)
        tree[slot] = .slot(filler)
        free.put(back: slot)
        try copying { copy throws(LedgerError) in
            try copy.write(slot: slot, filler)
            try copy.write(pictures: room, slot: slot)
        }
    }
}
