import DurableFiles
import Glibc

extension KeyFile {
    /// Overwrites a private key file with random bytes, syncs it, and removes it. The public file stays: observers need it.
    ///
    /// A flash disk may keep what was overwritten, and copies are copies: what protects then is the passphrase alone.
    public static func destroy(_ path: String) throws(KeyFileError) {
        // A file that is no key of ours is not destroyed by mistake.
        _ = try StoredKey(at: path)
        // The file itself and not what a link leads to, so that both end.
        guard case .file(let size)? = try? FileSystem.kind(of: path) else {
            throw KeyFileError(path, nil, "is a link: name the file itself")
        }
        do throws(SystemFailure) {
            let file = try Descriptor(path, O_WRONLY)
            var generator = SystemRandomNumberGenerator()
            try file.write((0..<size).map { _ in generator.next() }, at: 0)
            try file.sync()
            try FileSystem.remove(path)
            try FileSystem.syncDirectory(FileSystem.parent(of: path))
        } catch {
            throw KeyFileError(path, nil, "cannot be destroyed: \(error.message): destroy the disk it lies on")
        }
    }
}
