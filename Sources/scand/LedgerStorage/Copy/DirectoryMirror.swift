import DurableFiles
import Glibc
import Ledger

/// Brings the derived and released files of a copy to those of the original.
struct DirectoryMirror {
    let original: String
    let copy: String

    /// Most bytes of one file that is taken over: a release's greatest.
    private static let maximumByteCount = 1 << 31

    /// Takes over the files below some directories, then the checkpoint that speaks of them; what the original does not
    /// have is removed.
    ///
    /// - Returns: whether the copy had something else.
    @discardableResult func update(below directories: [String]) throws(LedgerError) -> Bool {
        var publisher = Publisher(directory: copy)
        for directory in directories {
            let here = DirectoryTree(of: "\(original)/\(directory)").kinds
            for name in here.keys.sorted() {
                guard case .file? = here[name] else { continue }
                try put("\(directory)/\(name)", &publisher)
            }
        }
        try publisher.settle()
        try put(LedgerFiles.checkpoint, &publisher)
        try publisher.settle()
        var isChanged = try updateCosigned() || !publisher.changed.isEmpty
        for directory in directories {
            let here = DirectoryTree(of: "\(original)/\(directory)").kinds
            for (name, kind) in DirectoryTree(of: "\(copy)/\(directory)").kinds where here[name] == nil && kind.isFile {
                try LedgerError.naming("\(copy)/\(directory)/\(name)") { () throws(SystemFailure) in
                    try FileSystem.remove("\(copy)/\(directory)/\(name)")
                    try FileSystem.removeIfEmpty(FileSystem.parent(of: "\(copy)/\(directory)/\(name)"))
                }
                isChanged = true
            }
        }
        return isChanged
    }

    /// Takes over the cosignatures that were gathered, behind the checkpoint that they are of. What witnesses said is missed by
    /// nobody but observers: where there is none, or it cannot be read, the copy is whole without it.
    @discardableResult func updateCosigned() throws(LedgerError) -> Bool {
        guard
            let bytes = try? FileSystem.read(
                "\(original)/\(LedgerFiles.cosigned)", limit: LedgerFiles.maximumCheckpointByteCount)
        else { return false }
        var publisher = Publisher(directory: copy)
        try publisher.put(bytes, at: LedgerFiles.cosigned)
        try publisher.settle()
        return !publisher.changed.isEmpty
    }

    private func put(_ path: String, _ publisher: inout Publisher) throws(LedgerError) {
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try FileSystem.read("\(original)/\(path)", limit: Self.maximumByteCount)
        } catch {
            throw .damaged(file: path, what: error.message)
        }
        try publisher.put(bytes, at: path)
    }
}

extension FileSystem.Kind {
    var isFile: Bool { if case .file = self { true } else { false } }
}
