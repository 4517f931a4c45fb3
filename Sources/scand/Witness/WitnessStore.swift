import DurableFiles
import Glibc
import Ledger

/// A witness's memory: the newest checkpoint that it cosigned of each log.
///
/// ```
/// DIR/witness              scand-witness/v1, and the witness's own vkey: what this directory belongs to
/// DIR/lock                 empty; whoever cosigns holds it
/// DIR/<SHA-256 of origin>  the newest checkpoint, with the log's signatures and the witness's cosignature
/// ```
/// A file is believed because the witness's own key cosigned it. While the process lives it also knows what it wrote last,
/// and an older file that somebody put back is refused.
struct WitnessStore: ~Copyable {
    private static let header = "scand-witness/v1"
    private static let marker = "witness"
    private static let lockName = "lock"
    /// Longest file that is read.
    private static let maximumByteCount = 1 << 20

    /// A checkpoint with the witness's word on it.
    struct Record: Equatable {
        let note: SignedNote
        let checkpoint: Checkpoint
        let timestamp: Int
    }

    private let directory: String
    private let key: CosignerKey
    private let lock: Descriptor
    /// What this process read or wrote last; nil where nothing was there.
    private var known: [KeyName: Record?] = [:]
    private var failure: WitnessError?

    /// Opens a memory, or begins one where nothing is.
    init(at directory: String, key: CosignerKey) throws(WitnessError) {
        lock = try Self.lock(directory, key)
        (self.directory, self.key) = (directory, key)
    }

    private static func lock(_ directory: String, _ key: CosignerKey) throws(WitnessError) -> Descriptor {
        if !FileSystem.isDirectory(directory) { try begin(at: directory, key: key) }
        try check(directory, key)
        let path = "\(directory)/\(lockName)"
        let lock = try WitnessError.naming(path) { () throws(SystemFailure) in try Descriptor(path, O_RDWR | O_CREAT) }
        let isOurs = try WitnessError.naming(path) { () throws(SystemFailure) in try lock.lock() }
        guard isOurs else { throw .inUse(directory) }
        return lock
    }

    private static func begin(at directory: String, key: CosignerKey) throws(WitnessError) {
        guard !FileSystem.isThere(directory) else { throw .notAState(directory, why: "something else is there") }
        let parent = FileSystem.parent(of: directory)
        guard FileSystem.isDirectory(parent) else {
            throw .system(file: directory, what: "its folder does not exist: make it first")
        }
        // Made under another name, so that a directory without its marker is never ours.
        let temporary = directory + FileSystem.temporarySuffix
        FileSystem.removeTree(temporary)
        try WitnessError.naming(directory) { () throws(SystemFailure) in
            try FileSystem.makeDirectory(temporary)
            try FileSystem.replace("\(temporary)/\(marker)", with: Array("\(header)\n\(key)\n".utf8))
            try FileSystem.syncDirectory(temporary)
            try FileSystem.rename(temporary, to: directory)
            try FileSystem.syncDirectory(parent)
        }
    }

    private static func check(_ directory: String, _ key: CosignerKey) throws(WitnessError) {
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try FileSystem.read("\(directory)/\(marker)", limit: 4096)
        } catch {
            throw .notAState(directory, why: "not a witness's memory: the file '\(marker)' \(error.message)")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0] == header, lines[2].isEmpty else {
            throw .notAState(directory, why: "the file '\(marker)' is not one of \(header)")
        }
        guard lines[1].utf8.elementsEqual(key.text.utf8) else {
            throw .otherKey(state: String(lines[1]), given: key.text)
        }
    }

    /// The name of a log's file.
    static func name(of origin: KeyName) -> String { FileDigest(of: Array(origin.rawValue.utf8)).hex }

    /// The newest checkpoint that was cosigned of a log.
    mutating func record(of origin: KeyName) throws(WitnessError) -> Record? {
        if let failure { throw .outOfService(failure.description) }
        let found = try read(origin)
        if let before = known[origin], before != found {
            throw fail(.damaged(file: path(of: origin), what: "another process has changed it"))
        }
        known[origin] = .some(found)
        return found
    }

    /// Puts a checkpoint in the place of the one before. Returns when it would survive a power loss.
    mutating func keep(_ note: SignedNote, of origin: KeyName) throws(WitnessError) {
        if let failure { throw .outOfService(failure.description) }
        let path = path(of: origin)
        let record = try Self.record(in: note, of: origin, by: key, path: path)
        do throws(WitnessError) {
            try WitnessError.naming(path) { [directory] () throws(SystemFailure) in
                try FileSystem.replace(path, with: note.encoded)
                try FileSystem.syncDirectory(directory)
            }
        } catch {
            // Whether the new file is in place nobody knows; the next start will read it.
            throw fail(error)
        }
        known[origin] = .some(record)
    }

    private mutating func fail(_ error: WitnessError) -> WitnessError {
        failure = error
        return error
    }

    private func path(of origin: KeyName) -> String { "\(directory)/\(Self.name(of: origin))" }

    private func read(_ origin: KeyName) throws(WitnessError) -> Record? {
        let path = path(of: origin)
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try FileSystem.read(path, limit: Self.maximumByteCount)
        } catch {
            if error.isMissing { return nil }
            throw .damaged(file: path, what: error.message)
        }
        let note: SignedNote
        do throws(NoteError) {
            note = try SignedNote(parsing: bytes)
        } catch {
            throw .damaged(file: path, what: error.description)
        }
        return try Self.record(in: note, of: origin, by: key, path: path)
    }

    private static func record(
        in note: SignedNote, of origin: KeyName, by key: CosignerKey, path: String
    ) throws(WitnessError) -> Record {
        guard let checkpoint = Checkpoint(parsing: note.text), checkpoint.origin == origin else {
            throw .damaged(file: path, what: "not a checkpoint of \(origin)")
        }
        do throws(NoteError) {
            let cosignature = try note.cosignature(of: key)
            return Record(note: note, checkpoint: checkpoint, timestamp: cosignature.timestamp)
        } catch {
            throw .damaged(file: path, what: error.description)
        }
    }
}
