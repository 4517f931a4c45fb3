import Glibc
package import Ledger

extension FileSystem {
    /// The SHA-256 of a regular file of any length, read piece by piece.
    package static func digest(_ path: String) throws(FileProblem) -> FileDigest {
        do throws(SystemFailure) {
            let file = try Descriptor(path, O_RDONLY)
            guard case .file = kind(of: try file.status()) else {
                throw SystemFailure(operation: "read", number: EINVAL)
            }
            var builder = FileDigest.Builder()
            var offset = 0
            while true {
                let piece = try file.read(1 << 20, at: offset)
                if piece.isEmpty { return builder.finish() }
                builder.add(piece)
                offset += piece.count
            }
        } catch {
            throw .system(error)
        }
    }
}
