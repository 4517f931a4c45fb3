import DurableFiles
import Ledger

/// Puts checkpoint, tiles and bundles of one size into a ledger's directory, all derived from the journal.
///
/// Tiles first, then the checkpoint that needs them, then the partial tiles of earlier sizes go: whoever copies the
/// directory at any moment finds what the checkpoint in it speaks of.
struct Publisher {
    let directory: String
    /// Files that were missing or other than they must be, and are right now.
    private(set) var changed: [String] = []
    /// Directories with new names that are not durable yet.
    private var unsettled: Set<String> = []

    init(directory: String) { self.directory = directory }

    /// Brings everything derived to one size.
    mutating func publish(_ tree: MerkleTree, entries: [ArraySlice<UInt8>], note: [UInt8]) throws(LedgerError) {
        let layout = TileLayout(size: tree.size)
        for bundle in layout.bundles { try put(EntryBundle.encode(entries[bundle.entries]), at: bundle.path) }
        for tile in layout.tiles { try put(tree.contents(of: tile), at: tile.path) }
        try settle()
        try put(note, at: LedgerFiles.checkpoint)
        try settle()
        try removeStale(keeping: Set(layout.bundles.map(\.path) + layout.tiles.map(\.path)))
    }

    /// Brings what is derived from one size to the next.
    mutating func publish(_ publication: Publication) throws(LedgerError) {
        for file in publication.files { try put(file.bytes, at: file.path) }
        try settle()
        try put(publication.note, at: LedgerFiles.checkpoint)
        try settle()
        try remove(publication.stale)
    }

    /// Puts a file in place, whole, unless its bytes are there already. Its name is durable after `settle`.
    mutating func put(_ bytes: [UInt8], at path: String) throws(LedgerError) {
        if let present = try? FileSystem.read("\(directory)/\(path)", limit: bytes.count), present == bytes { return }
        try LedgerError.naming(path) { () throws(SystemFailure) in
            try makeDirectories(above: path)
            try FileSystem.replace("\(directory)/\(path)", with: bytes)
        }
        unsettled.insert(FileSystem.parent(of: "\(directory)/\(path)"))
        changed.append(path)
    }

    /// Makes the names of all files put so far durable: once for each directory.
    mutating func settle() throws(LedgerError) {
        for path in unsettled.sorted() {
            try LedgerError.naming(path) { () throws(SystemFailure) in try FileSystem.syncDirectory(path) }
        }
        unsettled = []
    }

    private func makeDirectories(above path: String) throws(SystemFailure) {
        var made = directory
        for name in path.split(separator: "/").dropLast() {
            let parent = made
            made += "/\(name)"
            if try FileSystem.kind(of: made) == .directory { continue }
            try FileSystem.makeDirectory(made)
            try FileSystem.syncDirectory(parent)
        }
    }

    /// Removes what an earlier size or an interrupted run left of our own making; anything else is left for the verifier
    /// to name.
    private func removeStale(keeping current: Set<String>) throws(LedgerError) {
        let found = DirectoryTree(of: "\(directory)/\(LedgerFiles.tiles)").kinds
        var stale: [String] = []
        for (name, kind) in found {
            let path = "\(LedgerFiles.tiles)/\(name)"
            guard case .file = kind, !current.contains(path) else { continue }
            guard path.contains(".p/") || path.hasSuffix(FileSystem.temporarySuffix) else { continue }
            stale.append(path)
        }
        try remove(stale)
        try LedgerError.naming(LedgerFiles.checkpoint) { () throws(SystemFailure) in
            try FileSystem.remove("\(directory)/\(LedgerFiles.checkpoint)\(FileSystem.temporarySuffix)")
        }
    }

    /// Removes files, and directories that they leave empty.
    private func remove(_ paths: [String]) throws(LedgerError) {
        var emptied: Set<String> = []
        for path in paths {
            try LedgerError.naming(path) { () throws(SystemFailure) in try FileSystem.remove("\(directory)/\(path)") }
            emptied.insert(FileSystem.parent(of: path))
        }
        for path in emptied.sorted() {
            try LedgerError.naming(path) { () throws(SystemFailure) in
                try FileSystem.syncDirectory("\(directory)/\(path)")
                try FileSystem.removeIfEmpty("\(directory)/\(path)")
                try FileSystem.syncDirectory(FileSystem.parent(of: "\(directory)/\(path)"))
            }
        }
    }
}
