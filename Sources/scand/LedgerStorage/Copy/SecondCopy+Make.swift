import DurableFiles
import Glibc
import Ledger

extension SecondCopy {
    /// Copies a whole ledger to a place where nothing is: there is never half a copy at the path.
    static func make(at directory: String, of original: String) throws(LedgerError) {
        let directory = LedgerWriter.trimmed(directory)
        try requirePlace(directory)
        let parent = FileSystem.parent(of: directory)
        let draft = "\(directory).tmp-\(Hex.encode((0..<8).map { _ in UInt8.random(in: 0...255) }))"
        do throws(LedgerError) {
            try LedgerError.naming(draft) { () throws(SystemFailure) in try copyTree(original, to: draft) }
            try requirePlace(directory)
            try LedgerError.naming(directory) { () throws(SystemFailure) in
                try FileSystem.rename(draft, to: directory)
                try FileSystem.syncDirectory(parent)
            }
        } catch {
            FileSystem.removeTree(draft)
            throw error
        }
    }

    /// Nothing stands at a path, and the directory above it is there.
    static func requirePlace(_ directory: String) throws(LedgerError) {
        let parent = FileSystem.parent(of: directory)
        guard FileSystem.isDirectory(parent) else { throw .noParent(parent) }
        try LedgerWriter.requireNothing(at: directory)
    }

    private static func copyTree(_ original: String, to draft: String) throws(SystemFailure) {
        let kinds = DirectoryTree(of: original).kinds
        try FileSystem.makeDirectory(draft)
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
