import Foundation

/// Writing a file that is there whole after a power loss, or not at all, and that takes no other file's place.
enum WholeFile {
    /// - Throws: `CommandFailure` when the file exists or cannot be written; nothing is left behind then.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let temporary = "\(path).\(getpid()).tmp"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure(path) }
        defer { unsafe unlink(temporary) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
        } catch {
            throw CommandFailure(.unusableArguments, "\(path): cannot be written: \(error.localizedDescription)")
        }
        // A second name for the finished file, given only if nobody has it; rename would take an existing file's place.
        guard unsafe link(temporary, path) == 0 else {
            if errno == EEXIST {
                throw CommandFailure(
                    .unusableArguments, "\(path): exists and is not overwritten: give another name or --date")
            }
            throw failure(path)
        }
        let folder = FilePath.folder(of: path)
        let directory = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure(path) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> CommandFailure {
        let reason = unsafe String(cString: strerror(errno))
        return CommandFailure(.unusableArguments, "\(path): cannot be written: \(reason)")
    }
}
