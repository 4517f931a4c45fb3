import DurableFiles
public import Ledger

/// A file that an observer or a ledger's keeper gathers cosignatures in: one checkpoint, with all lines under it.
public enum CosignedFile {
    private static let maximumByteCount = 1 << 20

    /// Adds verified lines to a file, or begins it. It is put in place whole.
    ///
    /// - Returns: the note as it stands in the file now.
    public static func add(
        _ lines: [SignedNote.Signature], under note: SignedNote, to path: String
    ) throws(CosignedFileError) -> SignedNote {
        var gathered = try standing(at: path) ?? note
        guard gathered.text.utf8.elementsEqual(note.text.utf8) else {
            throw CosignedFileError("\(path): holds another checkpoint; name another file")
        }
        do {
            for line in note.signatures + lines { gathered = try gathered.adding(line) }
            try FileSystem.replace(path, with: gathered.encoded)
            try FileSystem.syncDirectory(FileSystem.parent(of: path))
        } catch let failure as SystemFailure {
            throw CosignedFileError("\(path): cannot be written: \(failure.message)")
        } catch {
            throw CosignedFileError("\(path): \(error)")
        }
        return gathered
    }

    /// Puts a checkpoint with its cosignatures in the place of an earlier one.
    public static func put(_ note: SignedNote, at path: String) throws(CosignedFileError) {
        do throws(SystemFailure) {
            try FileSystem.replace(path, with: note.encoded)
            try FileSystem.syncDirectory(FileSystem.parent(of: path))
        } catch {
            throw CosignedFileError("\(path): cannot be written: \(error.message)")
        }
    }

    /// Reads a checkpoint with whatever signatures it has; nothing is verified.
    public static func read(_ path: String) throws(CosignedFileError) -> SignedNote {
        guard let note = try standing(at: path, followsLinks: true) else {
            throw CosignedFileError("\(path): no such file")
        }
        return note
    }

    private static func standing(
        at path: String, followsLinks: Bool = false
    ) throws(CosignedFileError) -> SignedNote? {
        do {
            let file = followsLinks ? FileSystem.resolved(path) ?? path : path
            return try SignedNote(parsing: OutsideText.plain(try FileSystem.read(file, limit: maximumByteCount)))
        } catch let problem as FileProblem {
            if problem.isMissing { return nil }
            throw CosignedFileError("\(path): \(problem.message)")
        } catch let error as OutsideTextError {
            throw CosignedFileError("\(path): \(error)")
        } catch {
            throw CosignedFileError("\(path): not a signed checkpoint: \(error)")
        }
    }
}

/// What is wrong with such a file: one line that names it.
public struct CosignedFileError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
