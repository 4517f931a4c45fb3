import DurableFiles
import Ledger

/// Puts checkpoint, tiles and bundles of one size into a ledger's directory, all derived from the journal.
///
/// Tiles first, then the checkpoint that needs them, then the partial tiles of earlier sizes go: whoever copies the
/// directory at any moment finds what the checkpoint in it speaks of.
struct Publisher {
    let directory: String

    /// Files that were missing or other than they must be, and are right now.
    func publish(_ tree: MerkleTree, entries: [[UInt8]], note: [UInt8]) throws(LedgerError) -> [String] {
        let layout = TileLayout(size: tree.size)
        var changed: [String] = []
        for bundle in layout.bundles {
            try put(EntryBundle.encode(entries[bundle.entries]), at: bundle.path, noting: &changed)
        }
        for tile in layout.tiles {
            try put(tree.contents(of: tile), at: tile.path, noting: &changed)
        }
        try put(note, at: LedgerFiles.checkpoint, noting: &changed)
        try removeStale(keeping: Set(layout.bundles.map(\.path) + layout.tiles.map(\.path)))
        return changed
    }

    /// Puts a file in place durably unless its bytes are there already.
    func put(_ bytes: [UInt8], at path: String, noting changed: inout [String]) throws(LedgerError) {
        if let present = try? FileSystem.read("\(directory)/\(path)", limit: bytes.count), present == bytes { return }
        try LedgerError.naming(path) { () throws(SystemFailure) in
            try makeDirectories(above: path)
            try FileSystem.replace("\(directory)/\(path)", with: bytes)
            try FileSystem.syncDirectory(FileSystem.parent(of: "\(directory)/\(path)"))
        }
        changed.append(path)
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
        var emptied: Set<String> = []
        for (name, kind) in found {
            let path = "\(LedgerFiles.tiles)/\(name)"
            guard case .file = kind, !current.contains(path) else { continue }
            guard path.contains(".p/") || path.hasSuffix(FileSystem.temporarySuffix) else { continue }
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
        try LedgerError.naming(LedgerFiles.checkpoint) { () throws(SystemFailure) in
            try FileSystem.remove("\(directory)/\(LedgerFiles.checkpoint)\(FileSystem.temporarySuffix)")
        }
    }
}
