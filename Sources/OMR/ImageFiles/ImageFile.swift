internal import Glibc

/// Reading picture files from disk.
public enum ImageFile {
    /// Reads a whole file, no further than the limits, and finds its frames.
    ///
    /// Folders, pipes and devices are refused: a pipe given by mistake would make the reader wait for ever.
    ///
    /// - Parameter followsLinks: whether a symbolic link is as good as the file it leads to.
    public static func read(
        path: String, limits: ImageLimits = .ballots, followsLinks: Bool = true
    ) throws(ImageFileError) -> ImageFileReader {
        try ImageFileReader(bytes: bytes(path: path, limits: limits, followsLinks: followsLinks), limits: limits)
    }

    /// Reads a whole file's bytes, no further than the limits.
    public static func bytes(
        path: String, limits: ImageLimits = .ballots, followsLinks: Bool = true
    ) throws(ImageFileError) -> [UInt8] {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw ImageFileError(.notFound, "expected the name of a file, found none or one with a zero byte")
        }
        // Without O_NONBLOCK, opening a pipe that nobody writes to would wait.
        let links = followsLinks ? 0 : O_NOFOLLOW
        let file = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | links)
        guard file >= 0 else { throw openError(errno) }
        defer { close(file) }
        let size = try regularFileSize(file, limits: limits)
        return try readAll(file, size: size)
    }

    private static func openError(_ number: Int32) -> ImageFileError {
        switch number {
        case ENOENT, ENOTDIR: ImageFileError(.notFound, "expected a file, found none of this name")
        // A link where none is allowed, or links in a circle.
        case ELOOP: ImageFileError(.notReadable, "expected a regular file, found a symbolic link")
        case EISDIR: ImageFileError(.isDirectory, "expected a file, found a folder")
        case EACCES, EPERM: ImageFileError(.notReadable, "this user may not read the file")
        default: ImageFileError(.notReadable, "the file cannot be opened (error \(number) of the system)")
        }
    }

    private static func regularFileSize(_ file: Int32, limits: ImageLimits) throws(ImageFileError) -> Int {
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else {
            throw ImageFileError(.notReadable, "the file's size cannot be found (error \(errno) of the system)")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw ImageFileError(.isDirectory, "expected a file, found a folder")
        default: throw ImageFileError(.notReadable, "expected a regular file, found a pipe, socket or device")
        }
        let size = Int(status.st_size)
        guard size > 0 else { throw ImageFileError(.empty, "expected a picture, found 0 bytes") }
        guard size <= limits.maxFileBytes else {
            throw ImageFileError(.tooManyBytes, "expected at most \(limits.maxFileBytes) bytes, found \(size)")
        }
        return size
    }

    private static func readAll(_ file: Int32, size: Int) throws(ImageFileError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size, let start = buffer.baseAddress {
                let got = unsafe Glibc.read(file, start + count, size - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { return }
                count += got
            }
        }
        guard failure == 0 else {
            throw ImageFileError(.notReadable, "reading stopped (error \(failure) of the system)")
        }
        guard bytes.count == size else {
            throw ImageFileError(.truncated, "expected \(size) bytes, found \(bytes.count): the file became shorter")
        }
        return bytes
    }
}
