import Glibc

extension Descriptor {
    /// Whether the file that is open is still the one that its path leads to.
    ///
    /// A stick that was pulled out, or a file that was put in another's place, takes writes for a while without a word.
    package func stands(at path: String) throws(SystemFailure) -> Bool {
        let mine = try status()
        var there = stat()
        guard unsafe lstat(path, &there) == 0 else {
            if errno == ENOENT { return false }
            throw .last("lstat")
        }
        return mine.st_dev == there.st_dev && mine.st_ino == there.st_ino
    }
}
