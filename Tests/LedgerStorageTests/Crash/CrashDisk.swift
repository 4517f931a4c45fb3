import DurableFiles
import LedgerSupport
import Testing

/// A disk as the operations so far leave it: what is durable, and what a power loss may keep, lose or tear.
///
/// Stricter than any file system that we know: unsynced changes may be kept in any combination, of names as of bytes, and
/// a file that is durable is lost with a name that is not.
struct CrashDisk {
    /// A change that nothing made durable yet.
    enum Change {
        case write(Int, offset: Int, bytes: [UInt8])
        case truncate(Int, size: Int)
        /// Names set or taken away in one step.
        case names([NameChange])
    }
    struct NameChange {
        let directory: Int
        let name: String
        let node: Int?
    }
    /// A file or a directory.
    struct Node {
        var bytes: [UInt8] = []
        /// Set for directories.
        var names: [String: Int]?
    }

    private(set) var pending: [Change] = []
    private var durable: [Node]
    /// The names as the running system sees them, by directory.
    private var seen: [Int: [String: Int]]
    /// Open files and directories; nil for those outside of the root.
    private var open: [ObjectIdentifier: Int?] = [:]
    private let root: String

    /// A disk on which all is durable that stands under a directory, whose own node is 0.
    init(root: String, holding tree: FileTree) {
        self.root = root
        durable = [Node(names: [:])]
        seen = [0: [:]]
        for path in tree.directories.sorted() { place(Node(names: [:]), at: path[...]) }
        for (path, bytes) in tree.files { place(Node(bytes: bytes), at: path[...]) }
    }

    private mutating func place(_ node: Node, at path: Substring) {
        guard let (directory, name) = whereabouts(of: path) else { preconditionFailure("\(path): nothing above it") }
        let number = durable.count
        durable.append(node)
        durable[directory].names?[name] = number
        seen[directory]?[name] = number
        if node.names != nil { seen[number] = [:] }
    }

    /// Does an operation; what is outside of the root does not matter.
    mutating func apply(_ operation: FileOperation) {
        switch operation {
        case .open(let file, let path, let makes):
            open.updateValue(nil, forKey: file)
            guard let path = relative(path) else { return }
            if path.isEmpty {
                open[file] = 0
            } else if let (directory, name) = whereabouts(of: path) {
                if let node = seen[directory]?[name] {
                    open[file] = node
                } else if makes {
                    open[file] = add(Node(), directory, name)
                }
            }
        case .write(let file, let offset, let bytes):
            if let node = node(of: file) { pending.append(.write(node, offset: offset, bytes: bytes)) }
        case .truncate(let file, let size):
            if let node = node(of: file) { pending.append(.truncate(node, size: size)) }
        case .sync(let file):
            if let node = node(of: file) { sync(node) }
        case .rename(let old, let new):
            guard let from = relative(old).flatMap(whereabouts), let to = relative(new).flatMap(whereabouts),
                let node = seen[from.directory]?[from.name]
            else { return }
            change([
                NameChange(directory: from.directory, name: from.name, node: nil),
                NameChange(directory: to.directory, name: to.name, node: node),
            ])
        case .makeDirectory(let path):
            guard let (directory, name) = relative(path).flatMap(whereabouts) else { return }
            seen[add(Node(names: [:]), directory, name)] = [:]
        case .remove(let path), .removeDirectory(let path):
            guard let (directory, name) = relative(path).flatMap(whereabouts) else { return }
            change([NameChange(directory: directory, name: name, node: nil)])
        }
    }

    private func node(of file: ObjectIdentifier) -> Int? {
        guard let node = open[file] else {
            Issue.record("a file was written that had been opened before the recording began: open it within")
            return nil
        }
        return node
    }

    private mutating func add(_ node: Node, _ directory: Int, _ name: String) -> Int {
        durable.append(node)
        change([NameChange(directory: directory, name: name, node: durable.count - 1)])
        return durable.count - 1
    }

    private mutating func change(_ names: [NameChange]) {
        for change in names { seen[change.directory]?[change.name] = change.node }
        pending.append(.names(names))
    }

    private mutating func sync(_ node: Int) {
        var rest: [Change] = []
        for change in pending {
            let isOfNode =
                switch change {
                case .write(let file, _, _), .truncate(let file, _): file == node
                case .names(let names): names.contains { $0.directory == node }
                }
            if isOfNode { Self.apply(change, .whole, to: &durable) } else { rest.append(change) }
        }
        pending = rest
    }

    private func relative(_ path: String) -> Substring? {
        guard path.hasPrefix(root) else { return nil }
        return path.dropFirst(root.count).drop { $0 == "/" }
    }

    /// The directory that a path's last name stands in, as the running system sees it.
    private func whereabouts(of path: Substring) -> (directory: Int, name: String)? {
        var directory = 0
        var names = path.split(separator: "/").map(String.init)
        guard let name = names.popLast() else { return nil }
        for step in names {
            guard let next = seen[directory]?[step], durable[next].names != nil else { return nil }
            directory = next
        }
        return (directory, name)
    }

    /// What a power loss leaves if it keeps so much of each pending change.
    func tree(keeping parts: [Part]) -> FileTree {
        var nodes = durable
        for (change, part) in zip(pending, parts) { Self.apply(change, part, to: &nodes) }
        var tree = FileTree()
        collect(0, "", nodes, into: &tree)
        return tree
    }

    private func collect(_ node: Int, _ path: String, _ nodes: [Node], into tree: inout FileTree) {
        for (name, child) in nodes[node].names ?? [:] {
            let path = path.isEmpty ? name : "\(path)/\(name)"
            if nodes[child].names == nil {
                tree.files[path] = nodes[child].bytes
            } else {
                tree.directories.insert(path)
                collect(child, path, nodes, into: &tree)
            }
        }
    }

    /// How much of a change a power loss keeps.
    enum Part: Hashable {
        case nothing
        case whole
        /// A write's bytes in these sectors of so many bytes, counted from the file's beginning.
        case sectors(of: Int, Set<Int>)
        /// The file's new length, but zeros for the bytes.
        case length
    }

    private static func apply(_ change: Change, _ part: Part, to nodes: inout [Node]) {
        guard part != .nothing else { return }
        switch change {
        case .names(let names):
            for change in names { nodes[change.directory].names?[change.name] = change.node }
        case .truncate(let file, let size):
            let bytes = nodes[file].bytes
            nodes[file].bytes = bytes.prefix(size) + [UInt8](repeating: 0, count: max(0, size - bytes.count))
        case .write(let file, let offset, let bytes):
            switch part {
            case .nothing: break
            case .whole: put(bytes[...], at: offset, in: &nodes[file].bytes)
            case .length: put([], at: max(nodes[file].bytes.count, offset + bytes.count), in: &nodes[file].bytes)
            case .sectors(let size, let kept):
                for sector in kept {
                    let from = max(offset, sector * size)
                    let to = min(offset + bytes.count, (sector + 1) * size)
                    put(bytes[(from - offset)..<(to - offset)], at: from, in: &nodes[file].bytes)
                }
            }
        }
    }

    private static func put(_ piece: ArraySlice<UInt8>, at offset: Int, in bytes: inout [UInt8]) {
        let end = offset + piece.count
        if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
        bytes.replaceSubrange(offset..<end, with: piece)
    }
}
