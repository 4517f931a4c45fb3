import DurableFiles
import Glibc
import Ledger

/// A ledger's directory in the hands of its one writer, who notices when it is taken away.
///
/// Three things are locked: the directory itself, `lock`, and the journal. Whichever of them somebody removes or exchanges,
/// no second writer gets in by the others. The first one stops at its next event: what it holds open is then no longer what
/// stands at the path.
final class LedgerLock {
    private let directory: Descriptor
    private let lock: Descriptor
    private(set) var journal: Descriptor?
    private var standing: [(name: String, identity: FileIdentity)] = []

    /// Takes a directory that has no journal yet: one in the making.
    init(making path: String) throws(LedgerError) {
        directory = try Self.taken(path) { () throws(SystemFailure) in try .directory(path) }
        lock = try Self.taken(path, LedgerFiles.lock) { () throws(SystemFailure) in
            try Descriptor("\(path)/\(LedgerFiles.lock)", O_RDWR | O_CREAT | O_EXCL)
        }
        try watch(directory, "")
        try watch(lock, LedgerFiles.lock)
    }

    /// Takes a ledger that is there.
    init(of path: String) throws(LedgerError) {
        guard FileSystem.isDirectory(path), let resolved = FileSystem.resolved(path) else {
            throw .notALedger(path, why: "no such directory")
        }
        let journal: Descriptor
        do throws(SystemFailure) {
            journal = try Descriptor("\(path)/\(LedgerFiles.journal)", O_RDWR)
        } catch {
            guard error.number == ENOENT else {
                throw .system(file: "\(path)/\(LedgerFiles.journal)", what: "\(error.operation): \(error.message)")
            }
            throw Self.withoutJournal(path)
        }
        directory = try Self.taken(path) { () throws(SystemFailure) in try .directory(resolved) }
        lock = try Self.taken(path, LedgerFiles.lock) { () throws(SystemFailure) in
            try Descriptor("\(path)/\(LedgerFiles.lock)", O_RDWR | O_CREAT)
        }
        let kind = try LedgerError.naming("\(path)/\(LedgerFiles.lock)") { () throws(SystemFailure) in
            FileSystem.kind(of: try lock.status())
        }
        guard case .file = kind else {
            throw .system(file: "\(path)/\(LedgerFiles.lock)", what: "it is no file: remove it")
        }
        try watch(directory, "")
        try watch(lock, LedgerFiles.lock)
        try take(journal: journal, of: path)
    }

    /// What is to be said of a directory without a journal: where other files of a ledger are there, it is a damaged one.
    static func withoutJournal(_ path: String) -> LedgerError {
        let others = [LedgerFiles.box, LedgerFiles.checkpoint, LedgerFiles.tiles, LedgerFiles.lock]
        guard let other = others.first(where: { FileSystem.isThere("\(path)/\($0)") }) else {
            return .notALedger(path, why: "it has no journal")
        }
        return .system(
            file: "\(path)/\(LedgerFiles.journal)", what: "it is missing, though '\(other)' is there: bring it back")
    }

    /// Takes the journal too.
    func take(journal: Descriptor, of path: String) throws(LedgerError) {
        _ = try Self.taken(path, LedgerFiles.journal) { () throws(SystemFailure) in journal }
        try watch(journal, LedgerFiles.journal)
        self.journal = journal
    }

    private static func taken(
        _ path: String, _ name: String = "", _ open: () throws(SystemFailure) -> Descriptor
    ) throws(LedgerError) -> Descriptor {
        let (file, isTaken) = try LedgerError.naming(name.isEmpty ? path : "\(path)/\(name)") {
            () throws(SystemFailure) in
            let file = try open()
            return (file, try file.lock())
        }
        guard isTaken else { throw .inUse(path) }
        return file
    }

    /// A file that must stay where it is from here on.
    func watch(_ file: Descriptor, _ name: String) throws(LedgerError) {
        let identity = try LedgerError.naming(name) { () throws(SystemFailure) in try FileIdentity(of: file) }
        standing.append((name, identity))
    }

    /// A file that is not held open and must stay where it is all the same.
    func watch(_ name: String, in path: String) throws(LedgerError) {
        let file = "\(path)/\(name)"
        let identity = try LedgerError.naming(file) { () throws(SystemFailure) in
            try FileIdentity(at: file, following: false)
        }
        guard let identity else { throw .system(file: file, what: "it is missing") }
        standing.append((name, identity))
    }

    /// From here on a file may go.
    func forget(_ name: String) { standing.removeAll { $0.name == name } }

    /// Requires that everything that is held is still what stands at its path.
    func requireStanding(in path: String) throws(LedgerError) {
        for (name, identity) in standing {
            let file = name.isEmpty ? path : "\(path)/\(name)"
            let there = try LedgerError.naming(file) { () throws(SystemFailure) in
                try FileIdentity(at: file, following: name.isEmpty)
            }
            guard there == identity else {
                throw .system(
                    file: file,
                    what: (there == nil ? "it was removed or moved" : "another one was put in its place")
                        + " while the ledger was being written: put it back, and run the command again")
            }
        }
    }

    /// Makes the lock's own file durable.
    func sync() throws(SystemFailure) { try lock.sync() }
}
