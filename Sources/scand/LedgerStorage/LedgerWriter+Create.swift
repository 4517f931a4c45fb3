import DurableFiles
import Glibc
public import Ledger

extension LedgerWriter {
    /// Makes a new ledger whose first leaf is the genesis.
    ///
    /// It grows under a name of its own and is renamed when it is whole and durable: there is never half a ledger at the
    /// path, and what stands there is never overwritten.
    public static func create(
        at directory: String, signer: any Signer, genesis: Genesis
    ) throws(LedgerError) -> LedgerWriter {
        guard genesis.key == signer.key else {
            throw .otherKey(ledger: genesis.key.text, given: signer.key.text)
        }
        return try create(at: directory, signer: signer) { _ in genesis }
    }

    /// Makes a new ledger with more files in it, which are there before anything stands at the path.
    ///
    /// - Parameter preparing: puts them into the directory that it is given, durably, and gives the genesis.
    static func create(
        at directory: String, signer: any Signer, preparing: (String) throws(LedgerError) -> Genesis
    ) throws(LedgerError) -> LedgerWriter {
        let directory = trimmed(directory)
        let parent = FileSystem.parent(of: directory)
        guard FileSystem.isDirectory(parent) else { throw .noParent(parent) }
        try requireNothing(at: directory)
        let draft = "\(directory).tmp-\(Hex.encode((0..<8).map { _ in UInt8.random(in: 0...255) }))"
        do throws(LedgerError) {
            let writer = try build(draft, signer: signer, preparing: preparing)
            try requireNothing(at: directory)
            try LedgerError.naming(directory) { () throws(SystemFailure) in
                try FileSystem.rename(draft, to: directory)
                try FileSystem.syncDirectory(parent)
            }
            writer.directory = directory
            return writer
        } catch {
            FileSystem.removeTree(draft)
            throw error
        }
    }

    private static func build(
        _ draft: String, signer: any Signer, preparing: (String) throws(LedgerError) -> Genesis
    ) throws(LedgerError) -> LedgerWriter {
        let lock = try LedgerError.naming(draft) { () throws(SystemFailure) in
            try FileSystem.makeDirectory(draft)
            return try Descriptor("\(draft)/\(LedgerFiles.lock)", O_RDWR | O_CREAT | O_EXCL)
        }
        try take(lock, of: draft)
        let genesis = try preparing(draft)
        let space = JournalSpace(genesis)
        try space.requireRoom(under: draft)
        let journal = try LedgerError.naming(draft) { () throws(SystemFailure) in
            let journal = try Descriptor("\(draft)/\(LedgerFiles.journal)", O_RDWR | O_CREAT | O_EXCL)
            try journal.write(Journal.header, at: 0)
            try journal.writeZeros(Journal.header.count..<space.byteCount)
            try journal.sync()
            try lock.sync()
            return journal
        }
        let writer = LedgerWriter(
            draft, signer: signer, lock: lock, journal: journal, space: space, contents: JournalContents(),
            recovery: LedgerRecovery())
        _ = try writer.record(.genesis(genesis))
        try writer.publish()
        try LedgerError.naming(draft) { () throws(SystemFailure) in try FileSystem.syncDirectory(draft) }
        return writer
    }

    static func requireNothing(at path: String) throws(LedgerError) {
        let kind = try LedgerError.naming(path) { () throws(SystemFailure) in try FileSystem.kind(of: path) }
        guard kind == nil else { throw .alreadyExists(path) }
    }

    /// Takes the ledger's lock for as long as the descriptor lives.
    static func take(_ lock: Descriptor, of directory: String) throws(LedgerError) {
        let taken = try LedgerError.naming("\(directory)/\(LedgerFiles.lock)") { () throws(SystemFailure) in
            try lock.lock()
        }
        guard taken else { throw .inUse(directory) }
    }

    /// A path without the slashes at its end, so that names can be put behind it.
    static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }
}
