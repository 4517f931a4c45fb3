package import Glibc

/// Names and whole files. Paths are taken as they are; nothing is followed that is a symbolic link at the end.
package enum FileSystem {
    /// What stands at a path.
    package enum Kind: Equatable {
        case file(size: Int)
        case directory
        case other(String)
    }

    /// What stands at a path itself; nil when nothing does.
    package static func kind(of path: String) throws(SystemFailure) -> Kind? {
        var status = stat()
        if unsafe lstat(path, &status) != 0 {
            if errno == ENOENT { return nil }
            throw .last("lstat")
        }
        return kind(of: status)
    }

    /// Whether anything stands at a path, or cannot be told not to.
    package static func isThere(_ path: String) -> Bool {
        do throws(SystemFailure) { return try kind(of: path) != nil } catch { return true }
    }

    package static func kind(of status: stat) -> Kind {
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file(size: Int(status.st_size))
        case S_IFDIR: .directory
        case S_IFLNK: .other("a symbolic link")
        case S_IFIFO: .other("a pipe")
        case S_IFSOCK: .other("a socket")
        default: .other("a device")
        }
    }

    /// The bytes of a regular file, or why they cannot be had.
    package static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        do {
            let file = try Descriptor(path, O_RDONLY)
            switch kind(of: try file.status()) {
            case .directory: throw FileProblem.notAFile("a directory")
            case .other(let what): throw FileProblem.notAFile(what)
            case .file(let size):
                guard size <= limit else { throw FileProblem.tooLarge(size, limit: limit) }
                return try file.read(size, at: 0)
            }
        } catch let problem as FileProblem {
            throw problem
        } catch let failure as SystemFailure {
            throw failure.number == ELOOP ? .notAFile("a symbolic link") : .system(failure)
        } catch {
            preconditionFailure("only these two kinds are thrown above")
        }
    }

    /// Requires that a regular file is its owner's alone.
    package static func requirePrivate(_ path: String) throws(FileProblem) {
        do throws(SystemFailure) {
            let status = try Descriptor(path, O_RDONLY).status()
            guard case .file = kind(of: status), status.st_mode & 0o077 != 0 else { return }
        } catch {
            throw .system(error)
        }
        throw .readableByOthers
    }

    /// Makes a directory where nothing is.
    package static func makeDirectory(_ path: String) throws(SystemFailure) {
        guard unsafe mkdir(path, 0o755) == 0 else { throw .last("mkdir") }
        FileOperation.tell(.makeDirectory(path))
    }

    /// Whether a directory is there, be it through symbolic links.
    package static func isDirectory(_ path: String) -> Bool {
        guard let path = resolved(path), let kind = try? kind(of: path) else { return false }
        return kind == .directory
    }

    /// Removes a directory of our own making with everything in it, as far as that goes.
    package static func removeTree(_ path: String) {
        let found = DirectoryTree(of: path).kinds
        for (name, kind) in found where kind != .directory { try? remove("\(path)/\(name)") }
        for name in found.keys.sorted(by: { $0.utf8.count > $1.utf8.count }) { try? removeIfEmpty("\(path)/\(name)") }
        try? removeIfEmpty(path)
    }

    package static func rename(_ old: String, to new: String) throws(SystemFailure) {
        guard unsafe Glibc.rename(old, new) == 0 else { throw .last("rename") }
        FileOperation.tell(.rename(old, to: new))
    }

    package static func remove(_ path: String) throws(SystemFailure) {
        if unsafe unlink(path) == 0 { return FileOperation.tell(.remove(path)) }
        guard errno == ENOENT else { throw .last("unlink") }
    }

    /// Removes a directory if nothing is in it.
    package static func removeIfEmpty(_ path: String) throws(SystemFailure) {
        if unsafe rmdir(path) == 0 { return FileOperation.tell(.removeDirectory(path)) }
        guard errno == ENOTEMPTY || errno == ENOENT else { throw .last("rmdir") }
    }

    /// Makes the names in a directory durable.
    package static func syncDirectory(_ path: String) throws(SystemFailure) {
        try Descriptor.directory(path).sync()
    }

    /// Puts a file in place whole or not at all: temporary name, fsync, rename. The caller syncs the directory.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(SystemFailure) {
        let temporary = path + temporarySuffix
        try remove(temporary)
        let file = try Descriptor(temporary, O_WRONLY | O_CREAT | O_EXCL)
        do throws(SystemFailure) {
            try file.write(bytes, at: 0)
            try file.sync()
            try rename(temporary, to: path)
        } catch {
            // A disk that is full leaves no half file behind.
            try? remove(temporary)
            throw error
        }
    }

    /// What a file is called until it is whole.
    package static let temporarySuffix = ".tmp"

    /// The directory in which a path's last name stands.
    package static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Bytes that the disk under a path has left for this user.
    package static func freeByteCount(at path: String) throws(SystemFailure) -> Int {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw .last("statvfs") }
        return Int(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }

    /// Whether both paths lead to files of one file system; false where one cannot be looked at.
    package static func areOnOneDisk(_ path: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard unsafe stat(path, &first) == 0, unsafe stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev
    }

    /// A path without symbolic links, dots and double slashes; nil when nothing is there.
    package static func resolved(_ path: String) -> String? {
        guard let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}

/// Why a file's bytes could not be had.
package enum FileProblem: Error, Equatable {
    case readableByOthers
    case notAFile(String)
    case tooLarge(Int, limit: Int)
    case system(SystemFailure)

    package var isMissing: Bool {
        if case .system(let failure) = self { failure.number == ENOENT } else { false }
    }

    package var message: String {
        switch self {
        case .readableByOthers: "readable by others than its owner: chmod 600 it, and consider the key known"
        case .notAFile(let what): "\(what) instead of a file"
        case .tooLarge(let size, let limit): "\(size) bytes are more than the \(limit) that are read"
        case .system(let failure): "cannot be read: \(failure.message)"
        }
    }
}
