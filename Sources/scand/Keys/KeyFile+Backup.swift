import DurableFiles
import Glibc

extension KeyFile {
    /// Copies a sealed key to another place, syncs it and reads it back. The copy is under the same passphrase.
    ///
    /// A key without a passphrase is refused: its copy would be one more thing that anybody can sign or read ballots with.
    public static func backUp(_ path: String, to copy: String) throws(KeyFileError) -> PublicHalf {
        let key = try StoredKey(at: path)
        guard case .sealed = key.secret else {
            throw KeyFileError(path, nil, "has no passphrase, so its copy would have none: make a key that has one")
        }
        let text = key.text
        try write(text, to: copy, mode: 0o600)
        do throws(KeyFileError) {
            try dropCache(of: copy)
            guard try KeyFileError.text(of: copy, limit: maximumByteCount, isSecret: true) == text else {
                throw KeyFileError(copy, nil, "does not read as it was written: use another disk")
            }
        } catch {
            try? FileSystem.remove(copy)
            throw error
        }
        return key.publicHalf
    }

    /// Has the next reading come from the disk and not from memory, as far as the system heeds it.
    private static func dropCache(of path: String) throws(KeyFileError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            throw KeyFileError(path, nil, "cannot be read back: \(SystemFailure.last("open").message)")
        }
        _ = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        _ = close(file)
    }
}
