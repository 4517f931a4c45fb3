import Glibc

/// umockdev's library must be loaded before everything else, also here: it carries the news of plugging to programs.
enum Preload {
    static let library = "libumockdev-preload.so.0"

    /// Starts this program again with the library in front, unless it is there.
    static func ensure() {
        let loaded = unsafe getenv("LD_PRELOAD").map { unsafe String(cString: $0) } ?? ""
        guard !loaded.contains(library) else { return }
        unsafe setenv("LD_PRELOAD", loaded.isEmpty ? library : library + ":" + loaded, 1)
        unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
        fail("cannot start itself again with \(library): \(unsafe String(cString: strerror(errno)))")
    }
}

/// Says what is wrong on standard error and ends.
func fail(_ message: String) -> Never {
    complain(message)
    exit(2)
}

func complain(_ message: String) {
    let line = Array("scand-simulator: \(message)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
