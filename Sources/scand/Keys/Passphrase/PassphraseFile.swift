import DurableFiles
import Glibc

/// A passphrase from a private file or a pipe.
enum PassphraseFile {
    static func read(_ path: String) throws(KeyFileError) -> SecretBytes {
        // Links are followed: /dev/fd/3 is one. A pipe is waited for.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw KeyFileError(path, nil, "cannot be read: \(SystemFailure.last("open").message)")
        }
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw KeyFileError(path, nil, "cannot be read: \(SystemFailure.last("fstat").message)")
        }
        switch status.st_mode & S_IFMT {
        case S_IFIFO: break
        case S_IFREG:
            guard status.st_mode & 0o077 == 0 else {
                throw KeyFileError(
                    path, nil, "readable by others than its owner: chmod 600 it, and take another passphrase")
            }
        default: throw KeyFileError(path, nil, "is neither a file nor a pipe: a passphrase comes from one of these")
        }
        // Two bytes more than a passphrase may have: a line end, and one that is too many.
        let limit = PassphraseSource.maximumByteCount + 2
        let all = unsafe try SecretBytes(capacity: limit) { room throws(KeyFileError) in
            var done = 0
            while done < limit {
                let got = unsafe Glibc.read(descriptor, room.baseAddress?.advanced(by: done), limit - done)
                if got < 0 && errno == EINTR { continue }
                guard got >= 0 else {
                    throw KeyFileError(path, nil, "cannot be read: \(SystemFailure.last("read").message)")
                }
                if got == 0 { break }
                done += got
            }
            return done
        }
        return try passphrase(all, of: path)
    }

    /// The passphrase without its one line end.
    private static func passphrase(_ all: SecretBytes, of path: String) throws(KeyFileError) -> SecretBytes {
        let newline = UInt8(ascii: "\n")
        return try unsafe all.withBytes { bytes throws(KeyFileError) in
            let phrase = unsafe bytes.last == newline ? bytes.dropLast() : bytes[...]
            guard unsafe !phrase.isEmpty else { throw KeyFileError(path, nil, "holds no passphrase") }
            guard unsafe phrase.count <= PassphraseSource.maximumByteCount else {
                throw KeyFileError(
                    path, nil, "holds more than \(PassphraseSource.maximumByteCount) bytes, the longest passphrase")
            }
            guard unsafe !phrase.contains(where: { $0 == newline || $0 == 0 || $0 == UInt8(ascii: "\r") }) else {
                throw KeyFileError(path, nil, "holds more than one line: expected a passphrase alone")
            }
            return unsafe SecretBytes(phrase)
        }
    }
}
