import Glibc
package import Ledger

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
}

extension FileSystem {
    /// The SHA-256 of a regular file, read piece by piece.
    package static func digest(_ path: String, limit: Int = .max) throws(FileProblem) -> FileDigest {
        let file = try opened(path)
        guard file.size <= limit else { throw .tooLarge(file.size, limit: limit) }
        do throws(SystemFailure) {
            var builder = FileDigest.Builder()
            var offset = 0
            while true {
                let piece = try file.descriptor.read(1 << 20, at: offset)
                if piece.isEmpty { return builder.finish() }
                builder.add(piece)
                offset += piece.count
            }
        } catch {
            throw .system(error)
        }
    }

    private static func opened(_ path: String) throws(FileProblem) -> (descriptor: Descriptor, size: Int) {
        do throws(SystemFailure) {
            let file = try Descriptor(path, O_RDONLY)
            guard case .file(let size) = kind(of: try file.status()) else {
                throw SystemFailure(operation: "read", number: EINVAL)
            }
            return (file, size)
        } catch {
            throw .system(error)
        }
    }
}
