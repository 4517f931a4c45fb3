internal import Glibc
internal import Replay
internal import ScannerDriver

/// A folder whose names are listed, and which tells when they may have changed.
final class WatchedFolder {
    let path: String
    /// The kernel's notices; -1 where there are none, as on some network drives: then only time tells.
    private let notices: Int32

    /// - Throws: `badInput` when it cannot be listed.
    init(_ path: String) throws(ScannerFault) {
        self.path = path
        notices = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        if notices >= 0 {
            let changes = IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
            _ = unsafe inotify_add_watch(notices, path, UInt32(changes))
        }
        do throws(ScannerFault) { _ = try names() } catch { throw ScannerFault(.badInput, error.detail) }
    }

    deinit { if notices >= 0 { close(notices) } }

    /// All names in it, in no order, but "." and "..".
    ///
    /// - Throws: `disconnected` when the folder cannot be listed any more.
    func names() throws(ScannerFault) -> [String] {
        try DirectoryNames.list(path, most: WatchedSheets.mostNames)
    }

    /// Waits until names may have changed, and no longer than some milliseconds.
    func waitForChange(milliseconds: Int) {
        var descriptor = pollfd(fd: notices, events: Int16(POLLIN), revents: 0)
        // A descriptor of -1 is passed over: what remains is the wait. So it is when a signal comes.
        guard unsafe poll(&descriptor, 1, Int32(clamping: milliseconds)) > 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while unsafe read(notices, &buffer, buffer.count) > 0 {}
    }
}

/// The names in a directory.
enum DirectoryNames {
    /// All of them, in no order, but "." and "..".
    ///
    /// - Throws: `disconnected` when the directory cannot be listed, or has more names than `most`.
    static func list(_ path: String, most: Int) throws(ScannerFault) -> [String] {
        guard let stream = unsafe opendir(path) else {
            throw SystemCall.fault(.disconnected, "\(path): the folder cannot be listed")
        }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            names.append(name)
            guard names.count <= most else {
                throw ScannerFault(.disconnected, "\(path): more than \(most) names in the folder")
            }
        }
        return names
    }
}
