import DurableFiles
import Glibc
import Ledger

/// A second copy that was found at its place, is locked, and is one of this ledger that is not newer than it. Nothing of it
/// has been changed.
struct FoundCopy {
    let directory: String
    let original: String
    fileprivate let lock: Descriptor
    fileprivate let box: BallotBoxFiles
    fileprivate let journalByteCount: Int
    fileprivate let terms: BoxTerms

    /// Finds the copy, or says why what stands there is none.
    ///
    /// What it has more than the ledger, or other, is refused: then it is the ledger's own disk that was set back or
    /// exchanged, and going on would sign a second history.
    init(at directory: String, of writer: LedgerWriter, terms: BoxTerms) throws(LedgerError) {
        let directory = LedgerWriter.trimmed(directory)
        let original = writer.directory
        guard FileSystem.resolved(directory) != FileSystem.resolved(original) else {
            throw .refused("\(directory): the second copy has to be another directory than the ledger")
        }
        guard FileSystem.isDirectory(directory) else { throw .notALedger(directory, why: "no such directory") }
        let lock = try LedgerError.naming("\(directory)/\(LedgerFiles.lock)") { () throws(SystemFailure) in
            try Descriptor("\(directory)/\(LedgerFiles.lock)", O_RDWR | O_CREAT)
        }
        try LedgerWriter.take(lock, of: directory)
        (self.directory, self.original, self.lock, self.terms) = (directory, original, lock, terms)
        journalByteCount = writer.journalByteCount
        let theirs = try JournalPart(in: directory)
        try theirs.requireBehind(try JournalPart(in: original), of: journalByteCount, at: directory)
        try Self.requireCheckpoint(in: directory, notNewerThan: writer)
        box = try BallotBoxFiles(in: directory, terms: terms)
    }

    private static func requireCheckpoint(
        in directory: String, notNewerThan writer: LedgerWriter
    ) throws(LedgerError) {
        let path = "\(directory)/\(LedgerFiles.checkpoint)"
        guard let bytes = try? FileSystem.read(path, limit: LedgerFiles.maximumCheckpointByteCount),
            let note = try? SignedNote(parsing: bytes), (try? note.verify(by: writer.signer.key)) != nil,
            let theirs = Checkpoint(parsing: note.text), let newest = try? SignedNote(parsing: writer.note),
            let ours = Checkpoint(parsing: newest.text)
        else { return }
        guard theirs.size <= ours.size else { throw JournalPart.ahead(directory) }
    }

    /// Brings the copy to the ledger's bytes: first the box, then the journal that speaks of it, then what is derived.
    func update() throws(LedgerError) -> SecondCopy {
        let ours = try BallotBoxFiles(in: original, terms: terms)
        try ours.forEachSlot { slot, bytes throws(LedgerError) in
            guard try box.slot(slot) != bytes else { return }
            try box.write(pictures: try ours.pictures(slot), slot: slot)
            try box.write(slot: slot, bytes)
        }
        try updateKeys()
        try updateJournal()
        let copy = try SecondCopy(
            directory, lock: lock, box: box, of: original, journalByteCount: journalByteCount)
        try copy.publish(from: original)
        return copy
    }

    private func updateKeys() throws(LedgerError) {
        let path = "\(original)/\(BallotBoxNames.keys)"
        guard let keys = try? FileSystem.read(path, limit: 4096) else {
            return try DayKeysFile.destroy(in: directory)
        }
        var publisher = Publisher(directory: directory)
        try publisher.put(keys, at: BallotBoxNames.keys)
        try publisher.settle()
    }

    private func updateJournal() throws(LedgerError) {
        let path = "\(directory)/\(LedgerFiles.journal)"
        try LedgerError.naming(path) { () throws(SystemFailure) in
            let from = try Descriptor("\(original)/\(LedgerFiles.journal)", O_RDONLY)
            let to = try Descriptor(path, O_RDWR)
            var place = 0
            while true {
                let bytes = try from.read(BallotBoxFiles.chunkByteCount, at: place)
                if bytes.isEmpty { break }
                if try to.read(bytes.count, at: place) != bytes { try to.write(bytes, at: place) }
                place += bytes.count
            }
            try to.truncate(to: place)
            try to.sync()
        }
    }
}

/// A journal's bytes, compared with those of its copy.
private struct JournalPart {
    private let scan: JournalScan

    init(in directory: String) throws(LedgerError) {
        let path = "\(directory)/\(LedgerFiles.journal)"
        do throws(FileProblem) {
            scan = try JournalScan.of(path)
        } catch {
            if case .system = error { throw .notALedger(directory, why: "\(LedgerFiles.journal): \(error.message)") }
            throw .damaged(file: path, what: error.message)
        }
    }

    static func ahead(_ directory: String) -> LedgerError {
        .damaged(
            file: directory,
            what:
                "this second copy has events that the ledger has not: the ledger's disk was set back or exchanged; open "
                + "the copy as the ledger instead")
    }

    /// Every record here is one of the original, at the same place.
    func requireBehind(_ original: JournalPart, of count: Int, at directory: String) throws(LedgerError) {
        let records = scan.records.map(\.range)
        guard let first = records.first, isSame(first, in: original) else {
            throw .otherElection(ledger: "another ledger", given: "the second copy at \(directory)")
        }
        for record in records where !(record.upperBound <= count && isSame(record, in: original)) {
            if record.lowerBound >= count { throw Self.ahead(directory) }
            throw .damaged(file: directory, what: "this second copy has another history than the ledger")
        }
    }

    private func isSame(_ range: Range<Int>, in original: JournalPart) -> Bool {
        range.upperBound <= original.scan.bytes.count && scan.bytes[range] == original.scan.bytes[range]
    }
}
