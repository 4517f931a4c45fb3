import Glibc

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
        var there = stat()
        guard unsafe fstatat(AT_FDCWD, path, &there, following ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .last("stat")
        }
        self.init(there)
    }
}
