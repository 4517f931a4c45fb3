import Glibc

extension FileSystem {
    /// Bytes that may still be written to the disk on which a directory stands.
    package static func freeByteCount(at directory: String) throws(SystemFailure) -> Int {
        var status = statvfs()
        guard unsafe statvfs(directory, &status) == 0 else { throw .last("statvfs") }
        let (bytes, overflow) = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
        return overflow ? .max : bytes
    }
}
