import Glibc
import Ledger

/// Everything under a directory, without following symbolic links.
package struct DirectoryTree {
    /// Most names that are listed: the release of a full ballot box has fewer, with two pictures of each sheet.
    package static let maximumCount = 2_500_000
    /// Deepest directory that is entered: `tile/entries/x001/x234/067.p/5` is five below the ledger's own.
    package static let maximumDepth = 8

    /// What stands at each path, relative to the directory.
    package private(set) var kinds: [String: FileSystem.Kind] = [:]
    /// Paths that are too many or too deep or have no name that a text can be, with the reason.
    package private(set) var problems: [(path: String, what: String)] = []
    /// Paths that the system did not let us look at, with the reason.
    package private(set) var unread: [(path: String, what: String)] = []

    package init(of root: String) {
        enter(root, as: "", depth: 0)
    }

    private mutating func enter(_ path: String, as relative: String, depth: Int) {
        guard depth <= Self.maximumDepth else { return problems.append((relative, "too deep to belong to a ledger")) }
        let names: [[UInt8]]
        do throws(SystemFailure) {
            names = try Self.names(in: path)
        } catch {
            return unread.append((relative.isEmpty ? "." : relative, "cannot be listed: \(error.message)"))
        }
        for bytes in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard kinds.count + problems.count < Self.maximumCount else {
                return problems.append((".", "more files than are looked at"))
            }
            func named(_ name: String) -> String { relative.isEmpty ? name : "\(relative)/\(name)" }
            let escaped = named(PercentEscaping.escape(bytes, slash: true))
            guard let name = String(validating: bytes, as: UTF8.self) else {
                problems.append((escaped, "the name is not UTF-8: its bytes are shown as %XX"))
                continue
            }
            let child = named(name)
            // Names of other bytes that Unicode takes for the same are one text in Swift.
            guard kinds[child] == nil else {
                problems.append((escaped, "the name is another's in other characters: its bytes are shown as %XX"))
                continue
            }
            do throws(SystemFailure) {
                guard let kind = try FileSystem.kind(of: "\(path)/\(name)") else { continue }
                kinds[child] = kind
                if kind == .directory { enter("\(path)/\(name)", as: child, depth: depth + 1) }
            } catch {
                unread.append((child, "cannot be looked at: \(error.message)"))
            }
        }
    }

    /// The names in one directory as the system has them: bytes, in no order.
    package static func names(in path: String) throws(SystemFailure) -> [[UInt8]] {
        guard let stream = unsafe opendir(path) else { throw .last("opendir") }
        defer { _ = unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while names.count <= maximumCount, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { field in
                unsafe Array(field.prefix { $0 != 0 })
            }
            if !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8) { names.append(name) }
        }
        return names
    }
}
