internal import Glibc
internal import ScannerDriver

/// A file that is written from its start and that did not exist. Only its owner may read it.
final class NewFile {
    private let path: String
    private let descriptor: Int32

    /// - Throws: `badInput` when it exists or cannot be made.
    init(_ path: String) throws(ScannerFault) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SystemCall.fault(.badInput, "\(path): cannot be made") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Adds bytes at the end.
    func write(_ bytes: [UInt8]) throws(ScannerFault) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemCall.fault(.badInput, "\(path): cannot be written") }
            done += count
        }
    }

    /// Makes a directory that did not exist, for its owner alone.
    static func makeDirectory(_ path: String) throws(ScannerFault) {
        guard unsafe mkdir(path, 0o700) == 0 else { throw SystemCall.fault(.badInput, "\(path): cannot be made") }
    }

    /// Puts a file in place whole or not at all.
    static func place(_ bytes: [UInt8], at path: String) throws(ScannerFault) {
        let unfinished = path + ".part"
        try NewFile(unfinished).write(bytes)
        guard unsafe rename(unfinished, path) == 0 else {
            throw SystemCall.fault(.badInput, "\(path): cannot be put in place")
        }
    }
}
