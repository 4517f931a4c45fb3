import Glibc

/// Everything under a directory, without following symbolic links.
package struct DirectoryTree {
    /// Most names that are listed: a ledger of sixteen million leaves has fewer.
    package static let maximumCount = 300_000
    /// Deepest directory that is entered: `tile/entries/x001/x234/067.p/5` is five below the ledger's own.
    package static let maximumDepth = 8

    /// What stands at each path, relative to the directory.
    package private(set) var kinds: [String: FileSystem.Kind] = [:]
    /// Paths that could not be looked into, with the reason.
    package private(set) var problems: [(path: String, what: String)] = []

    package init(of root: String) {
        enter(root, as: "", depth: 0)
    }

    private mutating func enter(_ path: String, as relative: String, depth: Int) {
        guard depth <= Self.maximumDepth else { return problems.append((relative, "too deep to belong to a ledger")) }
        let names: [String]
        do throws(SystemFailure) {
            names = try Self.names(in: path)
        } catch {
            return problems.append((relative.isEmpty ? "." : relative, "cannot be listed: \(error.message)"))
        }
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard kinds.count < Self.maximumCount else {
                return problems.append((".", "more files than are looked at"))
            }
            let child = relative.isEmpty ? name : "\(relative)/\(name)"
            do throws(SystemFailure) {
                guard let kind = try FileSystem.kind(of: "\(path)/\(name)") else { continue }
                kinds[child] = kind
                if kind == .directory { enter("\(path)/\(name)", as: child, depth: depth + 1) }
            } catch {
                problems.append((child, "cannot be looked at: \(error.message)"))
            }
        }
    }

    private static func names(in path: String) throws(SystemFailure) -> [String] {
        guard let stream = unsafe opendir(path) else { throw .last("opendir") }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while names.count <= maximumCount, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
