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

    /// Overwrites the keys on the copy, where it still is, with the places where they still are, destroys what a custodian opened there,
    /// and removes totals that waited for a signature.
    func overwriteKeys(naming directories: [String]) throws(LedgerError) {
        try requireStanding()
        try BoxKeysFiles.leave(directories, in: directory)
        try BoxKeysFiles.destroy([BallotBoxNames.openings], in: directory)
        try UnsignedTotals.remove(from: directory)
    }

    /// Removes what is left of the keys on the copy, where it still is.
    func destroyKeys() throws(LedgerError) {
        try requireStanding()
        try BoxKeysFiles.destroy(in: directory)
    }

    /// Requires that the copy is still where it was.
    func requireStanding() throws(LedgerError) { try lock.requireStanding(in: directory) }

    /// From here on its tiles must stay where they are too: what is published is added to them.
    fileprivate func watchTiles() throws(LedgerError) {
        guard FileSystem.isThere("\(directory)/\(LedgerFiles.tiles)") else { return }
        try lock.watch(LedgerFiles.tiles, in: directory)
    }

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
    ///
    /// - Parameter ledger: the ledger's lock: where a file of it was taken away meanwhile, there is no copy.
    static func make(at directory: String, of original: String, under ledger: LedgerLock) throws(LedgerError) {
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
            try ledger.requireStanding(in: original)
            for name in [LedgerFiles.journal, BallotBoxNames.slots] where !FileSystem.isThere("\(draft)/\(name)") {
                throw LedgerError.damaged(file: name, what: "it was away while a copy was made")
            }
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
    /// Events that the ledger has more.
    let missingEventCount: Int
    /// Whether something else than events stands between the copy's events.
    private let isJournalSpoiled: Bool

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
        for name in [LedgerFiles.journal, LedgerFiles.lock] {
            guard let theirs = try? FileIdentity(at: "\(directory)/\(name)", following: true),
                theirs == (try? FileIdentity(at: "\(original)/\(name)", following: true))
            else { continue }
            throw .refused(
                "\(directory): its \(name) is the ledger's own file under another name, and goes with it: name another place"
            )
        }
        let lock = try LedgerLock(of: directory)
        guard let journal = lock.journal else { preconditionFailure("a ledger's lock has its journal") }
        self.journal = journal
        (self.directory, self.original, self.lock, self.terms) = (directory, original, lock, terms)
        journalByteCount = writer.journalByteCount
        let ours = try JournalPart(ofLedger: original)
        let theirs = try JournalPart(in: directory)
        if !theirs.isEmpty { try theirs.requireBehind(ours, of: journalByteCount, at: directory) }
        missingEventCount = ours.count - theirs.count
        isJournalSpoiled = theirs.hasGaps
        // Before damage is named: what is left of the copy may still show that the ledger's own disk was set back.
        let isOurs = try Self.requireNoneNewer(in: directory, than: writer)
        guard !theirs.isEmpty else {
            let why = "\(LedgerFiles.journal): no event can be read in it"
            throw isOurs ? .damagedCopy(directory, why: why) : .notALedger(directory, why: why)
        }
        do throws(LedgerError) {
            box = try BallotBoxFiles(in: directory, terms: terms)
        } catch {
            if case .damaged = error { throw .damagedCopy(directory, why: error.description) }
            for name in [BallotBoxNames.slots] + (terms.pictureByteCount > 0 ? [BallotBoxNames.pictures] : [])
            where !FileSystem.isThere("\(directory)/\(name)") {
                throw .damagedCopy(directory, why: "\(name): it is missing")
            }
            throw error
        }
    }

    /// Requires that no checkpoint beside the copy, published or cosigned, shows that the ledger's own disk was set back.
    ///
    /// - Returns: whether there is one of this ledger.
    private static func requireNoneNewer(
        in directory: String, than writer: LedgerWriter
    ) throws(LedgerError) -> Bool {
        let (original, key) = (writer.directory, writer.signer.key)
        let contents = try JournalContents(LedgerWriter.soundScan(of: original).records, key: key)
        do throws(LedgerError) {
            return try LedgerWriter.requireNoneNewer(than: contents, in: directory, key: key)
        } catch {
            throw .damaged(
                file: directory,
                what:
                    "a checkpoint beside this second copy shows that the ledger's own disk was set back or exchanged (\(error.description))"
            )
        }
    }

    /// Brings the copy to the ledger's bytes: first the box, then the journal that speaks of it, then what is derived.
    ///
    /// - Parameters:
    ///   - phase: where the ledger is in its day. Behind its end nothing tells whether the places of the day's record are
    ///     what they were, and nobody can read them: those of the copy stay.
    ///   - wasLost: whether it missed a part of the day: then it may lack anything.
    /// - Returns: the copy, whether it had something else, and files that had what no interruption leaves.
    func update(
        in phase: LedgerHistory.Phase, wasLost: Bool
    ) throws(LedgerError) -> (copy: SecondCopy, wasBehind: Bool, mended: [String]) {
        var wasBehind = false
        var (slots, mended) = (0, isJournalSpoiled ? [LedgerFiles.journal] : [])
        let ours = try ofLedger { () throws(LedgerError) in try BallotBoxFiles(in: original, terms: terms) }
        for slot in 0..<terms.slotCount {
            let bytes = try ofLedger { () throws(LedgerError) in try ours.slot(slot) }
            guard try box.slot(slot) != bytes else { continue }
            wasBehind = true
            slots += 1
            try box.write(
                pictures: try ofLedger { () throws(LedgerError) in try ours.pictures(slot) }, slot: slot)
            try box.write(slot: (slot, bytes))
        }
        for place in 0..<DayRecord.placeCount where phase != .ended {
            let bytes = try ofLedger { () throws(LedgerError) in try ours.place(place) }
            guard try box.place(place) != bytes else { continue }
            wasBehind = true
            try box.write(place: WrittenPlace(number: place, bytes: bytes))
        }
        // An interruption catches one sheet.
        if slots > 1, !wasLost, missingEventCount < 2 { mended.append(BallotBoxNames.slots) }
        let changedKeys = try updateKeys(in: phase)
        if !changedKeys.isEmpty { wasBehind = true }
        mended += changedKeys
        if try updateJournal() { wasBehind = true }
        let copy = try SecondCopy(
            directory, lock: lock, journal: journal, box: box, of: original, journalByteCount: journalByteCount)
        if try copy.publish(from: original) { wasBehind = true }
        try copy.watchTiles()
        return (copy, wasBehind, phase == .ended ? [] : mended)
    }

    /// Reads the ledger's own files: what fails there is no fault of the copy, and nothing goes on over it.
    private func ofLedger<Result>(_ read: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        do throws(LedgerError) { return try read() } catch { throw .outOfService(error.description) }
    }

    /// Where the ledger has no keys any more, or says that they are destroyed, the copy has none either.
    ///
    /// - Returns: files that were changed.
    private func updateKeys(in phase: LedgerHistory.Phase) throws(LedgerError) -> [String] {
        let names = phase == .ended ? [] : BallotBoxNames.keys.filter { FileSystem.isThere("\(original)/\($0)") }
        guard !names.isEmpty else {
            let left = BallotBoxNames.secrets.filter {
                FileSystem.isThere("\(directory)/\($0)") && BoxKeysFiles.directoriesLeft(in: directory).isEmpty
            }
            try BoxKeysFiles.destroy(in: directory)
            try UnsignedTotals.remove(from: directory)
            return left
        }
        // They are about to be destroyed, and on the copy they go first: none is written any more.
        guard phase != .final else { return [] }
        var changed: [String] = []
        for name in names {
            let bytes = try SecondCopy.key(name, in: original)
            if (try? SecondCopy.key(name, in: directory)) == bytes { continue }
            try BoxKeysFiles.write(bytes, to: name, in: directory)
            changed.append(name)
        }
        return changed
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
struct JournalPart {
    private let scan: JournalScan

    /// That of a copy; what cannot be read at all is none.
    init(in directory: String) throws(LedgerError) {
        do throws(FileProblem) {
            scan = try JournalScan.of("\(directory)/\(LedgerFiles.journal)")
        } catch {
            throw .notALedger(directory, why: "\(LedgerFiles.journal): \(error.message)")
        }
    }

    init(ofLedger directory: String) throws(LedgerError) {
        do throws(FileProblem) {
            scan = try JournalScan.of("\(directory)/\(LedgerFiles.journal)")
        } catch {
            throw .damaged(file: LedgerFiles.journal, what: error.message)
        }
    }

    /// Events that can be read in it.
    var count: Int { scan.records.count }
    var isEmpty: Bool { count == 0 }
    /// Whether there is more than events in it, and what a write that was cut off leaves.
    var hasGaps: Bool { scan.gaps.contains { !scan.isTornWrite($0) } }

    static func ahead(_ directory: String) -> LedgerError {
        .damaged(
            file: directory,
            what:
                "this second copy has events that the ledger does not have: the ledger's disk was set back or exchanged; open "
                + "the copy as the ledger instead")
    }

    /// Whether every record here is one of the original, at the same place.
    func isBehind(_ original: JournalPart) -> Bool {
        scan.records.allSatisfy { isSame($0.range, in: original) }
    }

    /// Every record here is one of the original, at the same place.
    func requireBehind(_ original: JournalPart, of count: Int, at directory: String) throws(LedgerError) {
        let records = scan.records.map(\.range)
        guard let first = records.first, isSame(first, in: original) else {
            throw .refused("\(directory): this is another ledger, and no second copy of this one: name another place")
        }
        for record in records where !(record.upperBound <= count && isSame(record, in: original)) {
            if record.lowerBound >= count { throw Self.ahead(directory) }
            throw .damaged(file: directory, what: "this second copy has another history than the ledger")
        }
    }

    private func isSame(_ whole: Range<Int>, in original: JournalPart) -> Bool {
        // Of the last record's checksum a power loss may have taken a part: it is written again.
        let isUnfinished = scan.unfinishedChecksum.map { $0 == whole.upperBound - Journal.checksumByteCount } ?? false
        let range = isUnfinished ? whole.lowerBound..<(whole.upperBound - Journal.checksumByteCount) : whole
        return range.upperBound <= original.scan.bytes.count && scan.bytes[range] == original.scan.bytes[range]
    }
}
