package import CLinux
package import Glibc

/// An open file or directory; closed when nobody holds it any more, which also ends its lock.
package final class Descriptor: Sendable {
    private let number: Int32

    package init(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws(SystemFailure) {
        let number = unsafe open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode)
        guard number >= 0 else { throw .last("open") }
        self.number = number
        FileOperation.tell(.open(ObjectIdentifier(self), path: path, makes: flags & O_CREAT != 0))
    }

    deinit {
        // The lock ends here and not with the last copy of the descriptor, which a forked child may still hold.
        _ = flock(number, LOCK_UN)
        _ = close(number)
    }

    /// A directory, opened to make what happened in it durable.
    package static func directory(_ path: String) throws(SystemFailure) -> Descriptor {
        try Descriptor(path, O_RDONLY | O_DIRECTORY)
    }

    /// Its kind, size and permissions.
    package func status() throws(SystemFailure) -> stat {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .last("fstat") }
        return status
    }

    /// Takes the lock that one process at a time can have, or gives false.
    package func lock() throws(SystemFailure) -> Bool {
        if flock(number, LOCK_EX | LOCK_NB) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw .last("flock")
    }

    /// Writes all bytes at a place in the file.
    package func write(_ bytes: [UInt8], at offset: Int) throws(SystemFailure) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(number, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .last("write") }
            FileOperation.tell(
                .write(ObjectIdentifier(self), offset: offset + done, bytes: Array(bytes[done..<(done + count)])))
            done += count
        }
    }

    /// Writes zeros from one place to another, in pieces: space that is written is there, and nothing has to be found for
    /// it later.
    package func writeZeros(_ range: Range<Int>) throws(SystemFailure) {
        var place = range.lowerBound
        while place < range.upperBound {
            let count = min(1 << 20, range.upperBound - place)
            try write([UInt8](repeating: 0, count: count), at: place)
            place += count
        }
    }

    /// Up to `count` bytes from a place in the file; fewer only at its end.
    package func read(_ count: Int, at offset: Int) throws(SystemFailure) -> [UInt8] {
        var failure: SystemFailure?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            done = 0
            while done < count {
                let got = unsafe pread(
                    number, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = .last("read") }
                if got <= 0 { break }
                done += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Returns when the bytes, and the size that is needed to find them, would survive a power loss.
    package func syncData() throws(SystemFailure) {
        guard fdatasync(number) == 0 else { throw .last("fdatasync") }
        FileOperation.tell(.sync(ObjectIdentifier(self)))
    }

    /// Returns when everything about the file, or all names in the directory, would survive a power loss.
    package func sync() throws(SystemFailure) {
        guard fsync(number) == 0 else { throw .last("fsync") }
        FileOperation.tell(.sync(ObjectIdentifier(self)))
    }

    /// Cuts the file.
    package func truncate(to size: Int) throws(SystemFailure) {
        guard ftruncate(number, off_t(size)) == 0 else { throw .last("ftruncate") }
        FileOperation.tell(.truncate(ObjectIdentifier(self), size: size))
    }
}

/// Which file it is, whatever it is called.
///
/// A stick that was pulled out, or a file that was put in another's place, takes writes for a while without a word: only
/// this tells.
package struct FileIdentity: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt

    private init(_ status: stat) { (device, inode) = (UInt(status.st_dev), UInt(status.st_ino)) }

    /// The file that is open.
    package init(of file: Descriptor) throws(SystemFailure) { self.init(try file.status()) }

    /// The file that a path leads to now; nil where nothing is.
    ///
    /// - Parameter following: whether a symbolic link at the path's end is followed.
    package init?(at path: String, following: Bool = false) throws(SystemFailure) {
        var (device, inode) = (UInt64(0), UInt64(0))
        let flags = following ? 0 : AT_SYMLINK_NOFOLLOW
        guard unsafe scand_file_identity(path, flags, &device, &inode) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .last("stat")
        }
        (self.device, self.inode) = (UInt(device), UInt(inode))
    }
}
