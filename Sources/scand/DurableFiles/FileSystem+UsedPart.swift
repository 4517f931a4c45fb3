import Glibc

extension FileSystem {
    /// A file's bytes without the zeros at its end.
    package struct UsedPart {
        /// The file up to its last byte that is not zero, and a few zeros behind it where the file has them.
        package let bytes: [UInt8]
        /// The whole file's length.
        package let byteCount: Int
    }

    /// Reads a regular file of which a part at the end may be reserved space, piece by piece: only what is used is kept in
    /// memory.
    ///
    /// - Parameter zeros: zeros that are kept behind the last other byte, because they may belong to it.
    package static func readUsedPart(_ path: String, limit: Int, keeping zeros: Int) throws(FileProblem) -> UsedPart {
        if let part = try usedPart(path, limit: limit, keeping: zeros) { return part }
        // What it is instead of a file that can be read is said there.
        let bytes = try read(path, limit: limit)
        return UsedPart(bytes: bytes, byteCount: bytes.count)
    }

    private static func usedPart(
        _ path: String, limit: Int, keeping zeros: Int
    ) throws(FileProblem) -> UsedPart? {
        do throws(SystemFailure) {
            let file = try Descriptor(path, O_RDONLY)
            guard case .file(let size) = kind(of: try file.status()), size <= limit else { return nil }
            var bytes: [UInt8] = []
            var empty = 0
            var offset = 0
            while offset < size {
                let piece = try file.read(min(1 << 20, size - offset), at: offset)
                guard let last = piece.lastIndex(where: { $0 != 0 }) else {
                    if piece.isEmpty { break }
                    (empty, offset) = (empty + piece.count, offset + piece.count)
                    continue
                }
                bytes += [UInt8](repeating: 0, count: empty)
                bytes += piece[...last]
                (empty, offset) = (piece.count - 1 - last, offset + piece.count)
            }
            bytes += [UInt8](repeating: 0, count: min(zeros, empty))
            return UsedPart(bytes: bytes, byteCount: offset)
        } catch {
            throw error.number == ELOOP ? .notAFile("a symbolic link") : .system(error)
        }
    }

    /// Bytes that the disk under a path has left for this user.
    package static func freeByteCount(at path: String) throws(SystemFailure) -> Int {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw .last("statvfs") }
        return Int(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }
}

extension Descriptor {
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
}
