import Glibc
package import Ledger

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
