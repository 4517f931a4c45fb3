import BallotBox
import DurableFiles
import Glibc
import Ledger

/// A ledger's directory once more, on another disk: the same bytes, written before a sheet is acknowledged.
///
/// Either of the two can be opened as the ledger when the other's disk died.
final class SecondCopy {
    let directory: String
    /// The files of its box.
    let box: BallotBoxFiles
    private let lock: LedgerLock
    private let journal: Descriptor
    private let original: Descriptor
    private var journalByteCount: Int

    fileprivate init(
        _ directory: String, lock: LedgerLock, journal: Descriptor, box: BallotBoxFiles, of original: String,
        journalByteCount: Int
    ) throws(LedgerError) {
        (self.directory, self.lock, self.journal, self.box) = (directory, lock, journal, box)
        self.journalByteCount = journalByteCount
        self.original = try LedgerError.naming(LedgerFiles.journal) { () throws(SystemFailure) in
            try Descriptor("\(original)/\(LedgerFiles.journal)", O_RDONLY)
        }
        try box.watch(by: lock)
    }

    /// Takes over what the ledger's journal has more; durable on return.
    func follow(to end: Int) throws(LedgerError) {
        guard end > journalByteCount else { return }
        let path = "\(directory)/\(LedgerFiles.journal)"
        try LedgerError.naming(path) { () throws(SystemFailure) in
            let bytes = try original.read(end - journalByteCount, at: journalByteCount)
            guard bytes.count == end - journalByteCount else { throw SystemFailure(operation: "read", number: EIO) }
            try journal.write(bytes, at: journalByteCount)
            try journal.syncData()
        }
        try requireStanding()
        journalByteCount = end
    }

    /// Overwrites and removes the keys on the copy, where it still is, and totals that waited there for a signature.
    func destroyKeys() throws(LedgerError) {
        try requireStanding()
        try BoxKeysFiles.destroy(in: directory)
        try UnsignedTotals.remove(from: directory)
    }

    /// Requires that the copy is still where it was.
    func requireStanding() throws(LedgerError) { try lock.requireStanding(in: directory) }

    /// Replaces a slot, a place of the day's record, or both; durable on return.
    func write(place: WrittenPlace? = nil, slot: (number: Int, bytes: [UInt8])? = nil) throws(LedgerError) {
        try box.write(place: place, slot: slot)
        try requireStanding()
    }

    func write(pictures: [UInt8], slot: Int) throws(LedgerError) { try box.write(pictures: pictures, slot: slot) }

    /// Takes over what was just published.
    func publish(_ publication: Publication) throws(LedgerError) {
        var publisher = Publisher(directory: directory)
        try publisher.publish(publication)
        try requireStanding()
    }

    /// Takes over the cosignatures that were gathered.
    func takeCosigned(from original: String) throws(LedgerError) {
        try DirectoryMirror(original: original, copy: directory).updateCosigned()
        try requireStanding()
    }

    /// Takes over checkpoint, cosignatures, tiles and release as they stand in the ledger's directory.
    ///
    /// - Returns: whether the copy had something else.
    @discardableResult func publish(from original: String) throws(LedgerError) -> Bool {
        try DirectoryMirror(original: original, copy: directory).update(below: [LedgerFiles.tiles, LedgerFiles.release])
    }
}

// MARK: - Making

extension SecondCopy {
    /// Copies a whole ledger to a place where nothing is: there is never half a copy at the path.
    static func make(at directory: String, of original: String) throws(LedgerError) {
        let directory = LedgerWriter.trimmed(directory)
        try requireApart(directory, from: original)
        try requirePlace(directory)
        let parent = FileSystem.parent(of: directory)
        let (draft, lock) = try LedgerDrafts.begin(for: directory)
        // Held until the draft has its name: nobody sweeps it meanwhile.
        defer { withExtendedLifetime(lock) {} }
        do throws(LedgerError) {
            try LedgerError.naming(draft) { () throws(SystemFailure) in try copyTree(original, to: draft) }
            // The keys come last: a kill before leaves none, and one behind leaves a draft that is found and swept.
            for name in BallotBoxNames.keys where FileSystem.isThere("\(original)/\(name)") {
                let bytes = try key(name, in: original)
                try BoxKeysFiles.write(bytes, to: name, in: draft)
            }
            try requirePlace(directory)
            try LedgerError.naming(directory) { () throws(SystemFailure) in
                try FileSystem.rename(draft, to: directory)
                try FileSystem.syncDirectory(parent)
            }
        } catch {
            _ = try? BoxKeysFiles.destroy(in: draft)
            FileSystem.removeTree(draft)
            throw error
        }
    }

    fileprivate static func key(_ name: String, in original: String) throws(LedgerError) -> [UInt8] {
        do throws(FileProblem) {
            return try FileSystem.read("\(original)/\(name)", limit: SecretCopies.byteCount)
        } catch {
            throw .damaged(file: name, what: error.message)
        }
    }

    /// A copy inside of the ledger would be a part of what it is a copy of.
    static func requireApart(_ directory: String, from original: String) throws(LedgerError) {
        guard let parent = FileSystem.resolved(FileSystem.parent(of: directory)),
            let original = FileSystem.resolved(original), "\(parent)/".hasPrefix("\(original)/")
        else { return }
        throw .refused("\(directory): the second copy has to be outside of the ledger's directory")
    }

    /// Nothing stands at a path, and the directory above it is there.
    static func requirePlace(_ directory: String) throws(LedgerError) {
        let parent = FileSystem.parent(of: directory)
        guard FileSystem.isDirectory(parent) else { throw .noParent(parent) }
        try LedgerWriter.requireNothing(at: directory)
    }

    private static func copyTree(_ original: String, to draft: String) throws(SystemFailure) {
        let kept = Set(BallotBoxNames.secrets + [LedgerFiles.lock])
        let kinds = DirectoryTree(of: original).kinds.filter { !kept.contains($0.key) }
        for path in kinds.keys.sorted() {
            switch kinds[path] {
            case .directory?: try FileSystem.makeDirectory("\(draft)/\(path)")
            case .file(let size)?: try copyFile("\(original)/\(path)", to: "\(draft)/\(path)", size: size)
            case .other?, nil: break
            }
        }
        for path in kinds.keys where kinds[path] == .directory { try FileSystem.syncDirectory("\(draft)/\(path)") }
        try FileSystem.syncDirectory(draft)
    }

    private static func copyFile(_ path: String, to new: String, size: Int) throws(SystemFailure) {
        let from = try Descriptor(path, O_RDONLY)
        let to = try Descriptor(new, O_WRONLY | O_CREAT | O_EXCL, mode: try from.status().st_mode & 0o777)
        for place in stride(from: 0, to: size, by: BallotBoxFiles.chunkByteCount) {
            try to.write(try from.read(min(BallotBoxFiles.chunkByteCount, size - place), at: place), at: place)
        }
        try to.sync()
    }
}

// MARK: - Bringing up to date

/// A second copy that was found at its place, is locked, and is one of this ledger that is not newer than it. Nothing of it
/// has been changed.
struct FoundCopy {
    let directory: String
    let original: String
    fileprivate let lock: LedgerLock
    private let journal: Descriptor
    fileprivate let box: BallotBoxFiles
    fileprivate let journalByteCount: Int
    fileprivate let terms: BoxTerms

    /// Finds the copy, or says why what stands there is not a second copy.
    ///
    /// What it has more than the ledger, or other, is refused: then it is the ledger's own disk that was set back or
    /// exchanged, and going on would sign a second history.
    init(at directory: String, of writer: LedgerWriter, terms: BoxTerms) throws(LedgerError) {
        let directory = LedgerWriter.trimmed(directory)
        let original = writer.directory
        guard FileSystem.resolved(directory) != FileSystem.resolved(original) else {
            throw .refused("\(directory): the second copy has to be another directory than the ledger")
        }
        let lock = try LedgerLock(of: directory)
        guard let journal = lock.journal else { preconditionFailure("a ledger's lock has its journal") }
        self.journal = journal
        (self.directory, self.original, self.lock, self.terms) = (directory, original, lock, terms)
        journalByteCount = writer.journalByteCount
        let theirs = try JournalPart(in: directory)
        try theirs.requireBehind(try JournalPart(in: original), of: journalByteCount, at: directory)
        try Self.requireCheckpoint(in: directory, notNewerThan: writer)
        do throws(LedgerError) {
            box = try BallotBoxFiles(in: directory, terms: terms)
        } catch {
            throw .damagedCopy(directory, why: error.description)
        }
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
    ///
    /// - Parameter phase: where the ledger is in its day. Behind its end nothing tells whether the places of the day's record are
    ///   what they were, and nobody can read them: those of the copy stay.
    /// - Returns: the copy, and whether it had something else.
    func update(in phase: LedgerHistory.Phase) throws(LedgerError) -> (copy: SecondCopy, wasBehind: Bool) {
        var wasBehind = false
        let ours = try BallotBoxFiles(in: original, terms: terms)
        try ours.forEachSlot { slot, bytes throws(LedgerError) in
            guard try box.slot(slot) != bytes else { return }
            wasBehind = true
            try box.write(pictures: try ours.pictures(slot), slot: slot)
            try box.write(slot: (slot, bytes))
        }
        for place in 0..<DayRecord.placeCount where phase != .ended {
            let bytes = try ours.place(place)
            guard try box.place(place) != bytes else { continue }
            wasBehind = true
            try box.write(place: WrittenPlace(number: place, bytes: bytes))
        }
        if try updateKeys() { wasBehind = true }
        if try updateJournal() { wasBehind = true }
        let copy = try SecondCopy(
            directory, lock: lock, journal: journal, box: box, of: original, journalByteCount: journalByteCount)
        if try copy.publish(from: original) { wasBehind = true }
        return (copy, wasBehind)
    }

    /// Where the ledger has no keys any more, the copy has none either.
    private func updateKeys() throws(LedgerError) -> Bool {
        let names = BallotBoxNames.keys.filter { FileSystem.isThere("\(original)/\($0)") }
        guard !names.isEmpty else {
            let hadKeys = BallotBoxNames.secrets.contains { FileSystem.isThere("\(directory)/\($0)") }
            try BoxKeysFiles.destroy(in: directory)
            try UnsignedTotals.remove(from: directory)
            return hadKeys
        }
        var isChanged = false
        for name in names {
            let bytes = try SecondCopy.key(name, in: original)
            if (try? SecondCopy.key(name, in: directory)) == bytes { continue }
            try BoxKeysFiles.write(bytes, to: name, in: directory)
            isChanged = true
        }
        return isChanged
    }

    private func updateJournal() throws(LedgerError) -> Bool {
        let path = "\(directory)/\(LedgerFiles.journal)"
        return try LedgerError.naming(path) { () throws(SystemFailure) in
            var isChanged = false
            let from = try Descriptor("\(original)/\(LedgerFiles.journal)", O_RDONLY)
            let to = journal
            var place = 0
            while true {
                let bytes = try from.read(BallotBoxFiles.chunkByteCount, at: place)
                if bytes.isEmpty { break }
                if try to.read(bytes.count, at: place) != bytes {
                    try to.write(bytes, at: place)
                    isChanged = true
                }
                place += bytes.count
            }
            try to.truncate(to: place)
            try to.sync()
            return isChanged
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
                "this second copy has events that the ledger does not have: the ledger's disk was set back or exchanged; open "
                + "the copy as the ledger instead")
    }

    /// Every record here is one of the original, at the same place.
    func requireBehind(_ original: JournalPart, of count: Int, at directory: String) throws(LedgerError) {
        let records = scan.records.map(\.range)
        guard let first = records.first else {
            throw .damagedCopy(directory, why: "\(LedgerFiles.journal): no event can be read in it")
        }
        guard isSame(first, in: original) else {
            throw .refused("\(directory): this is another ledger, and no second copy of this one: name another place")
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
